"""What else happens in the transaction in which a challenge is approved, by purpose."""

from datetime import datetime

from delivery.limits import calls_forgive
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.devices.binding import authenticator_bind
from mfa.devices.use import authenticator_used
from mfa.evidence.services import evidence_gather
from mfa.models import Challenge, ChallengeState, Method, Purpose


def challenge_approve(*, challenge: Challenge, at: datetime) -> bool:
    """Approve a pending challenge and do what its purpose asks for; say whether this call won."""
    if not challenge_decide(challenge=challenge, to=ChallengeState.APPROVED):
        return False
    facts: dict[str, object] = {}
    if challenge.method == Method.PHONE_CALL:
        calls_forgive(ref=challenge.pk)
    if challenge.method in {Method.PHONE_CALL, Method.APP_PUSH}:
        authenticator_used(challenge)
    if challenge.purpose == Purpose.ENROLMENT:
        authenticator_bind(challenge=challenge, at=at)
    elif challenge.purpose == Purpose.CALLER_CHECK:
        facts["points"] = evidence_gather(challenge=challenge, at=at).points
    challenge_ended_record(challenge, at=at, **facts)
    return True
