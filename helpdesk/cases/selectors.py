"""Cases as lists show them."""

from django.db.models import QuerySet

from accounts.models import User
from audit.clock import ClockTimestamp
from helpdesk.models import Case, CaseState, DeskLock
from helpdesk.policy import DESK

SHOWN = 10


def cases_open_of(agent: User) -> QuerySet[Case]:
    """Return the agent's own cases that still can be worked on, newest first."""
    return (
        Case.objects.filter(
            agent=agent,
            state=CaseState.OPEN,
            opened_at__gt=ClockTimestamp() - DESK.case_life,
        )
        .select_related("person")
        .order_by("-opened_at")[:SHOWN]
    )


def desk_locks_live() -> QuerySet[DeskLock]:
    """Return the desk locks that nobody has lifted, newest first."""
    return (
        DeskLock.objects.filter(lifted_at__isnull=True)
        .select_related("person")
        .order_by("-locked_at", "-pk")[:100]
    )
