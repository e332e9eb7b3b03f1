"""Calling challenges off."""

from datetime import datetime

from django.db.models import QuerySet

from audit.refusal import audited
from delivery.outbox import message_cancel
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.locks import Guard
from mfa.models import Authenticator, Challenge, ChallengeState


@audited
def challenge_cancel(*, challenge: Challenge, at: datetime) -> bool:
    """Call a challenge off; say whether it was still pending."""
    Guard(challenge.user_id)
    return _cancel(challenge, "", at)


@audited
def browser_challenges_cancel(*, user_id: int, browser: str, at: datetime) -> int:
    """Call off what one browser has under way for a person, because it starts anew."""
    Guard(user_id)
    pending = Challenge.objects.filter(user=user_id, browser=browser)
    return challenges_cancel(pending=pending, reason="", at=at)


def challenges_cancel(*, pending: QuerySet[Challenge], reason: str, at: datetime) -> int:
    """Call off, in the caller's transaction, what of `pending` still waits; return how many."""
    rows = pending.filter(state=ChallengeState.PENDING)
    return sum(_cancel(challenge, reason, at) for challenge in rows)


def device_challenges_cancel(*, device: Authenticator, at: datetime) -> int:
    """Call off everything that waits for this authenticator (case F5)."""
    pending = Challenge.objects.filter(authenticator=device)
    return challenges_cancel(pending=pending, reason="device_gone", at=at)


def _cancel(challenge: Challenge, reason: str, at: datetime) -> bool:
    if not challenge_decide(challenge=challenge, to=ChallengeState.CANCELLED, reason=reason):
        return False
    message_cancel(ref=challenge.pk, at=at)
    challenge_ended_record(challenge, at=at)
    return True
