"""Reporting a challenge: by the key 9 on a call, by *not me* in the app."""

from datetime import datetime

from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.interfaces import Reported
from mfa.models import Challenge, ChallengeState, Method
from mfa.reports.services import not_me


def challenge_report(*, challenge: Challenge, at: datetime) -> bool:
    """End a challenge as reported and do what `not_me` says; False when it was over already."""
    if not challenge_decide(challenge=challenge, to=ChallengeState.REPORTED):
        return False
    not_me(user=challenge.user, reported=reported_of(challenge), at=at)
    challenge_ended_record(challenge, at=at)
    return True


def reported_of(challenge: Challenge) -> Reported:
    """Return what is reported: the facts of the challenge as they are now."""
    return Reported(
        source="PUSH" if challenge.method == Method.APP_PUSH else "CALL",
        challenge=challenge,
        case_ref=challenge.case_ref,
        service=challenge.service.name if challenge.service else "",
        purpose=challenge.purpose,
        method=challenge.method,
        ip=challenge.ip,
        user_agent=challenge.user_agent,
        happened_at=challenge.created_at,
    )
