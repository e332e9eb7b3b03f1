"""What a person says about somebody who claims on the telephone to be them."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.models import Case, CaseState
from mfa.challenges.cancelling import challenges_cancel
from mfa.interfaces import Reported
from mfa.locks import Guard
from mfa.models import Challenge
from mfa.reports.services import CALLER, not_me


@audited
def caller_confirm(*, person: User, case_id: UUID, at: datetime) -> bool:
    """Note that the person says: that is me. Worth no points; False when there is no such case."""
    case = _own_case(person, case_id)
    if case is None or case.disowned_at is not None:
        return False
    Case.objects.filter(pk=case.pk).update(owned_at=ClockTimestamp())
    record(Tag.USER_CALLER_CONFIRMED, at=at, actor=person, subject=person, case=case.pk)
    return True


@audited
def caller_stop(*, person: User, case_id: UUID, at: datetime) -> bool:
    """Stop a case: its checks end, its agent can do nothing more in it, security is told.

    The person's own sign-in goes on working: it is the caller who is somebody else.
    """
    case = _own_case(person, case_id)
    if case is None or case.disowned_at is not None:
        return False
    guard = Guard(person.pk)
    Case.objects.filter(pk=case.pk).update(disowned_at=ClockTimestamp())
    checks = Challenge.objects.filter(case_ref=case.pk)
    challenges_cancel(pending=checks, reason="disowned", at=at)
    reported = Reported(source=CALLER, case_ref=case.pk, happened_at=case.opened_at)
    not_me(user=person, reported=reported, guard=guard, at=at)
    record(Tag.USER_CALLER_STOPPED, at=at, actor=person, subject=person, case=case.pk)
    return True


@audited
def caller_report(*, person: User, at: datetime) -> None:
    """Tell security of a call that pretends to be ours, where there is no case at all."""
    not_me(user=person, reported=Reported(source=CALLER, happened_at=at), at=at)


def _own_case(person: User, case_id: UUID) -> Case | None:
    """Lock an open case about the person, as the desk does before it locks the person."""
    rows = Case.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=case_id, person=person, state=CaseState.OPEN).first()
