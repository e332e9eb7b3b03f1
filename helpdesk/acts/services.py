"""What the desk does for a caller: issue a passcode, mark a device lost, revoke it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.acts.both_factors import changed_lately_text, was_changed_lately
from helpdesk.acts.guard import Asked, act_guard, act_refusal
from helpdesk.acts.passcode_life import kind_of, life_of
from helpdesk.cases.closing import case_close
from helpdesk.cases.services import devices_suspend
from helpdesk.models import Case, CaseState, Loss
from helpdesk.policy import DESK
from helpdesk.refusals import NotThere
from helpdesk.thresholds import DeskAct, threshold_of
from mfa.devices.selectors import authenticators_of
from mfa.devices.services import authenticator_revoke
from mfa.evidence.services import case_was_granted
from mfa.models import Authenticator, AuthenticatorState, Evidence, Passcode, Service
from mfa.notices import Notice, notice_post
from mfa.passcodes.services import Issued, passcode_issue

REVOKED_BY_DESK = "lost"


@audited
def passcode_issue_act(*, asked: Asked, at: datetime) -> Issued:
    """Issue the passcode of this case: one, to be read out now."""
    act = DeskAct.ISSUE_PASSCODE
    case = act_guard(asked, act)
    if case_was_granted(case_ref=case.pk, user_id=case.person_id, agent_id=case.agent_id):
        raise act_refusal(case, act, _("One passcode a case: this one has been issued."), "issued")
    if was_changed_lately(case):
        raise act_refusal(case, act, changed_lately_text(), "both_factors")
    _passcode_budget_check(case)
    if _holds_an_authenticator(case):
        raise act_refusal(
            case,
            act,
            _(
                "The caller has just shown that they hold a working device. They can sign in with "
                "it and change their devices themselves."
            ),
            "holds_authenticator",
        )
    kind = kind_of(case.loss)
    return passcode_issue(
        user=case.person,
        agent=asked.agent,
        case_ref=case.pk,
        service=Service.objects.get(slug="account"),
        kind=kind,
        life=life_of(kind, time_zone=case.person.time_zone, now=at),
        threshold=threshold_of(act),
        at=at,
    )


@audited
def device_lost_act(*, asked: Asked, authenticator_id: int, at: datetime) -> None:
    """Mark one more device as lost: suspended at once, its evidence counts for nothing."""
    case = act_guard(asked, DeskAct.MARK_LOST)
    device = _device(case, authenticator_id, DeskAct.MARK_LOST)
    if device.state != AuthenticatorState.ACTIVE:
        raise act_refusal(
            case, DeskAct.MARK_LOST, _("This device is marked as lost already."), "state"
        )
    devices_suspend([device], case, at)
    case.lost.add(device)
    Case.objects.filter(pk=case.pk).update(loss=Loss.LOST)
    _device_record(Tag.STAFF_AUTHENTICATOR_LOST, case, device, at)


@audited
def device_revoke_act(*, asked: Asked, authenticator_id: int, at: datetime) -> None:
    """Take a lost device out of use for good."""
    case = act_guard(asked, DeskAct.REVOKE)
    _revoke(case, [authenticator_id], at)


@audited
def case_close_act(
    *, asked: Asked, outcome: CaseState, ticket: str, revoke: Iterable[int], at: datetime
) -> CaseState:
    """Close the case; the lost devices that are named are revoked with it."""
    devices = sorted(set(revoke))
    case = act_guard(asked, DeskAct.REVOKE if devices else DeskAct.CLOSE)
    _revoke(case, devices, at)
    return case_close(case=case, outcome=outcome, ticket=ticket, at=at)


def _revoke(case: Case, ids: Iterable[int], at: datetime) -> None:
    for authenticator_id in ids:
        device = _device(case, authenticator_id, DeskAct.REVOKE)
        if device.state != AuthenticatorState.SUSPENDED:
            raise act_refusal(
                case, DeskAct.REVOKE, _("Only a device that is marked as lost is revoked."), "state"
            )
        authenticator_revoke(device=device, reason=REVOKED_BY_DESK)
        notice_post(Notice.AUTHENTICATOR_REMOVED, user=case.person, ref=case.pk, at=at)
        _device_record(Tag.STAFF_AUTHENTICATOR_REVOKED, case, device, at)


def _device(case: Case, authenticator_id: int, act: DeskAct) -> Authenticator:
    device = authenticators_of(case.person_id).filter(pk=authenticator_id).first()
    if device is None:
        refusal = act_refusal(case, act, _("There is no such device."), "not_theirs")
        raise NotThere(
            refusal.message,
            tag=refusal.tag,
            actor=refusal.actor,
            subject=refusal.subject,
            case=refusal.case,
            **refusal.facts,
        )
    return device


def _device_record(tag: Tag, case: Case, device: Authenticator, at: datetime) -> None:
    record(
        tag,
        at=at,
        actor=case.agent_id,
        subject=case.person_id,
        case=case.pk,
        authenticator=device.pk,
        kind=device.kind,
    )


def _holds_an_authenticator(case: Case) -> bool:
    """Whoever passed a check on an authenticator in use needs no passcode: self-service."""
    return Evidence.objects.filter(
        case_ref=case.pk,
        user=case.person_id,
        gathered_by=case.agent_id,
        challenge__authenticator__state=AuthenticatorState.ACTIVE,
    ).exists()


def _passcode_budget_check(case: Case) -> None:
    issued = Passcode.objects.filter(
        issued_by=case.agent_id, issued_at__gt=ClockTimestamp() - DESK.budget_window
    )
    if issued.count() >= DESK.passcode_budget:
        raise act_refusal(
            case,
            DeskAct.ISSUE_PASSCODE,
            _("You have issued as many passcodes in an hour as the desk allows."),
            "passcode_budget",
        )
