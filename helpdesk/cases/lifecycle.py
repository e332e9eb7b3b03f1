"""The one door to a case's state."""

from audit.clock import ClockTimestamp
from helpdesk.models import Case, CaseState


def case_move(*, case: Case, to: CaseState, ticket: str) -> bool:
    """End an open case; say whether this call was the one that did."""
    rows = Case.objects.filter(pk=case.pk, state=CaseState.OPEN)
    if rows.update(state=to, ticket=ticket, closed_at=ClockTimestamp()) != 1:
        return False
    case.state, case.ticket = to, ticket
    return True
