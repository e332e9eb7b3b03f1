"""How many calls and texts may go out. Reserved under locks in the database before dialling."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.clock import clock_read
from audit.refusal import Refused
from audit.tags import Tag
from delivery import budget
from delivery.models import CallState, Channel, Message, MessageState
from delivery.policy import policy

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PERSON_LOCK, NUMBER_LOCK = 0x6B01, 0x6B02  # namespaces of our advisory locks


class LimitReached(Refused):
    """Not now. `message` is translated; `retry_after` says when it is worth another try."""

    def __init__(self, message: str, *, limit: str, person: int, retry_after: timedelta) -> None:
        super().__init__(
            message, tag=Tag.SYSTEM_LIMIT_REACHED, actor=None, subject=person, limit=limit
        )
        self.limit = limit
        self.retry_after = retry_after


def limits_reserve(*, channel: Channel, person: int, index: bytes) -> datetime:
    """Reserve one call or text and return the database's time; raises LimitReached.

    Everybody takes the locks in this order (person, number, budget row) and holds them to the end
    of the transaction, so that parallel requests count one after the other.
    """
    now = _locks_take(person=person, index=index)
    mine = Message.objects.filter(channel=channel, counts=True)
    _person_check(mine.filter(person_id=person), person=person, now=now)
    _number_check(mine.filter(destination_index=index), person=person, now=now)
    if channel == Channel.VOICE and _line_in_use(index=index, now=now):
        text = _("This number is on a call right now. Try again in a moment.")
        raise LimitReached(text, limit="line", person=person, retry_after=timedelta(seconds=30))
    if not budget.budget_reserve(channel=channel):
        text = _("No more calls can be made today. Please use another way.")
        raise LimitReached(text, limit="budget", person=person, retry_after=_to_midnight(now))
    return now


def person_wait(*, channel: Channel, person: int) -> timedelta:
    """Return how long until a person may have another one; zero for now. It reserves nothing."""
    sent = Message.objects.filter(channel=channel, counts=True, person_id=person)
    return max(_person_waits(sent, now=clock_read()).values())


def calls_forgive(*, ref: UUID) -> None:
    """Let the calls about `ref` no longer count: they were approved."""
    Message.objects.filter(ref=ref, counts=True).update(counts=False)


def _locks_take(*, person: int, index: bytes) -> datetime:
    number = int.from_bytes(index[:4], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PERSON_LOCK, person % 2**31])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, number])
    return clock_read()


def _person_check(sent: QuerySet[Message], *, person: int, now: datetime) -> None:
    waits = _person_waits(sent, now=now)
    limit, wait = max(waits.items(), key=lambda item: item[1])
    if wait:
        raise LimitReached(wait_text(wait), limit=limit, person=person, retry_after=wait)


def _person_waits(sent: QuerySet[Message], *, now: datetime) -> dict[str, timedelta]:
    rules = policy()
    return {
        "person_hour": _wait(sent, limit=rules.person_hourly, window=HOUR, now=now),
        "person_day": _wait(sent, limit=rules.person_daily, window=DAY, now=now),
    }


def _number_check(sent: QuerySet[Message], *, person: int, now: datetime) -> None:
    wait = _wait(sent, limit=policy().number_hourly, window=HOUR, now=now)
    if wait:
        raise LimitReached(wait_text(wait), limit="number_hour", person=person, retry_after=wait)


def _wait(sent: QuerySet[Message], *, limit: int, window: timedelta, now: datetime) -> timedelta:
    """Return how long until fewer than `limit` lie in the sliding window; zero if they do now."""
    recent = sent.filter(created_at__gt=now - window).order_by("-created_at")
    times = list(recent.values_list("created_at", flat=True)[:limit])
    return times[-1] + window - now if len(times) == limit else timedelta(0)


def _line_in_use(*, index: bytes, now: datetime) -> bool:
    waiting = Q(state=MessageState.QUEUED, deadline_at__gt=now) | Q(state=MessageState.SENDING)
    talking = Q(call__isnull=False) & ~Q(call__state=CallState.ENDED)
    return (
        Message.objects.filter(waiting | talking)
        .filter(channel=Channel.VOICE, destination_index=index)
        .filter(created_at__gt=now - DAY)
        .exists()
    )


def _to_midnight(now: datetime) -> timedelta:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    return midnight - now


def wait_text(wait: timedelta) -> str:
    """Say how long to wait for another call or text."""
    minutes = max(1, round(wait.total_seconds() / 60))
    return ngettext(
        "That was tried too often. Wait %(minutes)d minute or use another way.",
        "That was tried too often. Wait %(minutes)d minutes or use another way.",
        minutes,
    ) % {"minutes": minutes}
