"""What delivery needs from a provider. One vendor a file, one contract test for all."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from delivery.interfaces import Letter, Nudge, Script, Text
from delivery.models import CallOutcome, CallState


class GatewayError(Exception):
    """The provider did not take the message.

    `reason` is a short code without numbers, addresses or words of the message: it is stored and
    logged. `permanent` means that another try cannot help. `reached_provider` is False only when
    the provider certainly never got the request; anything else may have made a phone ring.
    `retry_after` is how long the provider wants to be left alone, if it said so.
    """

    def __init__(
        self,
        *,
        reason: str,
        permanent: bool,
        reached_provider: bool,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.reached_provider = reached_provider
        self.retry_after = retry_after


class EndpointGone(GatewayError):  # noqa: N818
    """A push service knows this subscription no more; whoever keeps it has to forget it."""


@dataclass(frozen=True, slots=True)
class CallStatus:
    """What a provider says about one of our calls; `outcome` is set when the state is ENDED."""

    gateway_ref: str
    state: CallState
    outcome: CallOutcome | None = None


class VoiceGateway(Protocol):
    """Places calls. It echoes `message_id` with every event, as its own reference may come late."""

    name: str

    def place(self, *, to: str, script: Script, message_id: UUID, extension: str = "") -> str:
        """Ring `to` (E.164) and return the provider's reference; raises GatewayError.

        `extension` (digits) is dialled when the line is picked up, before anything is said.
        """

    def lookup(self, *, message_id: UUID) -> CallStatus | None:
        """Say what became of a call, None if the provider knows none; raises GatewayError."""

    def hang_up(self, *, gateway_ref: str) -> None:
        """Stop a call, if it still goes on; its end is reported like any other."""


class TextGateway(Protocol):
    """Sends text messages."""

    name: str

    def send(self, *, to: str, text: Text, message_id: UUID) -> str:
        """Send to `to` (E.164) and return the provider's reference; raises GatewayError."""

    def lookup(self, *, message_id: UUID) -> str | None:
        """Return the reference of a text that was taken, None if there is none."""


class MailGateway(Protocol):
    """Sends letters; the same `message_id` always gives the same Message-ID."""

    name: str

    def send(self, *, to: str, letter: Letter, message_id: UUID) -> str:
        """Hand over the letter and return its Message-ID; raises GatewayError."""


class PushGateway(Protocol):
    """Sends push messages, at least once: a newer one of the same topic replaces an older."""

    name: str

    def send(self, *, to: str, nudge: Nudge, topic: str, message_id: UUID) -> str:
        """Send to the subscription `to` and return the push service's name.

        Raises GatewayError, and EndpointGone when the subscription has ended. Neither the
        endpoint nor the payload is ever logged.
        """
