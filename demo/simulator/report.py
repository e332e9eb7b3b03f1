"""Reporting to Keydesk what happens on a phone, one numbered event after the other."""

from datetime import datetime

from delivery.calls import EventKind, call_event
from delivery.gateways.simulator import NAME
from delivery.interfaces import Reply
from demo.simulator.models import SimulatedCall


def event_report(
    call: SimulatedCall, kind: EventKind, *, at: datetime, key: str | None = None
) -> Reply | None:
    """Report the next event of a call; raises what Keydesk's side raises."""
    call.events += 1
    SimulatedCall.objects.filter(pk=call.pk).update(events=call.events)
    return call_event(
        gateway=NAME,
        gateway_ref=str(call.pk),
        event_id=str(call.events),
        kind=kind,
        key=key,
        message_id=call.message_id,
        at=at,
    )
