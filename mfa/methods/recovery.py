"""The prompt's *recovery code*: a look-up secret that its owner saved (63B-4 §3.1.2, §4.2)."""

from datetime import datetime

from audit.record import record
from audit.tags import Tag
from mfa.challenges.approval import challenge_approve
from mfa.challenges.news import challenge_wrong_record
from mfa.devices.use import authenticator_used
from mfa.domain import recovery_format
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.methods.base import Answer, ChallengeOver
from mfa.models import AuthenticatorState, Challenge, RecoveryCode
from mfa.notices import Notice, notice_post
from mfa.passcodes.secret import passcode_matches
from mfa.recovery.lifecycle import recovery_spend


class RecoveryMethod:
    """The code's first character says which of the ten it is: a try costs one hash run."""

    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        """Nothing has to be sent: it is on paper."""

    def answer(self, *, challenge: Challenge, guard: Guard, typed: str, at: datetime) -> Answer:
        code = recovery_format.canonical(typed)
        if not recovery_format.has_right_shape(code, characters=POLICY.recovery_characters):
            return Answer.MISTYPED
        if guard.is_locked:
            return Answer.LOCKED
        row = RecoveryCode.objects.filter(
            authenticator=challenge.authenticator_id,
            authenticator__state=AuthenticatorState.ACTIVE,
            slot=code[0],
        ).first()
        if not passcode_matches(code, row.secret if row else None) or row is None:
            return _wrong(challenge, guard, at)
        return _redeem(row, challenge, guard, at)


def _redeem(row: RecoveryCode, challenge: Challenge, guard: Guard, at: datetime) -> Answer:
    if not recovery_spend(code=row, challenge=challenge):
        _code_record(Tag.USER_RECOVERY_REFUSED, row, challenge, at, reason="used")
        return Answer.USED
    if not challenge_approve(challenge=challenge, at=at):
        raise ChallengeOver
    authenticator_used(challenge)
    guard.succeeded(thaws=True)
    notice_post(Notice.RECOVERY_USED, user=challenge.user, ref=challenge.pk, at=at)
    left = RecoveryCode.objects.filter(authenticator=row.authenticator_id, used_at__isnull=True)
    _code_record(Tag.USER_RECOVERY_REDEEMED, row, challenge, at, left=left.count())
    return Answer.ACCEPTED


def _wrong(challenge: Challenge, guard: Guard, at: datetime) -> Answer:
    guard.failed()
    challenge.attempts += 1
    Challenge.objects.filter(pk=challenge.pk).update(attempts=challenge.attempts)
    challenge_wrong_record(challenge, at=at)
    return Answer.WRONG


def _code_record(
    tag: Tag, row: RecoveryCode, challenge: Challenge, at: datetime, **facts: str | int
) -> None:
    record(
        tag,
        at=at,
        actor=challenge.user_id,
        subject=challenge.user_id,
        authenticator=row.authenticator_id,
        code=row.pk,
        ip=challenge.ip,
        case=None,
        **facts,
    )
