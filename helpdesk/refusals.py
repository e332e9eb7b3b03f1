"""How the desk says no. The message is for the agent's eyes; the caller never hears it."""

from audit.refusal import Refused


class DeskRefused(Refused):
    """The act is closed, and `message` says why."""


class NotThere(Refused):
    """No such thing for this agent: another's case, another's device, or none. A 404 outside."""
