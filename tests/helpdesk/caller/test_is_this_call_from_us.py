"""“Is this call from us?” never vouches for a stranger on the line (case A11)."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sessions import sessions_alive
from audit.tags import Tag
from delivery.models import Message
from helpdesk.acts.services import case_close_act, passcode_issue_act
from helpdesk.caller.code import caller_code
from helpdesk.checks.services import check_start_call
from helpdesk.models import Case, CaseState, FraudReport
from helpdesk.refusals import DeskRefused
from mfa.evidence.services import evidence_standing
from mfa.models import Authenticator, Challenge, ChallengeState
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import (
    asked,
    browser_of,
    case_url,
    described,
    landline_of,
    mailed,
    opened,
    stepped_up,
)

pytestmark = pytest.mark.django_db
PAGE, STATE = reverse("caller:ask"), reverse("caller:state")


@pytest.fixture
def me(user: User) -> Client:
    """Return the user's own browser."""
    return browser_of(user)


def seen(browser: Client) -> str:
    return re.sub(r"\s+", " ", browser.get(PAGE).content.decode())


def desk_calls(case: Case) -> Challenge:
    target = f"address-{landline_of(case.person).pk}"
    return check_start_call(case_id=case.pk, agent=case.agent, target=target, at=timezone.now())


def stop_url(case: Case) -> str:
    return reverse("caller:stop", args=[case.pk])


def test_without_a_case_it_warns_and_takes_a_report(
    me: Client, user: User, analyst: User, audit_trail: AuditTrail
) -> None:
    page = seen(me)
    assert "We are not on the phone with you" in page
    assert 'class="digit' not in page
    me.post(reverse("caller:report"))
    assert FraudReport.objects.get(person=user).source == "CALLER"
    assert Message.objects.filter(kind="helpdesk.fraud_report", person=analyst).count() == 1
    user.refresh_from_db()
    assert user.password_change_required_at is None


def test_an_inbound_caller_gets_no_code(me: Client, case: Case) -> None:
    page = seen(me)
    assert "Somebody on the phone says they are you" in page
    assert caller_code(case.pk, case.person_id) not in page
    assert case.agent.get_full_name() not in page


def test_a_call_that_the_desk_placed_shows_agent_and_code_to_both(
    me: Client, desk: Client, case: Case, phone: Authenticator
) -> None:
    described(case, phone)
    check = desk_calls(case)
    code = caller_code(case.pk, case.person_id)
    assert re.fullmatch(r"\d{6}", code)
    page = seen(me)
    assert code in page
    assert case.agent.get_full_name() in page
    assert code in desk.get(case_url(case.pk)).content.decode()
    Challenge.objects.filter(pk=check.pk).update(
        state=ChallengeState.CANCELLED, decided_at=timezone.now()
    )
    assert code not in seen(me)
    assert code not in desk.get(case_url(case.pk)).content.decode()


def test_not_me_stops_the_case_and_locks_nobody_out(
    me: Client, desk: Client, case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    check = mailed(case)
    me.post(stop_url(case))
    check.refresh_from_db()
    case.refresh_from_db()
    user = User.objects.get(pk=case.person_id)
    assert check.state == ChallengeState.CANCELLED
    assert "The agent can do nothing more" in seen(me)
    assert "has answered in their account" in desk.get(case_url(case.pk)).content.decode()
    assert user.password_change_required_at is None
    assert sessions_alive().filter(user=user).exists()
    report = FraudReport.objects.get(person=user)
    assert (report.source, report.case_ref) == ("CALLER", case.pk)
    notices = Message.objects.filter(person=user, kind="mfa.notice")
    assert "caller_not_you" in {message.facts["notice"] for message in notices}
    assert len(audit_trail.events(Tag.USER_CALLER_STOPPED)) == 1
    assert me.post(stop_url(case)).status_code == 404


def test_not_me_closes_every_act_of_the_case(me: Client, ready: Case) -> None:
    me.post(stop_url(ready))
    stepped_up(ready)
    with pytest.raises(DeskRefused) as refused:
        passcode_issue_act(asked=asked(ready), at=timezone.now())
    assert refused.value.facts["reason"] == "reported"
    ended = case_close_act(
        asked=asked(ready),
        outcome=CaseState.RESOLVED,
        ticket="INC-1",
        revoke=[],
        at=timezone.now(),
    )
    assert ended == CaseState.FAILED


def test_the_agents_screen_hears_of_it_by_itself(me: Client, desk: Client, case: Case) -> None:
    page = desk.get(case_url(case.pk)).content.decode()
    version = page.split('id="r-poll"')[1].split('data-version="')[1].split('"')[0]
    assert "every 2000ms" in page
    assert desk.get(case_url(case.pk, "state/"), {"v": version}).status_code == 204
    me.post(stop_url(case))
    news = desk.get(case_url(case.pk, "state/"), {"v": version})
    assert "has answered in their account" in news.content.decode()


def test_that_is_me_is_worth_nothing(me: Client, case: Case, audit_trail: AuditTrail) -> None:
    me.post(reverse("caller:confirm", args=[case.pk]))
    assert "You said: that's me" in seen(me)
    standing = evidence_standing(case_ref=case.pk, user_id=case.person_id, agent_id=case.agent_id)
    assert standing.points == 0
    assert len(audit_trail.events(Tag.USER_CALLER_CONFIRMED)) == 1


def test_cases_of_others_are_as_good_as_unknown(
    case: Case, outsider: User, agent2: User, manager: User
) -> None:
    stranger = browser_of(outsider)
    for name in ("confirm", "stop"):
        assert stranger.post(reverse(f"caller:{name}", args=[case.pk])).status_code == 404
    theirs = opened(agent2, manager)
    assert browser_of(case.person).post(stop_url(theirs)).status_code == 404
    assert Client().get(PAGE).status_code == 302
