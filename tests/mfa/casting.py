"""The cast of the tests, and what they do: hold devices, answer phones, read mails."""

import itertools
import secrets
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp.oath import hotp

from accounts.models import User
from accounts.models.address import Kind as AddressKind
from accounts.vault import blind_index
from delivery.calls import EventKind, call_event
from delivery.dispatch import message_dispatch
from delivery.interfaces import Letter, Reply, author_of
from delivery.models import Message
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.domain.codes import check_number, mail_code
from mfa.domain.policy import POLICY
from mfa.methods.base import Answer
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    Kind,
    Method,
    PasscodeKind,
    Purpose,
    Service,
)
from mfa.passcodes.services import Issued, passcode_issue
from mfa.recovery.services import recovery_create

GATEWAY = "simulator"
LONG_AGO = timedelta(days=60)  # old enough to count, too young to be stale
_numbers = (f"+1406555{n:04d}" for n in itertools.count(2000))
_events = itertools.count(1)


def phone_make(user: User, **fields: Any) -> Authenticator:
    """Give somebody a phone that has been in use for long."""
    number = fields.pop("number", None) or next(_numbers)
    then = timezone.now() - LONG_AGO
    phone: Authenticator = Authenticator.objects.create(
        **{
            "user": user,
            "kind": Kind.PHONE,
            "name": "Mobile",
            "state": AuthenticatorState.ACTIVE,
            "number": number,
            "number_index": blind_index(number),
            "created_at": then,
            "activated_at": then,
            **fields,
        }
    )
    return phone


def app_make(user: User, **fields: Any) -> Authenticator:
    """Give somebody an authenticator app that has been in use for long."""
    then = timezone.now() - LONG_AGO
    app: Authenticator = Authenticator.objects.create(
        **{
            "user": user,
            "kind": Kind.TOTP,
            "name": "App",
            "state": AuthenticatorState.ACTIVE,
            "seed": secrets.token_hex(20),
            "created_at": then,
            "activated_at": then,
            **fields,
        }
    )
    return app


def recovery_make(user: User, *, replaces: int | None = None) -> list[str]:
    """Give somebody recovery codes; return them in slot order."""
    return recovery_create(user=user, replaces=replaces, origin=Origin(), at=timezone.now()).codes


def code_of(app: Authenticator, *, steps: int = 0) -> str:
    """Return what the app shows now, or some steps of 30 seconds from now."""
    step = int(time.time()) // 30 + steps
    return f"{hotp(bytes.fromhex(app.seed or ''), step, 6):06d}"  # type: ignore[no-untyped-call]


def wrong_code_of(app: Authenticator) -> str:
    """Return six digits that the app shows at no time around now."""
    shown = {code_of(app, steps=step) for step in range(-3, 4)}
    return next(code for n in range(10) if (code := f"{n}" * 6) not in shown)


def account() -> Service:
    """Return the service that the account pages are."""
    return Service.objects.get(slug="account")


def message_of(challenge: Challenge | UUID) -> Message:
    """Return the newest message about a challenge."""
    ref = challenge if isinstance(challenge, UUID) else challenge.pk
    return Message.objects.filter(ref=ref).exclude(kind="mfa.notice").latest("created_at")


def ring(challenge: Challenge) -> str:
    """Let the worker place the call; return the provider's reference."""
    message = message_of(challenge)
    message_dispatch(message_id=message.pk, at=timezone.now())
    return Message.objects.get(pk=message.pk).gateway_ref


def happens(challenge: Challenge, kind: EventKind, key: str | None = None) -> Reply | None:
    """Report an event of the challenge's call as the provider does."""
    message = message_of(challenge)
    return call_event(
        gateway=GATEWAY,
        gateway_ref=Message.objects.get(pk=message.pk).gateway_ref,
        event_id=f"test-{next(_events)}",
        kind=kind,
        key=key,
        message_id=message.pk,
        at=timezone.now(),
    )


def press(challenge: Challenge, keys: str) -> Reply | None:
    """Answer the call and press keys; return the last thing that is said."""
    ring(challenge)
    happens(challenge, EventKind.ANSWERED)
    reply = None
    for key in keys:
        reply = happens(challenge, EventKind.KEY, key)
    if reply is not None and reply.hang_up:
        happens(challenge, EventKind.COMPLETED)
    return reply


def letter_of(message: Message) -> Letter:
    """Return a mail as it goes out."""
    author = author_of(message.kind)
    written = author.write(message) if author else None
    if not isinstance(written, Letter):
        error = f"{message.kind} wrote no letter."
        raise TypeError(error)
    return written


def check_by_call(*, user: User, agent: User, phone: Authenticator, case_ref: UUID) -> Challenge:
    """Let an agent check a caller by a call, and the caller key in the right number."""
    check = challenge_start(
        purpose=Purpose.CALLER_CHECK,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone,
        asked_by=agent,
        case_ref=case_ref,
        at=timezone.now(),
    )
    press(check, check_number(settings.CODE_KEY, check.pk, digits=POLICY.check_number_digits))
    return check


def check_by_mail(*, user: User, agent: User, case_ref: UUID) -> Challenge:
    """Let an agent check a caller by a mailed code that the caller reads back rightly."""
    check = challenge_start(
        purpose=Purpose.CALLER_CHECK,
        method=Method.MAIL_CODE,
        user=user,
        address=user.addresses.filter(kind=AddressKind.EMAIL).first(),
        asked_by=agent,
        case_ref=case_ref,
        at=timezone.now(),
    )
    code = mail_code(settings.CODE_KEY, check.pk, digits=POLICY.mail_code_digits)
    answer = challenge_answer(challenge_id=check.pk, browser="", typed=code, at=timezone.now())
    assert answer == Answer.ACCEPTED
    return check


def evidence_make(*, user: User, agent: User, phone: Authenticator | None = None) -> UUID:
    """Gather 100 points about a caller in a new case; return the case's id."""
    case_ref = uuid4()
    phone = phone or phone_make(user, name="Landline")
    check_by_call(user=user, agent=agent, phone=phone, case_ref=case_ref)
    check_by_mail(user=user, agent=agent, case_ref=case_ref)
    return case_ref


def passcode_make(*, user: User, agent: User, **fields: Any) -> Issued:
    """Issue a passcode the only way there is: a case, two passed checks, the service."""
    case_ref = fields.pop("case_ref", None) or evidence_make(user=user, agent=agent)
    return passcode_issue(
        **{
            "user": user,
            "agent": agent,
            "case_ref": case_ref,
            "service": account(),
            "kind": PasscodeKind.LOST,
            "life": POLICY.passcode_life,
            "threshold": 100,
            "at": timezone.now(),
            **fields,
        }
    )


def forget_calls(user: User) -> None:
    """Let the limits of calls rest, where a test is about something else."""
    with transaction.atomic():
        Message.objects.filter(person=user).update(counts=False)
