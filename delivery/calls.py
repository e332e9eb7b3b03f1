"""What providers report about calls. `call_event` is the only way in."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.clock import ClockTimestamp
from delivery import lifecycle
from delivery.endings import call_over
from delivery.gateways.base import CallStatus
from delivery.interfaces import Reply, listener_of
from delivery.models import (
    Call,
    CallEvent,
    CallOutcome,
    CallState,
    Message,
    MessageState,
)

KEYS = frozenset("0123456789*#")


class EventKind(StrEnum):
    RINGING = "RINGING"
    ANSWERED = "ANSWERED"
    KEY = "KEY"
    VOICEMAIL = "VOICEMAIL"
    HUNG_UP = "HUNG_UP"
    NO_ANSWER = "NO_ANSWER"
    BUSY = "BUSY"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"  # after we hung up


ENDINGS: dict[EventKind, CallOutcome] = {
    EventKind.VOICEMAIL: CallOutcome.VOICEMAIL,
    EventKind.HUNG_UP: CallOutcome.HUNG_UP,
    EventKind.NO_ANSWER: CallOutcome.NO_ANSWER,
    EventKind.BUSY: CallOutcome.BUSY,
    EventKind.COMPLETED: CallOutcome.COMPLETED,
    EventKind.CANCELLED: CallOutcome.CANCELLED,
}


class EventRefused(Exception):  # noqa: N818
    """No such call of ours, or not an event; nothing was changed."""


@transaction.atomic
def call_event(
    *,
    gateway: str,
    gateway_ref: str,
    event_id: str,
    kind: EventKind,
    at: datetime,
    key: str | None = None,
    message_id: UUID | None = None,
) -> Reply | None:
    """Take one event and return what the caller hears next, None when nothing changes.

    The same event twice, or one that comes late, changes nothing: a call only moves forwards. An
    event never proves anything by itself; what a key means is the listener's business, in this
    transaction. `message_id` is our id as the provider echoes it: an event may arrive before our
    own commit of the provider's reference. Raises EventRefused.
    """
    if (kind == EventKind.KEY) != (key in KEYS):
        raise EventRefused
    call = _call_lock(gateway=gateway, gateway_ref=gateway_ref, message_id=message_id)
    if not _is_new(gateway=gateway, gateway_ref=gateway_ref, event_id=event_id, kind=kind):
        return None
    Call.objects.filter(pk=call.pk).update(news_at=ClockTimestamp(), gateway_ref=gateway_ref)
    _message_reached(call, gateway_ref=gateway_ref)
    if kind in ENDINGS:
        call_over(call, outcome=ENDINGS[kind], at=at)
        return None
    if kind == EventKind.RINGING:
        lifecycle.call_forward(call, new=CallState.RINGING)
        return None
    lifecycle.call_forward(call, new=CallState.ANSWERED)
    return _key_pressed(call, key=key, at=at) if key else None


@transaction.atomic
def call_reconcile(*, message_id: UUID, status: CallStatus, at: datetime) -> None:
    """Bring a call up to what its provider says about it."""
    call = lifecycle.call_lock(message_id)
    if call is None or call.state == CallState.ENDED:
        return
    if call.gateway_ref == "":
        Call.objects.filter(pk=call.pk).update(gateway_ref=status.gateway_ref)
    _message_reached(call, gateway_ref=status.gateway_ref)
    if status.state == CallState.ENDED:
        call_over(call, outcome=status.outcome or CallOutcome.UNKNOWN, at=at)
    else:
        lifecycle.call_forward(call, new=status.state)


@transaction.atomic
def call_give_up(*, message_id: UUID, at: datetime) -> None:
    """End a call of which nobody can say anything; it approved nothing."""
    call = lifecycle.call_lock(message_id)
    if call is not None:
        call_over(call, outcome=CallOutcome.UNKNOWN, at=at)


def _call_lock(*, gateway: str, gateway_ref: str, message_id: UUID | None) -> Call:
    if not gateway_ref:
        raise EventRefused
    known = Q(gateway_ref=gateway_ref)
    if message_id is not None:
        known |= Q(gateway_ref="", pk=message_id)
    call = Call.objects.select_for_update().filter(known, gateway=gateway).first()
    if call is None:
        raise EventRefused
    return call


def _is_new(*, gateway: str, gateway_ref: str, event_id: str, kind: EventKind) -> bool:
    event = CallEvent(
        gateway=gateway,
        gateway_ref=gateway_ref,
        event_id=event_id,
        kind=kind,
        received_at=ClockTimestamp(),
    )
    seen = {"gateway": gateway, "gateway_ref": gateway_ref, "event_id": event_id}
    if CallEvent.objects.filter(**seen).exists():  # the call's lock makes this safe
        return False
    event.save(force_insert=True)
    return True


def _message_reached(call: Call, *, gateway_ref: str) -> None:
    rows = Message.objects.filter(pk=call.pk)
    lifecycle.message_move(
        rows, old=MessageState.UNKNOWN, new=MessageState.SENT, gateway_ref=gateway_ref, failure=""
    )


def _key_pressed(call: Call, *, key: str, at: datetime) -> Reply | None:
    message = Message.objects.select_related("person").get(pk=call.pk)
    listener = listener_of(message.kind)
    if call.state == CallState.ENDED or listener is None:
        return None
    return listener.key_pressed(message=message, key=key, at=at)
