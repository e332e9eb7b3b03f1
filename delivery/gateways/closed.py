"""The gateway of an installation that has none: it refuses everything."""

from uuid import UUID

from delivery.gateways.base import CallStatus, GatewayError
from delivery.interfaces import Nudge, Script, Text


class ClosedVoice:
    name = "none"

    def place(self, *, to: str, script: Script, message_id: UUID, extension: str = "") -> str:  # noqa: ARG002
        raise _closed()

    def lookup(self, *, message_id: UUID) -> CallStatus | None:  # noqa: ARG002
        return None

    def hang_up(self, *, gateway_ref: str) -> None:
        """There is nothing to stop."""


class ClosedText:
    name = "none"

    def send(self, *, to: str, text: Text, message_id: UUID) -> str:  # noqa: ARG002
        raise _closed()

    def lookup(self, *, message_id: UUID) -> str | None:  # noqa: ARG002
        return None


class ClosedPush:
    name = "none"

    def send(self, *, to: str, nudge: Nudge, topic: str, message_id: UUID) -> str:  # noqa: ARG002
        raise _closed()


def _closed() -> GatewayError:
    return GatewayError(reason="no_gateway", permanent=True, reached_provider=False)
