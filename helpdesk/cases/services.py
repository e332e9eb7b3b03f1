"""Opening a case, and the answer to its first question (what is lost)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.cases.closing import case_give_up
from helpdesk.cases.guard import desk_guard
from helpdesk.cases.locking import agent_lock, own_open_case, person_lock
from helpdesk.cases.ticket import is_ticket
from helpdesk.models import Case, CaseState, Loss
from helpdesk.policy import DESK
from helpdesk.refusals import DeskRefused, NotThere, case_refusal
from mfa.devices.selectors import authenticators_of
from mfa.devices.services import authenticator_suspend
from mfa.models import Authenticator, AuthenticatorState
from mfa.notices import Notice, notice_post


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What the caller says happened: to which of the devices, or to none of those on file."""

    loss: Loss
    devices: frozenset[int]
    none_on_file: bool = False
    ticket: str = ""


@audited
def case_open(*, agent: User, person_id: int, at: datetime) -> Case:
    """Open a case, or go on with the agent's own open one about this person.

    Raises NotThere for an unknown person, DeskRefused with the reason otherwise.
    """
    agent_lock(agent)
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        raise NotThere(
            _("There is no such person."), tag=Tag.STAFF_CASE_REFUSED, actor=agent, reason="unknown"
        )
    desk_guard(agent=agent, person=person, tag=Tag.STAFF_CASE_REFUSED)
    person_lock(person.pk)
    mine = Case.objects.filter(agent=agent, person=person, state=CaseState.OPEN)
    going_on = mine.filter(opened_at__gt=ClockTimestamp() - DESK.case_life).first()
    if going_on is not None:
        return going_on
    for overdue in mine:
        case_give_up(case=overdue, at=at)
    _people_budget_check(agent, person)
    case = Case.objects.create(agent=agent, person=person, opened_at=ClockTimestamp())
    case.refresh_from_db()
    record(Tag.STAFF_CASE_OPENED, at=at, actor=agent, subject=person, case=case.pk)
    return case


@audited
def case_describe(*, case_id: UUID, agent: User, answer: FirstAnswer, at: datetime) -> Case:
    """Note what happened. What is lost is suspended at once and counts for nothing.

    Reporting a loss needs no points: not believing it would do more harm (63B-4 §4.2). Everybody
    whose device is suspended is told on every address. After three such cases in a day another one
    suspends nothing by itself: it could be somebody who locks the person out on purpose.
    """
    case = own_open_case(case_id=case_id, agent=agent, tag=Tag.STAFF_CASE_REFUSED)
    desk_guard(agent=agent, person=case.person, tag=Tag.STAFF_CASE_REFUSED, case=case.pk)
    if case.loss:
        raise case_refusal(case, _("The first question is answered already."), "answered")
    devices = _devices(case, answer)
    Case.objects.filter(pk=case.pk).update(loss=answer.loss, ticket=answer.ticket)
    case.loss, case.ticket = answer.loss, answer.ticket
    case.lost.set(devices)
    suspends = answer.loss == Loss.LOST and not _lost_too_often(case)
    suspended = devices_suspend(devices, case, at) if suspends else []
    record(
        Tag.STAFF_AUTHENTICATOR_LOST if suspended else Tag.STAFF_CASE_CHANGED,
        at=at,
        actor=agent,
        subject=case.person,
        case=case.pk,
        loss=answer.loss,
        authenticators=[device.pk for device in devices],
        suspended=suspended,
    )
    return case


def devices_suspend(devices: Collection[Authenticator], case: Case, at: datetime) -> list[int]:
    """Suspend those that are in use and tell the person; return their ids."""
    active = [device for device in devices if device.state == AuthenticatorState.ACTIVE]
    for device in active:
        authenticator_suspend(device=device)
    if active:
        notice_post(Notice.AUTHENTICATOR_LOST, user=case.person, ref=case.pk, at=at)
    return [device.pk for device in active]


def _lost_too_often(case: Case) -> bool:
    """Say whether the word of callers has suspended this person's devices three times in a day."""
    lost = Case.objects.filter(
        person=case.person_id, loss=Loss.LOST, opened_at__gt=ClockTimestamp() - DESK.lost_within
    )
    with_devices = lost.exclude(pk=case.pk).filter(lost__isnull=False).distinct()
    return with_devices.count() >= DESK.lost_cases


def _devices(case: Case, answer: FirstAnswer) -> list[Authenticator]:
    owned = {device.pk: device for device in authenticators_of(case.person_id)}
    if not answer.devices <= owned.keys():
        raise NotThere(
            _("There is no such device."),
            tag=Tag.STAFF_CASE_REFUSED,
            actor=case.agent_id,
            subject=case.person_id,
            case=case.pk,
            reason="not_theirs",
        )
    if answer.none_on_file == bool(answer.devices):
        raise case_refusal(case, _("Tick what is missing, or that it is not on file."), "no_device")
    if answer.ticket and not is_ticket(answer.ticket):
        raise case_refusal(case, _("That is no ticket number."), "ticket")
    return [owned[pk] for pk in sorted(answer.devices)]


def _people_budget_check(agent: User, person: User) -> None:
    recent = Case.objects.filter(
        agent=agent, opened_at__gt=ClockTimestamp() - DESK.budget_window
    ).exclude(person=person)
    if recent.values("person").distinct().count() >= DESK.people_budget:
        raise DeskRefused(
            _("You have opened more people in an hour than the desk allows. Ask your supervisor."),
            tag=Tag.STAFF_CASE_REFUSED,
            actor=agent,
            subject=person,
            reason="people_budget",
            limit=DESK.people_budget,
        )
