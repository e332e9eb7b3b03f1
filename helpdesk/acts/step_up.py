"""A step-up for a case: five minutes, one session, one case."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.acts.proof import binding_of, step_up_prove, step_up_spend
from helpdesk.cases.locking import own_open_case
from helpdesk.models import StepUp
from helpdesk.policy import DESK
from mfa.methods.base import Answer


@audited
def step_up(
    *, case_id: UUID, agent: User, session: str, typed: str, ip: str, at: datetime
) -> Answer:
    """Check the agent's own code for this case in the session with this key hash."""
    case = own_open_case(case_id=case_id, agent=agent, tag=Tag.STAFF_STEP_UP_REFUSED)
    binding = binding_of(session, "case", str(case.pk))
    answer = step_up_prove(agent=agent, binding=binding, typed=typed, ip=ip, at=at)
    if answer == Answer.ACCEPTED and step_up_spend(agent=agent, binding=binding):
        StepUp.objects.create(
            agent=agent,
            case=case,
            session=session,
            made_at=ClockTimestamp(),
            expires_at=ClockTimestamp() + DESK.step_up_life,
        )
    return answer


def step_up_until(*, case_id: UUID, agent_id: int, session: str) -> datetime | None:
    """Return until when the agent's step-up for this case in this session is fresh, or None."""
    return (
        StepUp.objects.filter(
            case=case_id, agent=agent_id, session=session, expires_at__gt=ClockTimestamp()
        )
        .order_by("-expires_at")
        .values_list("expires_at", flat=True)
        .first()
    )
