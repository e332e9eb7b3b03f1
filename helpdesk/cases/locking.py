"""Rows that a desk service locks, always in this order: agent, case, person."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.tags import Tag
from helpdesk.models import Case, CaseState
from helpdesk.policy import DESK
from helpdesk.refusals import DeskRefused, NotThere
from mfa.locks import Guard


def agent_lock(agent: User) -> None:
    """Let the acts of one agent follow each other, so that budgets count right."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=agent.pk)


def person_lock(person_id: int) -> User:
    """Return the person fresh; whatever happens to one person's proofs follows each other."""
    Guard(person_id)
    return User.objects.get(pk=person_id)


def own_open_case(*, case_id: UUID, agent: User, tag: Tag) -> Case:
    """Lock and return the agent's own open case, with `person` fresh and locked.

    Raises NotThere for any other id, DeskRefused when the case is over.
    """
    case = (
        Case.objects.select_for_update(no_key=True)
        .annotate(now=ClockTimestamp())
        .filter(pk=case_id, agent=agent)
        .first()
    )
    if case is None:
        raise NotThere(_("There is no such case."), tag=tag, actor=agent, reason="not_theirs")
    if case.state != CaseState.OPEN or case.opened_at <= case.now - DESK.case_life:
        raise DeskRefused(
            _("This case is closed. Open another one for this call."),
            tag=tag,
            actor=agent,
            subject=case.person_id,
            case=case.pk,
            reason="case_closed",
        )
    case.person = person_lock(case.person_id)
    case.agent = agent
    return case
