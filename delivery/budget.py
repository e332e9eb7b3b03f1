"""The day's budget: reserved by one atomic upsert, given back when nothing was dialled."""

import logging
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from audit.clock import ClockTimestamp
from audit.record import record
from audit.tags import Tag
from delivery.models import AT_MOST_ONCE, Budget, Channel, Message
from delivery.policy import policy

logger = logging.getLogger(__name__)

RESERVE = """
INSERT INTO delivery_budget (day, channel, reserved)
VALUES ((clock_timestamp() AT TIME ZONE 'UTC')::date, %(channel)s, 1)
ON CONFLICT (day, channel) DO UPDATE SET reserved = delivery_budget.reserved + 1
WHERE delivery_budget.reserved < %(limit)s
RETURNING id, reserved
"""
RELEASE = """
UPDATE delivery_budget SET reserved = reserved - 1
WHERE channel = %(channel)s AND reserved > 0
AND day = (%(created_at)s::timestamptz AT TIME ZONE 'UTC')::date
"""
LEFT = """
SELECT %(limit)s - coalesce((
    SELECT reserved FROM delivery_budget
    WHERE channel = %(channel)s AND day = (clock_timestamp() AT TIME ZONE 'UTC')::date
), 0)
"""


def budget_reserve(*, channel: Channel) -> bool:
    """Reserve one unit of today (UTC); False when none is left."""
    limit = _limit(channel)
    if limit < 1:
        return False
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, {"channel": channel, "limit": limit})
        row: tuple[int, int] | None = cursor.fetchone()
    if row is None:
        return False
    if row[1] * 100 >= limit * policy().warn_at_percent:
        # After the commit: the caller may still take locks that come before the audit chain's.
        transaction.on_commit(partial(budget_warn, budget_id=row[0]), robust=True)
    return True


def budget_release(message: Message) -> None:
    """Give back, after the commit, the unit of a message that was never handed to a provider.

    In a moment of its own, so that nobody holds the day's row while waiting for a person's lock.
    """
    if message.channel in AT_MOST_ONCE:
        values = {"channel": message.channel, "created_at": message.created_at.isoformat()}
        transaction.on_commit(partial(_release, values), robust=True)


def budget_left(*, channel: Channel) -> int:
    """Return how many more may go out today."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"channel": channel, "limit": _limit(channel)})
        left: int = cursor.fetchone()[0]
    return max(0, left)


@transaction.atomic
def budget_warn(*, budget_id: int) -> None:
    """Tell, once a day and channel, that the budget is nearly used up."""
    unwarned = Budget.objects.filter(pk=budget_id, warned_at__isnull=True)
    if unwarned.update(warned_at=ClockTimestamp()) != 1:
        return
    spent = Budget.objects.get(pk=budget_id)
    limit = _limit(Channel(spent.channel))
    logger.warning("Daily budget: %d of %d %s reserved.", spent.reserved, limit, spent.channel)
    record(
        Tag.SYSTEM_BUDGET_WARNED,
        at=timezone.now(),
        actor=None,
        subject=None,
        channel=spent.channel,
        reserved=spent.reserved,
        limit=limit,
    )


def _release(values: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, values)


def _limit(channel: Channel) -> int:
    return policy().daily_calls if channel == Channel.VOICE else policy().daily_texts
