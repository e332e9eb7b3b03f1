"""The sweeper: nothing that got stuck stays stuck. Runs every few seconds, also in parallel."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import F, Q

from audit.clock import ClockTimestamp
from delivery import lifecycle
from delivery.broker import message_enqueue
from delivery.endings import message_doubt, message_fail
from delivery.models import AT_MOST_ONCE, Call, CallState, Channel, Message, MessageState
from delivery.policy import policy
from delivery.reconcile import UNKNOWN_TO_PROVIDER, call_ask, text_ask

logger = logging.getLogger(__name__)
Row = TypeVar("Row", Message, Call)


def outbox_sweep(*, at: datetime) -> None:
    """Expire, free, reconcile and enqueue what needs it, each row on its own."""
    _each(_late(), lambda row: _expire(row, at=at))
    _each(_stuck(), lambda row: _free(row, at=at))
    _each(_silent(), lambda row: call_ask(row, at=at))
    _each(_doubtful_texts(), text_ask)
    _each(_forgotten(), _enqueue)


def _each(rows: Iterable[Row], act: Callable[[Row], object]) -> None:
    for row in list(rows):
        try:
            act(row)
        except Exception:
            logger.exception("Sweeping %s %s failed.", type(row).__name__, row.pk)


def _late() -> Iterable[Message]:
    late = Message.objects.filter(
        state=MessageState.QUEUED, deadline_at__lte=ClockTimestamp(), due_at__lte=F("deadline_at")
    )
    return late.order_by("due_at")[: policy().sweep_batch]


def _expire(message: Message, *, at: datetime) -> None:
    message_fail(message, failure="expired", new=MessageState.EXPIRED, at=at)


def _stuck() -> Iterable[Message]:
    since = ClockTimestamp() - policy().stuck
    stuck = Message.objects.filter(state=MessageState.SENDING, claimed_at__lte=since)
    return stuck.order_by("claimed_at")[: policy().sweep_batch]


def _free(message: Message, *, at: datetime) -> None:
    """Try again what surely or harmlessly may be; a call or text with an intent is in doubt."""
    if message.channel not in AT_MOST_ONCE or not message.gateway:
        lifecycle.message_retry(message, delay=timedelta(0), failure="worker_lost")
    else:
        message_doubt(message, failure="worker_lost", at=at)


def _silent() -> Iterable[Call]:
    """Return calls in doubt at once, all others when there was no news for a while."""
    doubt = Q(message__state=MessageState.UNKNOWN)
    silent = Q(news_at__lte=ClockTimestamp() - policy().silent)
    open_calls = Call.objects.exclude(state=CallState.ENDED).filter(doubt | silent)
    return open_calls.order_by("news_at")[: policy().sweep_batch]


def _doubtful_texts() -> Iterable[Message]:
    since = ClockTimestamp() - policy().longest_call
    doubtful = Message.objects.filter(
        state=MessageState.UNKNOWN, channel=Channel.TEXT, finished_at__gt=since
    )
    return doubtful.exclude(failure=UNKNOWN_TO_PROVIDER)[: policy().sweep_batch]


def _forgotten() -> Iterable[Message]:
    """Return due rows that the broker was never told of, or long ago."""
    told = Q(enqueued_at__gt=ClockTimestamp() - policy().lost)
    due = Message.objects.filter(state=MessageState.QUEUED, due_at__lte=ClockTimestamp())
    waiting = due.exclude(told & Q(enqueued_at__isnull=False))
    return waiting.order_by("priority", "due_at")[: policy().sweep_batch]


def _enqueue(message: Message) -> None:
    if message_enqueue(message_id=message.pk, priority=message.priority):
        waiting = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)
        waiting.update(enqueued_at=ClockTimestamp())
