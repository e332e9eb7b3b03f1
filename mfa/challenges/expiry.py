"""Ending what ran out of time, with an event for each, in small transactions."""

from datetime import datetime

from django.db import transaction

from audit.clock import ClockTimestamp
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.models import Challenge, ChallengeState

BATCH = 100


def challenges_expire(*, at: datetime) -> int:
    """Move every overdue challenge to EXPIRED; return how many there were."""
    total = 0
    while batch := _batch_expire(at):
        total += batch
    return total


@transaction.atomic
def _batch_expire(at: datetime) -> int:
    """Expire a handful; rows that somebody is deciding right now are left to them."""
    overdue = (
        Challenge.objects.select_for_update(skip_locked=True)
        .filter(state=ChallengeState.PENDING, expires_at__lte=ClockTimestamp())
        .order_by("expires_at")[:BATCH]
    )
    ended = [row for row in overdue if challenge_decide(challenge=row, to=ChallengeState.EXPIRED)]
    for challenge in ended:
        challenge_ended_record(challenge, at=at)
    return len(ended)
