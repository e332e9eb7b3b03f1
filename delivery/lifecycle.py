"""The one door to the state of messages and calls.

A move is `UPDATE … WHERE state = old` and "exactly one row?", on the database's clock. Whoever
changes a call and its message takes the call's row first.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from audit.clock import ClockTimestamp
from delivery.budget import budget_release
from delivery.models import Call, CallOutcome, CallState, Channel, Message, MessageState

QUEUED, SENDING, SENT = MessageState.QUEUED, MessageState.SENDING, MessageState.SENT
FAILED, UNKNOWN = MessageState.FAILED, MessageState.UNKNOWN
EXPIRED, CANCELLED = MessageState.EXPIRED, MessageState.CANCELLED

MOVES: dict[MessageState, frozenset[MessageState]] = {
    QUEUED: frozenset({SENDING, EXPIRED, CANCELLED}),
    SENDING: frozenset({SENT, FAILED, UNKNOWN, QUEUED, EXPIRED, CANCELLED}),
    UNKNOWN: frozenset({SENT}),  # reconciled with the provider
    SENT: frozenset(),
    FAILED: frozenset(),
    EXPIRED: frozenset(),
    CANCELLED: frozenset(),
}
FORWARD = (CallState.DIALLING, CallState.RINGING, CallState.ANSWERED, CallState.ENDED)


def message_move(
    rows: QuerySet[Message], *, old: MessageState, new: MessageState, **fields: Any
) -> int:
    """Move those of `rows` that are still `old`; returns how many moved."""
    if new not in MOVES[old]:
        error = f"A message never goes from {old} to {new}."
        raise ValueError(error)
    if new not in {QUEUED, SENDING}:
        fields.setdefault("finished_at", ClockTimestamp())
    return rows.filter(state=old).update(state=new, **fields)


def message_claim(message_id: UUID) -> Message | None:
    """Take a waiting message for this worker; None when there is nothing to take.

    `attempts` is the claim's number: a worker that was given up and comes back finds another one
    and can no longer change the row.
    """
    due = Message.objects.filter(
        pk=message_id, due_at__lte=ClockTimestamp(), deadline_at__gt=ClockTimestamp()
    )
    taken = {"claimed_at": ClockTimestamp(), "attempts": F("attempts") + 1, "gateway": ""}
    if not message_move(due, old=QUEUED, new=SENDING, **taken):
        return None
    return Message.objects.select_related("person").get(pk=message_id)


@transaction.atomic
def message_intend(message: Message, *, gateway: str) -> bool:
    """Note that it is about to be handed over; from now on nobody dials it again.

    False when this worker was given up meanwhile.
    """
    mine = claimed(message).filter(gateway="")
    if mine.update(gateway=gateway) != 1:
        return False
    if message.channel == Channel.VOICE:
        now = ClockTimestamp()
        Call.objects.create(message=message, gateway=gateway, dialled_at=now, news_at=now)
    return True


@transaction.atomic
def message_sent(message: Message, *, gateway_ref: str) -> bool:
    """Record that the provider took it, also when the row was called UNKNOWN meanwhile."""
    if message.channel == Channel.VOICE:
        unnamed = Call.objects.filter(pk=message.pk, gateway_ref="")
        unnamed.update(gateway_ref=gateway_ref, news_at=ClockTimestamp())
    rows, fields = Message.objects.filter(pk=message.pk), {"gateway_ref": gateway_ref}
    moved = message_move(claimed(message), old=SENDING, new=SENT, **fields)
    return bool(moved or message_move(rows, old=UNKNOWN, new=SENT, failure="", **fields))


@transaction.atomic
def message_retry(message: Message, *, delay: timedelta, failure: str) -> bool:
    """Put back a message that did not reach its provider; it is due again after `delay`."""
    call = call_lock(message.pk)
    due = ClockTimestamp() + delay
    fields = {"due_at": due, "claimed_at": None, "enqueued_at": None, "failure": failure}
    moved = message_move(claimed(message), old=SENDING, new=QUEUED, **fields)
    if moved and call:
        call.delete()
    return bool(moved)


def message_unknown(message: Message, *, failure: str) -> bool:
    """Record that nobody knows whether the provider took it."""
    return bool(message_move(claimed(message), old=SENDING, new=UNKNOWN, failure=failure))


@transaction.atomic
def message_end(message: Message, *, new: MessageState, failure: str = "") -> bool:
    """End a message that never reached its provider: CANCELLED, EXPIRED or FAILED."""
    rows = claimed(message) if message.state == SENDING else Message.objects.filter(pk=message.pk)
    moved = message_move(rows, old=MessageState(message.state), new=new, failure=failure)
    if moved:
        budget_release(message)
    return bool(moved)


def claimed(message: Message) -> QuerySet[Message]:
    """Return the row only while this claim on it holds."""
    return Message.objects.filter(pk=message.pk, state=SENDING, attempts=message.attempts)


def call_lock(message_id: UUID) -> Call | None:
    """Lock and return the call of a message, if it has one."""
    return Call.objects.select_for_update().filter(pk=message_id).first()


def call_forward(call: Call, *, new: CallState, outcome: CallOutcome | None = None) -> bool:
    """Move a locked call forwards; False when it is already there or further."""
    old = CallState(call.state)
    if FORWARD.index(new) <= FORWARD.index(old):
        return False
    now = ClockTimestamp()
    stamps = {CallState.RINGING: "rang_at", CallState.ANSWERED: "answered_at"}
    fields: dict[str, Any] = {stamps.get(new, "ended_at"): now, "news_at": now}
    if new == CallState.ENDED:
        fields["outcome"] = outcome or CallOutcome.UNKNOWN
    moved = Call.objects.filter(pk=call.pk, state=old).update(state=new, **fields)
    call.refresh_from_db()
    return moved == 1
