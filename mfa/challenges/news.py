"""What the audit trail says about a challenge: who, what for, which way it ended."""

from datetime import datetime

from audit.record import record
from audit.tags import Tag
from mfa.models import Challenge, ChallengeState, Purpose

_STARTED = {
    Purpose.CALLER_CHECK: Tag.STAFF_CHECK_STARTED,
    Purpose.STEP_UP: Tag.STAFF_STEP_UP_STARTED,
}
_REFUSED = {
    Purpose.CALLER_CHECK: Tag.STAFF_CHECK_REFUSED,
    Purpose.STEP_UP: Tag.STAFF_STEP_UP_REFUSED,
}
_ENDED = {
    ChallengeState.APPROVED: Tag.USER_CHALLENGE_APPROVED,
    ChallengeState.DENIED: Tag.USER_CHALLENGE_DENIED,
    ChallengeState.REPORTED: Tag.USER_CHALLENGE_REPORTED,
    ChallengeState.FAILED: Tag.USER_CHALLENGE_FAILED,
    ChallengeState.EXPIRED: Tag.USER_CHALLENGE_EXPIRED,
    ChallengeState.CANCELLED: Tag.USER_CHALLENGE_CANCELLED,
}
_CHECK_ENDED = {
    ChallengeState.APPROVED: Tag.STAFF_EVIDENCE_GATHERED,
    ChallengeState.CANCELLED: Tag.STAFF_CHECK_CANCELLED,
}
_STEP_UP_ENDED = {ChallengeState.APPROVED: Tag.STAFF_STEP_UP_ACCEPTED}


def challenge_started_record(challenge: Challenge, *, at: datetime) -> None:
    """Write that somebody was asked to prove something."""
    _write(_STARTED.get(Purpose(challenge.purpose), Tag.USER_CHALLENGE_STARTED), challenge, at)


def challenge_ended_record(challenge: Challenge, *, at: datetime, **facts: object) -> None:
    """Write how a challenge came to its end."""
    _write(_end_tag(challenge), challenge, at, **facts)


def challenge_wrong_record(challenge: Challenge, *, at: datetime) -> None:
    """Write a wrong answer that leaves the challenge open."""
    purpose = Purpose(challenge.purpose)
    tag = Tag.USER_CHALLENGE_FAILED
    if purpose == Purpose.CALLER_CHECK:
        tag = Tag.STAFF_EVIDENCE_FAILED
    elif purpose == Purpose.STEP_UP:
        tag = Tag.STAFF_STEP_UP_FAILED
    _write(tag, challenge, at, attempt=challenge.attempts)


def challenge_locked_record(challenge: Challenge, *, at: datetime) -> None:
    """Write that something was typed which is not even looked at: too many were wrong before."""
    purpose = Purpose(challenge.purpose)
    _write(_REFUSED.get(purpose, Tag.USER_CHALLENGE_REFUSED), challenge, at, is_locked=True)


def _end_tag(challenge: Challenge) -> Tag:
    state = ChallengeState(challenge.state)
    if challenge.purpose == Purpose.CALLER_CHECK:
        return _CHECK_ENDED.get(state, Tag.STAFF_EVIDENCE_FAILED)
    if challenge.purpose == Purpose.STEP_UP:
        return _STEP_UP_ENDED.get(state, Tag.STAFF_STEP_UP_FAILED)
    return _ENDED[state]


def _write(tag: Tag, challenge: Challenge, at: datetime, **facts: object) -> None:
    record(
        tag,
        at=at,
        actor=challenge.asked_by_id or challenge.user_id,
        subject=challenge.user_id,
        case=challenge.case_ref,
        challenge=str(challenge.pk),
        purpose=challenge.purpose,
        method=challenge.method,
        authenticator=challenge.authenticator_id,
        state=challenge.state,
        reason=challenge.reason,
        ip=challenge.ip,
        **facts,
    )
