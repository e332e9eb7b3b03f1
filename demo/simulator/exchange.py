"""The telephone company: it makes phones ring and reports back, as a provider does."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.vault import blind_index
from delivery.calls import EventKind, EventRefused, call_event
from delivery.gateways.base import CallStatus
from delivery.gateways.simulator import NAME
from delivery.interfaces import Script, Text
from delivery.models import CallOutcome, CallState
from demo.simulator.models import PhoneState, SimulatedCall, SimulatedText

logger = logging.getLogger(__name__)

RINGS_FOR = timedelta(seconds=45)  # then the company says that nobody answered

STATES = {
    PhoneState.RINGING: CallState.RINGING,
    PhoneState.ANSWERED: CallState.ANSWERED,
    PhoneState.ENDED: CallState.ENDED,
}


class DemoExchange:
    """What `delivery.gateways.simulator` talks to."""

    def ring(self, *, to: str, script: Script, message_id: UUID) -> str:
        call = SimulatedCall.objects.create(
            message_id=message_id,
            number=to,
            number_index=blind_index(to),
            says=script.say,
            language=script.language,
            events=1,
            started_at=timezone.now(),
        )
        # Reported before we return: our customer has no reference yet, as happens in real life.
        try:
            _report(call, EventKind.RINGING)
        except Exception:
            logger.exception("Nobody wanted to know that a phone rings.")
        return str(call.pk)

    def call_status(self, *, message_id: UUID) -> CallStatus | None:
        call = SimulatedCall.objects.filter(message_id=message_id).first()
        if call is None:
            return None
        state = STATES[PhoneState(call.state)]
        outcome = CallOutcome(call.outcome) if call.outcome else None
        return CallStatus(gateway_ref=str(call.pk), state=state, outcome=outcome)

    def deliver(self, *, to: str, text: Text, message_id: UUID) -> str:
        sent = SimulatedText.objects.create(
            message_id=message_id,
            number=to,
            number_index=blind_index(to),
            body=text.body,
            received_at=timezone.now(),
        )
        return str(sent.pk)

    def text_ref(self, *, message_id: UUID) -> str | None:
        sent = SimulatedText.objects.filter(message_id=message_id).first()
        return str(sent.pk) if sent else None


def _report(call: SimulatedCall, kind: EventKind) -> None:
    try:
        call_event(
            gateway=NAME,
            gateway_ref=str(call.pk),
            event_id="1",
            kind=kind,
            message_id=call.message_id,
            at=timezone.now(),
        )
    except EventRefused:
        logger.warning("Call %s is nobody's.", call.pk)
