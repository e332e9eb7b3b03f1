"""The prompt's *temporary passcode*: a look-up secret that the help desk read out."""

from datetime import datetime

from audit.record import record
from audit.tags import Tag
from mfa.challenges.approval import challenge_approve
from mfa.challenges.news import challenge_wrong_record
from mfa.domain import passcode_format
from mfa.domain.codes import digits_only
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.methods.base import Answer, ChallengeOver
from mfa.models import Challenge, Passcode, PasscodeState
from mfa.notices import Notice, notice_post
from mfa.passcodes.lifecycle import passcode_spend
from mfa.passcodes.secret import passcode_matches


class PasscodeMethod:
    """The prompt's *temporary passcode*: a method like the others, without a device."""

    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        """Nothing has to be sent: the agent has read it out."""

    def answer(self, *, challenge: Challenge, guard: Guard, typed: str, at: datetime) -> Answer:
        code = digits_only(typed)
        if not passcode_format.has_right_shape(code, digits=POLICY.passcode_digits):
            return Answer.MISTYPED
        if guard.is_locked:
            return Answer.LOCKED
        passcode = (
            Passcode.objects.filter(user=challenge.user_id, service=challenge.service_id)
            .select_related("grant")
            .order_by("-issued_at", "-pk")
            .first()
        )
        if not passcode_matches(code, passcode and passcode.secret) or passcode is None:
            return _wrong(challenge, guard, at)
        return _redeem(passcode, challenge, guard, at)


def _redeem(passcode: Passcode, challenge: Challenge, guard: Guard, at: datetime) -> Answer:
    if not passcode_spend(passcode=passcode):
        passcode.refresh_from_db()
        used_up = passcode.state == PasscodeState.USED
        _passcode_record(Tag.USER_PASSCODE_REFUSED, passcode, challenge, at)
        return Answer.USED if used_up else Answer.EXPIRED
    Challenge.objects.filter(pk=challenge.pk).update(passcode=passcode)
    challenge.passcode = passcode
    if not challenge_approve(challenge=challenge, at=at):
        raise ChallengeOver
    guard.succeeded(thaws=True)
    notice_post(Notice.PASSCODE_USED, user=challenge.user, ref=challenge.pk, at=at)
    _passcode_record(Tag.USER_PASSCODE_REDEEMED, passcode, challenge, at)
    return Answer.ACCEPTED


def _wrong(challenge: Challenge, guard: Guard, at: datetime) -> Answer:
    guard.failed()
    challenge.attempts += 1
    Challenge.objects.filter(pk=challenge.pk).update(attempts=challenge.attempts)
    challenge_wrong_record(challenge, at=at)
    return Answer.WRONG


def _passcode_record(tag: Tag, passcode: Passcode, challenge: Challenge, at: datetime) -> None:
    record(
        tag,
        at=at,
        actor=challenge.user_id,
        subject=challenge.user_id,
        case=passcode.grant.case_ref,
        passcode=passcode.pk,
        ip=challenge.ip,
        state=passcode.state,
    )
