"""Calls and texts to the phone simulator of the demo, which plays the telephone company."""

from typing import Protocol
from uuid import UUID

from delivery.gateways.base import CallStatus, GatewayError
from delivery.interfaces import Script, Text

NAME = "simulator"


class Exchange(Protocol):
    """The telephone company's side; the demo registers one. Closed until then."""

    def ring(self, *, to: str, extension: str, script: Script, message_id: UUID) -> str:
        """Make a phone ring, behind a switchboard too, and return the reference of the call."""

    def call_status(self, *, message_id: UUID) -> CallStatus | None:
        """Say what became of a call."""

    def hang_up(self, *, call_ref: str) -> None:
        """Stop a call."""

    def deliver(self, *, to: str, text: Text, message_id: UUID) -> str:
        """Show a text on a phone and return its reference."""

    def text_ref(self, *, message_id: UUID) -> str | None:
        """Return the reference of a text, if it was delivered."""


_exchanges: list[Exchange] = []


def exchange_connect(exchange: Exchange) -> None:
    """Connect the simulator to its telephone company; the last one wins."""
    _exchanges[:] = [exchange]


class SimulatorVoice:
    name = NAME

    def place(self, *, to: str, script: Script, message_id: UUID, extension: str = "") -> str:
        return _exchange().ring(to=to, extension=extension, script=script, message_id=message_id)

    def lookup(self, *, message_id: UUID) -> CallStatus | None:
        return _exchange().call_status(message_id=message_id)

    def hang_up(self, *, gateway_ref: str) -> None:
        _exchange().hang_up(call_ref=gateway_ref)


class SimulatorText:
    name = NAME

    def send(self, *, to: str, text: Text, message_id: UUID) -> str:
        return _exchange().deliver(to=to, text=text, message_id=message_id)

    def lookup(self, *, message_id: UUID) -> str | None:
        return _exchange().text_ref(message_id=message_id)


def _exchange() -> Exchange:
    if not _exchanges:
        raise GatewayError(reason="simulator_not_connected", permanent=True, reached_provider=False)
    return _exchanges[0]
