"""Ending a case, and what three failed ones in a day lead to."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.cases.lifecycle import case_move
from helpdesk.cases.locking import person_lock
from helpdesk.cases.ticket import is_ticket
from helpdesk.cases.verdict import final_state
from helpdesk.models import Case, CaseState, DeskLock
from helpdesk.notices import desk_lock_announce
from helpdesk.policy import DESK
from helpdesk.refusals import case_refusal
from mfa.challenges.cancelling import challenges_cancel
from mfa.models import Challenge

EXPIRED_AT_ONCE = 100


def case_close(*, case: Case, outcome: CaseState, ticket: str, at: datetime) -> CaseState:
    """End a locked, open case (`own_open_case`); return how it ended.

    `outcome` is what the agent says; a case that fell short after a failed check is FAILED all the
    same. Raises DeskRefused: no ticket, or resolved without the first question.
    """
    if not is_ticket(ticket):
        raise case_refusal(case, _("A case closes with its ticket number."), "ticket")
    if outcome not in {CaseState.RESOLVED, CaseState.ABANDONED}:
        raise case_refusal(case, _("Choose how the call ended."), "outcome")
    if outcome == CaseState.RESOLVED and not case.loss:
        raise case_refusal(case, _("Nothing was done in this case yet."), "nothing_done")
    return _case_end(case, final_state(case, outcome), ticket, case.agent, at)


def cases_expire(*, at: datetime) -> int:
    """End the cases that nobody closed in time, each in a transaction of its own."""
    overdue = Case.objects.filter(
        state=CaseState.OPEN, opened_at__lte=ClockTimestamp() - DESK.case_life
    ).order_by("opened_at")
    ids = list(overdue.values_list("pk", flat=True)[:EXPIRED_AT_ONCE])
    return sum(_case_expire(case_id=pk, at=at) for pk in ids)


@audited
def _case_expire(*, case_id: UUID, at: datetime) -> bool:
    case = (
        Case.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(pk=case_id, state=CaseState.OPEN)
        .first()
    )
    if case is None:
        return False
    case.person = person_lock(case.person_id)
    _case_end(case, final_state(case, CaseState.ABANDONED), case.ticket, None, at)
    return True


def case_give_up(*, case: Case, at: datetime) -> None:
    """End a case of a locked person that ran out of time, as the sweep would have done."""
    _case_end(case, final_state(case, CaseState.ABANDONED), case.ticket, None, at)


def _case_end(
    case: Case, to: CaseState, ticket: str, actor: User | None, at: datetime
) -> CaseState:
    if not case_move(case=case, to=to, ticket=ticket):
        raise case_refusal(case, _("This case is closed already."), "case_closed")
    checks = Challenge.objects.filter(case_ref=case.pk)
    challenges_cancel(pending=checks, reason="case_closed", at=at)
    if to == CaseState.FAILED:
        tag = Tag.STAFF_CASE_FAILED
    else:
        tag = Tag.STAFF_CASE_CLOSED if actor else Tag.SYSTEM_CASE_ABANDONED
    locked = to == CaseState.FAILED and _desk_lock_make(case)
    if locked:
        desk_lock_announce(case=case, at=at)
    record(tag, at=at, actor=actor, subject=case.person_id, case=case.pk, outcome=to)
    if locked:
        record(
            Tag.STAFF_DESK_LOCKED,
            at=at,
            actor=None,
            subject=case.person_id,
            case=case.pk,
            failed=DESK.failed_cases,
        )
    return to


def _desk_lock_make(case: Case) -> bool:
    """Lock the person at the third failed case in a day, counted since the last lift."""
    locks = DeskLock.objects.filter(person=case.person_id)
    if locks.filter(lifted_at__isnull=True).exists():
        return False
    failed = Case.objects.filter(
        person=case.person_id,
        state=CaseState.FAILED,
        closed_at__gt=ClockTimestamp() - DESK.failed_within,
    )
    lifted_at = locks.order_by("-lifted_at").values_list("lifted_at", flat=True).first()
    if lifted_at is not None:
        failed = failed.filter(closed_at__gt=lifted_at)
    if failed.count() < DESK.failed_cases:
        return False
    DeskLock.objects.create(
        person_id=case.person_id, cause="failed_verifications", locked_at=ClockTimestamp()
    )
    return True
