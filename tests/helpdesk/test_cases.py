"""Opening, describing and closing a case."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.models.user import Status
from accounts.roles import Role
from audit.clock import ClockTimestamp
from audit.tags import Tag
from delivery.models import Message
from helpdesk.acts.services import case_close_act
from helpdesk.cases.closing import cases_expire
from helpdesk.cases.services import FirstAnswer, case_describe
from helpdesk.models import Case, CaseState, DeskLock, Loss
from helpdesk.policy import DESK
from helpdesk.refusals import DeskRefused, NotThere
from mfa.models import Authenticator, AuthenticatorState
from tests.fixtures.people import mail_add, person_make
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import (
    asked,
    called,
    described,
    mailed,
    opened,
    read_back,
    wrong_mail_code,
)
from tests.mfa.casting import forget_calls, phone_make

pytestmark = pytest.mark.django_db


def close(case: Case, outcome: CaseState = CaseState.ABANDONED) -> CaseState:
    return case_close_act(
        asked=asked(case), outcome=outcome, ticket="INC-1", revoke=[], at=timezone.now()
    )


def test_a_case_is_opened_with_one_event(agent: User, user: User, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.STAFF_CASE_OPENED):
        case = opened(agent, user)
    with audit_trail.records():
        assert opened(agent, user) == case


@pytest.mark.parametrize(
    ("who", "reason"),
    [("supervisor", "staff"), ("privileged", "privileged"), ("agent", "self")],
)
def test_staff_privileged_people_and_oneself_are_refused(
    who: str, reason: str, agent: User, request: pytest.FixtureRequest, audit_trail: AuditTrail
) -> None:
    person = request.getfixturevalue(who)
    with audit_trail.records(Tag.STAFF_CASE_REFUSED), pytest.raises(DeskRefused):
        opened(agent, person)
    assert audit_trail.facts(Tag.STAFF_CASE_REFUSED) == {"reason": reason}
    assert not Case.objects.exists()


def test_a_second_account_of_the_agent_is_the_agent(agent: User, outsider: User) -> None:
    mail_add(outsider, "agent@example.org")
    with pytest.raises(DeskRefused) as refused:
        opened(agent, outsider)
    assert refused.value.facts["reason"] == "linked"


def test_a_disabled_account_is_refused(agent: User, user: User) -> None:
    User.objects.filter(pk=user.pk).update(status=Status.DISABLED)
    with pytest.raises(DeskRefused) as refused:
        opened(agent, user)
    assert refused.value.facts["reason"] == "disabled"


def test_whoever_lost_the_role_opens_nothing(agent: User, user: User) -> None:
    agent.groups.clear()
    with pytest.raises(DeskRefused) as refused:
        opened(agent, user)
    assert refused.value.facts["reason"] == "no_permission"


def test_an_unknown_person_is_not_there(agent: User, audit_trail: AuditTrail) -> None:
    ghost = User(pk=987654321)
    with audit_trail.records(Tag.STAFF_CASE_REFUSED), pytest.raises(NotThere):
        opened(agent, ghost)


def test_sixty_people_an_hour_are_enough(agent: User, user: User, outsider: User) -> None:
    crowd = User.objects.bulk_create(
        User(username=f"c{n}", given_name="C", family_name=str(n), password="!")
        for n in range(DESK.people_budget)
    )
    Case.objects.bulk_create(
        Case(
            agent=agent,
            person=person,
            state=CaseState.ABANDONED,
            opened_at=timezone.now() - timedelta(minutes=5),
            closed_at=timezone.now(),
        )
        for person in crowd
    )
    with pytest.raises(DeskRefused) as refused:
        opened(agent, user)
    assert refused.value.facts["reason"] == "people_budget"
    Case.objects.filter(person=crowd[0]).update(opened_at=timezone.now() - timedelta(minutes=61))
    assert opened(agent, user).state == CaseState.OPEN


def test_what_is_lost_is_suspended_at_once_and_its_owner_is_told(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    with audit_trail.records(Tag.STAFF_AUTHENTICATOR_LOST):
        described(case, phone)
    phone.refresh_from_db()
    assert phone.state == AuthenticatorState.SUSPENDED
    assert Message.objects.filter(person=case.person, facts__notice="authenticator_lost").exists()


def test_a_forgotten_device_stays_in_use(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    with audit_trail.records(Tag.STAFF_CASE_CHANGED):
        described(case, phone, loss=Loss.FORGOTTEN)
    phone.refresh_from_db()
    assert phone.state == AuthenticatorState.ACTIVE


def test_the_devices_of_others_cannot_be_marked(
    case: Case, outsider: User, audit_trail: AuditTrail
) -> None:
    theirs = phone_make(outsider)
    with audit_trail.records(Tag.STAFF_CASE_REFUSED), pytest.raises(NotThere):
        described(case, theirs)
    theirs.refresh_from_db()
    assert theirs.state == AuthenticatorState.ACTIVE


@pytest.mark.parametrize("is_none", [True, False])
def test_something_has_to_be_ticked_and_not_both(
    case: Case,
    phone: Authenticator,
    is_none: bool,  # noqa: FBT001
) -> None:
    devices = frozenset({phone.pk}) if is_none else frozenset()
    answer = FirstAnswer(loss=Loss.LOST, devices=devices, none_on_file=is_none)
    with pytest.raises(DeskRefused):
        case_describe(case_id=case.pk, agent=case.agent, answer=answer, at=timezone.now())


def test_the_first_question_is_asked_once(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    with pytest.raises(DeskRefused):
        described(case, phone)


def test_a_case_of_another_agent_is_not_there(
    case: Case, agent2: User, phone: Authenticator
) -> None:
    case.agent = agent2
    with pytest.raises(NotThere):
        described(case, phone)


def test_a_case_closes_with_a_ticket_and_one_event(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    with audit_trail.records(Tag.STAFF_CASE_CLOSED):
        assert close(case, CaseState.RESOLVED) == CaseState.RESOLVED
    with pytest.raises(DeskRefused):
        close(case)


def test_a_failed_check_makes_it_failed_whatever_the_agent_says(
    case: Case, phone: Authenticator
) -> None:
    described(case, phone)
    called(case, keys="000000")
    assert close(case, CaseState.RESOLVED) == CaseState.FAILED


def test_a_code_that_nobody_tried_is_no_failure(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    mailed(case)
    assert close(case) == CaseState.ABANDONED


def test_a_case_that_got_there_in_the_end_is_not_failed(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    called(case, keys="000000")
    called(case)
    read_back(case, mailed(case))
    assert close(case, CaseState.RESOLVED) == CaseState.RESOLVED


def fail_once(agent: User, person: User) -> CaseState:
    case = opened(agent, person)
    described(case)
    check = mailed(case)
    read_back(case, check, wrong_mail_code(check))
    return close(case)


def test_three_failed_cases_lock_the_desk_and_page_security_once(
    agent: User, agent2: User, user: User, analyst: User, audit_trail: AuditTrail
) -> None:
    third = person_make("agent3", roles=(Role.AGENT,))
    assert [fail_once(one, user) for one in (agent, agent2)] == [CaseState.FAILED] * 2
    assert not DeskLock.objects.exists()
    bystander = opened(agent, user)
    fail_once(third, user)
    assert DeskLock.objects.get().person == user
    assert len(audit_trail.events(Tag.STAFF_DESK_LOCKED)) == 1
    paged = Message.objects.filter(kind="helpdesk.desk_locked")
    assert [message.person for message in paged] == [analyst]
    with pytest.raises(DeskRefused) as refused:
        opened(agent2, user)
    assert refused.value.facts["reason"] == "desk_locked"
    with pytest.raises(DeskRefused):  # nor does a case go on that was open before
        described(bystander)
    assert close(bystander) == CaseState.ABANDONED


def test_a_failure_a_day_ago_does_not_count(agent: User, user: User) -> None:
    for _ in range(2):
        fail_once(agent, user)
    Case.objects.update(
        opened_at=timezone.now() - timedelta(hours=25),
        closed_at=timezone.now() - timedelta(hours=24, minutes=1),
    )
    fail_once(agent, user)
    assert not DeskLock.objects.exists()


def test_cases_that_nobody_closes_end_by_themselves(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    assert cases_expire(at=timezone.now()) == 0
    Case.objects.update(opened_at=ClockTimestamp() - DESK.case_life)
    with pytest.raises(DeskRefused):
        mailed(case)
    with audit_trail.records(Tag.SYSTEM_CASE_ABANDONED):
        assert cases_expire(at=timezone.now()) == 1
    case.refresh_from_db()
    assert case.state == CaseState.ABANDONED


def test_an_overdue_case_makes_way_for_a_new_one(case: Case) -> None:
    Case.objects.update(opened_at=ClockTimestamp() - DESK.case_life)
    assert opened(case.agent, case.person) != case
    forget_calls(case.person)
