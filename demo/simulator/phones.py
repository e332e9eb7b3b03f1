"""What a person does with a fictional phone."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from delivery.calls import KEYS, EventKind, EventRefused
from delivery.interfaces import Reply
from demo.simulator.models import PhoneState, SimulatedCall
from demo.simulator.report import event_report

RINGS_FOR = timedelta(seconds=45)  # then the company says that nobody answered
TALKS_FOR = timedelta(minutes=5)


class Act(StrEnum):
    ANSWER = "ANSWER"
    KEY = "KEY"
    HANG_UP = "HANG_UP"
    IGNORE = "IGNORE"
    VOICEMAIL = "VOICEMAIL"
    STOP = "STOP"  # by the one who called


# What an act does to a phone, by the state the phone is in; elsewhere it does nothing.
EVENTS: dict[tuple[PhoneState, Act], EventKind] = {
    (PhoneState.RINGING, Act.ANSWER): EventKind.ANSWERED,
    (PhoneState.RINGING, Act.HANG_UP): EventKind.BUSY,
    (PhoneState.RINGING, Act.IGNORE): EventKind.NO_ANSWER,
    (PhoneState.RINGING, Act.VOICEMAIL): EventKind.VOICEMAIL,
    (PhoneState.ANSWERED, Act.HANG_UP): EventKind.HUNG_UP,
    (PhoneState.RINGING, Act.STOP): EventKind.CANCELLED,
    (PhoneState.ANSWERED, Act.STOP): EventKind.CANCELLED,
    (PhoneState.ANSWERED, Act.KEY): EventKind.KEY,
}


@transaction.atomic
def phone_act(*, call_id: UUID, act: Act, at: datetime, key: str = "") -> bool:
    """Do something with a phone; False when that is not possible (any more)."""
    call = SimulatedCall.objects.select_for_update().filter(pk=call_id).first()
    kind = EVENTS.get((PhoneState(call.state), act)) if call else None
    if call is None or kind is None or (act == Act.KEY) != (key in KEYS):
        return False
    if kind == EventKind.KEY:
        call.keys = (call.keys + key)[-40:]
        _said(call, _report(call, kind, at=at, key=key), at=at)
    elif kind == EventKind.ANSWERED:
        call.state, call.answered_at = PhoneState.ANSWERED, at
        _report(call, kind, at=at)
    else:
        _end(call, kind, at=at)
    call.save()
    return True


def phones_ring_out(*, at: datetime) -> None:
    """End what nobody answers, and what went on for too long."""
    unanswered = SimulatedCall.objects.filter(
        state=PhoneState.RINGING, started_at__lte=at - RINGS_FOR
    )
    for call_id in unanswered.values_list("pk", flat=True):
        phone_act(call_id=call_id, act=Act.IGNORE, at=at)
    endless = SimulatedCall.objects.filter(
        state=PhoneState.ANSWERED, answered_at__lte=at - TALKS_FOR
    )
    for call_id in endless.values_list("pk", flat=True):
        phone_act(call_id=call_id, act=Act.HANG_UP, at=at)


def _said(call: SimulatedCall, reply: Reply | None, *, at: datetime) -> None:
    if reply is None:
        return
    call.says = reply.say
    if reply.hang_up:
        _end(call, EventKind.COMPLETED, at=at)


def _end(call: SimulatedCall, kind: EventKind, *, at: datetime) -> None:
    call.state, call.outcome, call.ended_at = PhoneState.ENDED, kind.value, at
    _report(call, kind, at=at)


def _report(
    call: SimulatedCall, kind: EventKind, *, at: datetime, key: str | None = None
) -> Reply | None:
    """Report, but let a phone work although Keydesk does not want to know."""
    try:
        return event_report(call, kind, at=at, key=key)
    except EventRefused:
        return None
