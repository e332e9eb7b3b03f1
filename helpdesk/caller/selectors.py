"""Who says on the telephone that they are somebody, as that somebody may know it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from audit.clock import ClockTimestamp
from helpdesk.caller.code import caller_code
from helpdesk.models import Case, CaseState
from helpdesk.policy import DESK
from mfa.models import Challenge, ChallengeState, Method, Purpose


@dataclass(frozen=True, slots=True)
class Caller:
    """An open case on a person. `agent` and `code` only while the desk itself calls them."""

    case_id: UUID
    agent: str = ""
    code: str = ""
    said_me: bool = False
    said_not_me: bool = False


class Callers:
    """`mfa.interfaces.CallerDesk`, registered in `ready()`."""

    def cases_open_on(self, *, person: User) -> int:
        return cases_open_on(person).filter(disowned_at__isnull=True).count()

    def page_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("caller:ask")


def cases_open_on(person: User) -> QuerySet[Case]:
    """Return the cases about a person that still can be worked on, newest first."""
    since = ClockTimestamp() - DESK.case_life
    return Case.objects.filter(person=person, state=CaseState.OPEN, opened_at__gt=since).order_by(
        "-opened_at", "pk"
    )


def callers_of(person: User) -> list[Caller]:
    """Return who is on the phone about this person now."""
    calls = desk_calls().filter(case_ref=OuterRef("pk"), user=person)
    cases = cases_open_on(person).annotate(is_calling=Exists(calls)).select_related("agent")
    return [_caller(case, is_calling=vars(case)["is_calling"]) for case in cases]


def desk_calls() -> QuerySet[Challenge]:
    """Return the calls that the desk has placed and that wait for their keys."""
    return Challenge.objects.filter(
        purpose=Purpose.CALLER_CHECK,
        method=Method.PHONE_CALL,
        state=ChallengeState.PENDING,
        expires_at__gt=ClockTimestamp(),
    )


def _caller(case: Case, *, is_calling: bool) -> Caller:
    knows = is_calling and case.disowned_at is None
    return Caller(
        case_id=case.pk,
        agent=case.agent.get_full_name() if knows else "",
        code=caller_code(case.pk, case.person_id) if knows else "",
        said_me=case.owned_at is not None,
        said_not_me=case.disowned_at is not None,
    )
