"""Authenticator codes (RFC 6238): six digits, 30 seconds, each accepted once."""

import binascii
from datetime import datetime

from django_otp.oath import TOTP

from mfa.challenges.approval import challenge_approve
from mfa.challenges.news import challenge_wrong_record
from mfa.domain.codes import digits_only
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.models import Authenticator, AuthenticatorState, Challenge

DIGITS = 6
STEP_SECONDS = 30
# One step either way for a clock that is off; a documented deviation from ASVS 6.5.5.
TOLERANCE_STEPS = 1


class TotpMethod:
    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        """Nothing has to be sent: the code is on the person's screen already."""

    def answer(self, *, challenge: Challenge, typed: str, at: datetime) -> Answer:
        code = digits_only(typed)
        if len(code) != DIGITS:
            return Answer.MISTYPED
        guard = Guard(challenge.user_id)
        if guard.is_locked:
            return Answer.LOCKED
        if not _accept(challenge.authenticator_id, code, guard.now):
            guard.failed()
            challenge.attempts += 1
            Challenge.objects.filter(pk=challenge.pk).update(attempts=challenge.attempts)
            challenge_wrong_record(challenge, at=at)
            return Answer.WRONG
        if not challenge_approve(challenge=challenge, at=at):
            return Answer.OVER
        guard.succeeded(thaws=True)
        return Answer.ACCEPTED


def _accept(authenticator_id: int | None, code: str, now: datetime) -> bool:
    """Accept a code of a step newer than the last; the conditional UPDATE makes it once."""
    device = Authenticator.objects.filter(
        pk=authenticator_id, state=AuthenticatorState.ACTIVE
    ).first()
    if device is None or device.seed is None:
        return False
    totp = TOTP(binascii.unhexlify(device.seed), step=STEP_SECONDS, digits=DIGITS)
    totp.time = now.timestamp()
    if not totp.verify(int(code), tolerance=TOLERANCE_STEPS, min_t=device.last_step + 1):
        return False
    fresh = Authenticator.objects.filter(
        pk=device.pk, state=AuthenticatorState.ACTIVE, last_step__lt=totp.t()
    )
    return fresh.update(last_step=totp.t()) == 1
