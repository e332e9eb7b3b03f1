"""How the desk says no. The message is for the agent's eyes; the caller never hears it."""

from audit.refusal import Refused
from audit.tags import Tag
from helpdesk.models import Case


class DeskRefused(Refused):
    """The act is closed, and `message` says why."""


class NotThere(Refused):
    """No such thing for this agent: another's case, another's device, or none. A 404 outside."""


def case_refusal(
    case: Case, message: str, reason: str, *, tag: Tag = Tag.STAFF_CASE_REFUSED, **facts: object
) -> DeskRefused:
    """Return the refusal of something in `case`, ready to raise."""
    return DeskRefused(
        message,
        tag=tag,
        actor=case.agent_id,
        subject=case.person_id,
        case=case.pk,
        reason=reason,
        **facts,
    )
