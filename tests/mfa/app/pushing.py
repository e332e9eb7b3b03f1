"""Asking somebody's app, as the prompt does it."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from mfa.challenges.origin import Origin
from mfa.challenges.rules import ChallengeRefused
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.methods.base import Answer
from mfa.models import Challenge, Method, Purpose
from tests.mfa.casting import account
from tests.mfa.phone import Phone, device_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def push(
    user: User, phone: Phone, *, browser: str = "b" * 64, purpose: Purpose = Purpose.SIGN_IN
) -> Challenge:
    """Start a request in the app."""
    return challenge_start(
        purpose=purpose,
        method=Method.APP_PUSH,
        user=user,
        authenticator=device_of(phone),
        service=account(),
        origin=Origin(browser, "198.51.100.23", FIREFOX),
        at=timezone.now(),
    )


def attempt(user: User, phone: Phone, **fields: Any) -> str:
    """Try to; return how that ended: a refusal's reason, or the challenge's state."""
    try:
        challenge = push(user, phone, **fields)
    except ChallengeRefused as refused:
        return str(refused.facts["reason"])
    return challenge.reason or challenge.state


def push_of(challenge: Challenge, typed: str) -> Answer:
    """Type something into the browser instead of the app."""
    return challenge_answer(
        challenge_id=challenge.pk, browser=challenge.browser, typed=typed, at=timezone.now()
    )


def ask_over(challenge: Challenge) -> None:
    """Let a request's time be up."""
    past = timezone.now() - timedelta(seconds=1)
    Challenge.objects.filter(pk=challenge.pk).update(expires_at=past)


def time_passes(user: User, by: timedelta) -> None:
    """Move the ends of somebody's challenges into the past; when they began is shown and stays."""
    Challenge.objects.filter(user=user).update(
        expires_at=F("expires_at") - by, decided_at=F("decided_at") - by
    )
