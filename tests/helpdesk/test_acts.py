"""Acts: closed until the evidence is there, each recorded once, each refusal recorded once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.models.user import Tier
from audit.clock import ClockTimestamp
from audit.tags import Tag
from helpdesk.acts.guard import Asked
from helpdesk.acts.services import (
    case_close_act,
    device_revoke_act,
    passcode_issue_act,
)
from helpdesk.acts.step_up import step_up
from helpdesk.models import Case, CaseState, DeskLock, StepUp
from helpdesk.policy import DESK
from helpdesk.refusals import DeskRefused, NotThere
from mfa.methods.base import Answer
from mfa.models import (
    Authenticator,
    Evidence,
    Passcode,
    PasscodeKind,
    PasscodeState,
)
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import (
    app_of,
    asked,
    called,
    described,
    issue,
    mailed,
    opened,
    read_back,
    stepped_up,
    verified,
)
from tests.mfa.casting import check_by_call, check_by_mail, phone_make, wrong_code_of

pytestmark = pytest.mark.django_db


def refused_issue(case: Case, reason: str, trail: AuditTrail) -> None:
    """Expect a refusal with this reason, no passcode, and one event that says so."""
    before = Passcode.objects.count()
    with trail.records(Tag.STAFF_PASSCODE_REFUSED), pytest.raises(DeskRefused) as refused:
        issue(case)
    assert refused.value.facts["reason"] == reason
    assert Passcode.objects.count() == before


def test_a_passcode_is_issued_with_one_event(ready: Case, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.STAFF_PASSCODE_ISSUED):
        issued = issue(ready)
    assert issued.passcode.kind == PasscodeKind.LOST
    left = issued.passcode.expires_at - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)


def test_without_verification_there_is_no_passcode(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    refused_issue(case, "no_loss", audit_trail)
    described(case, phone)
    stepped_up(case)
    refused_issue(case, "points", audit_trail)
    called(case)
    refused_issue(case, "points", audit_trail)  # 70 are not 100


def test_without_a_step_up_a_stolen_session_issues_nothing(
    ready: Case, audit_trail: AuditTrail
) -> None:
    StepUp.objects.update(expires_at=ClockTimestamp())
    refused_issue(ready, "step_up", audit_trail)
    with pytest.raises(DeskRefused):
        issue(ready, session="f" * 64)


def test_a_step_up_is_for_one_case_in_one_session(
    ready: Case, outsider: User, audit_trail: AuditTrail
) -> None:
    other = described(opened(ready.agent, outsider))
    phone_make(outsider)
    read_back(other, mailed(other))
    Evidence.objects.filter(case_ref=other.pk).update(points=100)
    with pytest.raises(DeskRefused) as refused:
        issue(other, session="f" * 64)
    assert refused.value.facts["reason"] in {"points", "step_up"}
    with pytest.raises(DeskRefused) as elsewhere:
        issue(ready, session="f" * 64)
    assert elsewhere.value.facts["reason"] == "step_up"


def test_a_wrong_own_code_opens_nothing_and_counts(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    ask: dict[str, Any] = {
        "case_id": case.pk,
        "agent": case.agent,
        "session": "0" * 64,
        "ip": "127.0.0.1",
    }
    app = app_of(case.agent)
    outcome = step_up(**ask, typed=wrong_code_of(app), at=timezone.now())
    assert outcome == Answer.WRONG
    assert audit_trail.events(Tag.STAFF_STEP_UP_FAILED)
    assert not StepUp.objects.exists()
    assert step_up(**ask, typed="12", at=timezone.now()) == Answer.MISTYPED


def test_an_agent_without_an_app_cannot_step_up(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    with audit_trail.records(Tag.STAFF_STEP_UP_REFUSED), pytest.raises(DeskRefused):
        step_up(
            case_id=case.pk,
            agent=case.agent,
            session="0" * 64,
            typed="123456",
            ip="",
            at=timezone.now(),
        )


def test_evidence_is_spent_old_or_of_others(
    ready: Case, agent2: User, user: User, outsider: User, audit_trail: AuditTrail
) -> None:
    Evidence.objects.update(gathered_at=ClockTimestamp() - timedelta(minutes=15))
    refused_issue(ready, "points", audit_trail)
    Evidence.objects.update(gathered_at=ClockTimestamp())
    for field, other in (("user", outsider), ("gathered_by", agent2), ("case_ref", None)):
        about = Evidence.objects.values(field).first()
        wrong = other or opened(agent2, user).pk
        Evidence.objects.update(**{field: wrong})
        refused_issue(ready, "points", audit_trail)
        Evidence.objects.update(**dict(about or {}))
    issue(ready)
    with pytest.raises(DeskRefused):
        issue(ready)
    assert Passcode.objects.count() == 1


def test_one_passcode_a_case_even_with_new_evidence(ready: Case, audit_trail: AuditTrail) -> None:
    issue(ready)
    landline = phone_make(ready.person)
    about: dict[str, Any] = {"user": ready.person, "agent": ready.agent, "case_ref": ready.pk}
    check_by_call(**about, phone=landline)
    check_by_mail(**about)
    refused_issue(ready, "issued", audit_trail)


def test_a_new_passcode_ends_the_old_one(ready: Case, agent2: User) -> None:
    first = issue(ready).passcode
    second = issue(verified(agent2, ready.person)).passcode
    first.refresh_from_db()
    assert (first.state, second.state) == (PasscodeState.REVOKED, PasscodeState.LIVE)


def test_whoever_holds_a_device_is_sent_to_self_service(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    second = phone_make(case.person)
    described(case, phone)
    about: dict[str, Any] = {"user": case.person, "agent": case.agent, "case_ref": case.pk}
    check_by_call(**about, phone=second)
    check_by_mail(**about)
    stepped_up(case)
    refused_issue(case, "holds_authenticator", audit_trail)


def test_rights_and_locks_are_read_again_at_the_act(
    ready: Case, supervisor: User, audit_trail: AuditTrail
) -> None:
    groups = list(ready.agent.groups.all())
    ready.agent.groups.clear()
    refused_issue(ready, "no_permission", audit_trail)
    ready.agent.groups.set(groups)
    User.objects.filter(pk=ready.person_id).update(tier=Tier.PRIVILEGED)
    refused_issue(ready, "privileged", audit_trail)
    User.objects.filter(pk=ready.person_id).update(tier=Tier.STANDARD)
    ready.person.groups.set(supervisor.groups.all())
    refused_issue(ready, "staff", audit_trail)
    ready.person.groups.clear()
    lock = DeskLock.objects.create(person=ready.person, cause="x", locked_at=timezone.now())
    refused_issue(ready, "desk_locked", audit_trail)
    DeskLock.objects.filter(pk=lock.pk).update(lifted_at=timezone.now(), lifted_by=supervisor)
    User.objects.filter(pk=ready.agent_id).update(status="DISABLED")
    refused_issue(ready, "no_permission", audit_trail)


def test_a_reported_check_closes_every_act(
    ready: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    called(ready, keys="9")
    refused_issue(ready, "reported", audit_trail)
    with pytest.raises(DeskRefused):
        device_revoke_act(asked=asked(ready), authenticator_id=phone.pk, at=timezone.now())
    state = case_close_act(
        asked=asked(ready),
        outcome=CaseState.RESOLVED,
        ticket="INC-1",
        revoke=[],
        at=timezone.now(),
    )
    assert state == CaseState.FAILED


def test_another_agents_case_is_not_there(
    ready: Case, agent2: User, audit_trail: AuditTrail
) -> None:
    theirs = Asked(case_id=ready.pk, agent=agent2, session="0" * 64)
    with audit_trail.records(Tag.STAFF_PASSCODE_REFUSED), pytest.raises(NotThere):
        passcode_issue_act(asked=theirs, at=timezone.now())


def test_thirty_passcodes_an_hour_are_enough(
    ready: Case, monkeypatch: pytest.MonkeyPatch, audit_trail: AuditTrail
) -> None:
    monkeypatch.setattr(type(DESK), "__setattr__", object.__setattr__)
    monkeypatch.setattr(DESK, "passcode_budget", 0, raising=False)
    refused_issue(ready, "passcode_budget", audit_trail)
