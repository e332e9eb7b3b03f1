"""What people do with keys, by the engine; and what an answer can have wrong with it."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.devices.adding_key import key_add
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge, FactorState, Method, Purpose
from tests.mfa.casting import account
from tests.mfa.soft_key import url64

HERE = Origin(browser="b" * 64, ip="192.0.2.7", user_agent="Test browser")


def asked(key: Authenticator, purpose: Purpose = Purpose.SIGN_IN) -> Challenge:
    return challenge_start(
        purpose=purpose,
        method=Method.WEBAUTHN,
        user=key.user,
        authenticator=key,
        service=account(),
        origin=HERE,
        at=timezone.now(),
    )


def answered(challenge: Challenge, typed: str) -> Answer:
    return challenge_answer(
        challenge_id=challenge.pk, browser=HERE.browser, typed=typed, at=timezone.now()
    )


def adding(user: User, *, is_passkey: bool = False, name: str = "") -> Challenge:
    return key_add(
        user=user,
        name=name,
        is_passkey=is_passkey,
        passcode=None,
        origin=HERE,
        at=timezone.now(),
    )


def failures(user: User) -> int:
    return FactorState.objects.get(pk=user.pk).failures


def reason_of(challenge: Challenge) -> str:
    challenge.refresh_from_db()
    return challenge.reason


WRONG: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another site's address": ({"origin": "https://keydesk.example.net"}, {}),
    "the same host, another port": ({"origin": "http://localhost:1"}, {}),
    "a key made for another site": ({"rp": "example.net"}, {}),
    "nobody touched it": ({"is_present": False}, {}),
    "a frame in another site": ({}, {"crossOrigin": True}),
    "a registration in its place": ({}, {"type": "webauthn.create"}),
    "other bytes": ({}, {"challenge": url64(b"x" * 32)}),
}
