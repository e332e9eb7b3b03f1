"""Posting a message: a row in the caller's transaction, the broker is told after its commit."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.validators import validate_email
from django.db import connection, transaction

from accounts.models import User
from accounts.numbers import EXTENSION, number_join, number_parse, number_split
from accounts.vault import blind_index
from audit.clock import clock_read
from delivery import lifecycle
from delivery.broker import call_stop_enqueue, message_enqueue
from delivery.limits import limits_reserve
from delivery.models import AT_MOST_ONCE, Call, CallState, Channel, Message, MessageState


def message_post(
    *,
    channel: Channel,
    kind: str,
    ref: UUID,
    person: User,
    destination: str,
    at: datetime,  # noqa: ARG001  # deadlines guard access, so they run on the database's clock
    deadline: timedelta,
    facts: dict[str, Any] | None = None,
    priority: int = 5,
) -> Message:
    """Put a message into the outbox; it goes out after the caller's commit and never without it.

    `facts` must not be secret: they are stored as they are. A smaller `priority` (0-9) goes first.
    A call's destination may carry an extension: `+14065550100;ext=123` (RFC 3966).
    Raises LimitReached for calls and texts, NumberRefused or ValidationError for a destination that
    nothing may be sent to, TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        message = "A message is posted in the transaction of what it is about."
        raise transaction.TransactionManagementError(message)
    destination = _destination_check(channel, destination)
    index = _index(channel, destination)
    now = _reserve(channel=channel, person=person, index=index)
    posted = Message.objects.create(
        channel=channel,
        kind=kind,
        ref=ref,
        person=person,
        destination=destination,
        destination_index=index,
        facts=facts or {},
        priority=priority,
        created_at=now,
        due_at=now,
        enqueued_at=now,
        deadline_at=now + deadline,
    )
    enqueue = partial(message_enqueue, message_id=posted.pk, priority=priority)
    transaction.on_commit(enqueue, robust=True)
    return posted


@transaction.atomic
def message_cancel(*, ref: UUID, at: datetime) -> int:  # noqa: ARG001  # services take the moment
    """Cancel what waits to be sent about `ref`, and stop its calls; returns how many waited."""
    # A row that somebody else holds is being moved on already; waiting for it could deadlock.
    waiting = Message.objects.select_for_update(skip_locked=True).filter(
        ref=ref, state=MessageState.QUEUED
    )
    ended = [lifecycle.message_end(row, new=MessageState.CANCELLED) for row in waiting]
    going_on = Call.objects.filter(message__ref=ref).exclude(state=CallState.ENDED)
    for message_id in going_on.values_list("pk", flat=True):
        stop = partial(call_stop_enqueue, message_id=message_id)
        transaction.on_commit(stop, robust=True)
    return sum(ended)


def _destination_check(channel: Channel, destination: str) -> str:
    if channel == Channel.MAIL:
        validate_email(destination)
        return destination
    if channel == Channel.PUSH:
        # Checked when it was kept and when it is sent. Here it would only break a sign-in over a
        # subscription that was allowed once.
        return destination
    if channel == Channel.VOICE:
        return number_join(*number_split(destination))
    return number_parse(destination)


def _index(channel: Channel, destination: str) -> bytes:
    """Return what limits go by: one line is one line, whatever the extension."""
    if channel == Channel.VOICE:
        return blind_index(destination.partition(EXTENSION)[0])
    return blind_index(destination)


def _reserve(*, channel: Channel, person: User, index: bytes) -> datetime:
    if channel in AT_MOST_ONCE:
        return limits_reserve(channel=channel, person=person.pk, index=index)
    return clock_read()
