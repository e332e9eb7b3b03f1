"""The telephone company: it makes phones ring and answers its customer's questions."""

import logging
from uuid import UUID

from django.utils import timezone

from accounts.vault import blind_index
from delivery.calls import EventKind, EventRefused
from delivery.gateways.base import CallStatus
from delivery.interfaces import Script, Text
from delivery.models import CallOutcome, CallState
from demo.simulator.models import PhoneState, SimulatedCall, SimulatedText
from demo.simulator.phones import Act, phone_act, phones_ring_out
from demo.simulator.report import event_report

logger = logging.getLogger(__name__)

STATES = {
    PhoneState.RINGING: CallState.RINGING,
    PhoneState.ANSWERED: CallState.ANSWERED,
    PhoneState.ENDED: CallState.ENDED,
}


class DemoExchange:
    """What `delivery.gateways.simulator` talks to."""

    def ring(self, *, to: str, extension: str, script: Script, message_id: UUID) -> str:
        """Make the phone ring; reported before we return, as real providers may do."""
        now = timezone.now()
        call = SimulatedCall.objects.create(
            message_id=message_id,
            number=to,
            number_index=blind_index(to),
            extension=extension or None,
            says=script.say,
            language=script.language,
            started_at=now,
        )
        try:
            event_report(call, EventKind.RINGING, at=now)
        except EventRefused:
            logger.warning("Call %s belongs to nobody.", call.pk)
        except Exception:
            logger.exception("Nobody took the news that a phone rings.")
        return str(call.pk)

    def call_status(self, *, message_id: UUID) -> CallStatus | None:
        """Say what became of a call."""
        phones_ring_out(at=timezone.now())
        call = SimulatedCall.objects.filter(message_id=message_id).first()
        if call is None:
            return None
        outcome = CallOutcome(call.outcome) if call.outcome else None
        state = STATES[PhoneState(call.state)]
        return CallStatus(gateway_ref=str(call.pk), state=state, outcome=outcome)

    def hang_up(self, *, call_ref: str) -> None:
        """Stop a call."""
        phone_act(call_id=UUID(call_ref), act=Act.STOP, at=timezone.now())

    def deliver(self, *, to: str, text: Text, message_id: UUID) -> str:
        """Show a text on a phone."""
        sent = SimulatedText.objects.create(
            message_id=message_id,
            number=to,
            number_index=blind_index(to),
            body=text.body,
            received_at=timezone.now(),
        )
        return str(sent.pk)

    def text_ref(self, *, message_id: UUID) -> str | None:
        """Return the reference of a text that was delivered."""
        sent = SimulatedText.objects.filter(message_id=message_id).first()
        return str(sent.pk) if sent else None
