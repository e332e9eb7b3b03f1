"""Authenticator codes (RFC 6238): six digits, 30 seconds, each accepted once."""

from datetime import datetime, timedelta

from accounts.throttle import throttle_hit
from audit.clock import ClockTimestamp
from mfa.challenges.approval import challenge_approve
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record, challenge_wrong_record
from mfa.domain.codes import digits_only
from mfa.domain.policy import POLICY
from mfa.domain.totp import DIGITS, step_of
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.models import Authenticator, AuthenticatorState, Challenge, ChallengeState, Purpose

# Tries per challenge where failures do not count towards the person's lock: a stranger on the
# phone must not be able to lock somebody out (case C7), and who enrols knows the seed anyway.
TRIES = {Purpose.CALLER_CHECK: 3, Purpose.ENROLMENT: 10}


class TotpMethod:
    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        """Nothing has to be sent: the code is on the person's screen already."""

    def answer(self, *, challenge: Challenge, guard: Guard, typed: str, at: datetime) -> Answer:
        code = digits_only(typed)
        if len(code) != DIGITS:
            return Answer.MISTYPED
        tries = TRIES.get(Purpose(challenge.purpose))
        if tries is None and guard.is_locked:
            return Answer.LOCKED
        if challenge.purpose == Purpose.CALLER_CHECK and not _may_read_out(challenge.user_id):
            return Answer.LOCKED
        if not _accept(challenge, code, guard.now):
            return _wrong(challenge, guard, tries, at)
        if not challenge_approve(challenge=challenge, at=at):
            return Answer.OVER
        if tries is None:  # what counts no failure forgets none: one's own new seed, a read-out
            guard.succeeded(thaws=True)
        return Answer.ACCEPTED


def _may_read_out(user_id: int) -> bool:
    """Count a code that was read out to an agent; ten a day are looked at."""
    return throttle_hit(
        bucket=f"mfa totp read out {user_id}", limit=POLICY.codes_read_out, window=timedelta(days=1)
    )


def _wrong(challenge: Challenge, guard: Guard, tries: int | None, at: datetime) -> Answer:
    challenge.attempts += 1
    Challenge.objects.filter(pk=challenge.pk).update(attempts=challenge.attempts)
    if tries is None:
        guard.failed()
    elif challenge.attempts >= tries:
        challenge_decide(challenge=challenge, to=ChallengeState.FAILED, reason="wrong_code")
        challenge_ended_record(challenge, at=at)
        return Answer.WRONG
    challenge_wrong_record(challenge, at=at)
    return Answer.WRONG


def _accept(challenge: Challenge, code: str, now: datetime) -> bool:
    """Accept a code of a step newer than the last; the conditional UPDATE makes it once."""
    is_enrolment = challenge.purpose == Purpose.ENROLMENT
    state = AuthenticatorState.PENDING if is_enrolment else AuthenticatorState.ACTIVE
    device = challenge.authenticator
    if device is None or device.seed is None or device.state != state:
        return False
    seed = bytes.fromhex(device.seed)
    step = step_of(code, seed=seed, now=now, after=device.last_step)
    if step is None:
        return False
    fresh = Authenticator.objects.filter(pk=device.pk, state=state, last_step__lt=step)
    return (
        fresh.update(last_step=step, last_used_at=ClockTimestamp(), last_method=challenge.method)
        == 1
    )
