"""The Desk in a browser: what is shown, to whom, and how often the database is asked."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.tags import Tag
from helpdesk.models import Case, CaseState
from mfa.domain.passcode_format import grouped
from mfa.models import Authenticator, AuthenticatorState, Challenge, Evidence, Passcode
from tests.fixtures.people import phone_add
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import (
    app_of,
    called,
    case_url,
    described,
    issue_click,
    landline_of,
    mailbox_of,
    opened,
    own_code,
    read_back,
    session_hash,
    stepped_up,
)
from tests.mfa.casting import phone_make

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20
Counts = Callable[..., AbstractContextManager[Any]]


def test_story_by_forms_alone(
    desk: Client, agent: User, user: User, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    answer = desk.post(reverse("desk:open"), {"person": user.pk}, headers={"HX-Request": "true"})
    case = Case.objects.get()
    assert answer["HX-Push-Url"] == case_url(case.pk)
    form = {"loss": "LOST", "device": phone.pk, "ticket": "INC-7"}
    assert desk.post(case_url(case.pk, "describe/"), form).status_code == 200
    case.refresh_from_db()
    called(case)
    mail = {"method": "MAIL_CODE", "target": f"address-{mailbox_of(user).pk}"}
    desk.post(case_url(case.pk, "check/"), mail)
    check = Challenge.objects.get(method="MAIL_CODE")
    read_back(case, check)
    body = issue_click(desk, case, own_code=own_code(agent)).content.decode()
    assert 'data-points="100"' in body
    assert "kd-secret" in body
    close = {"outcome": "RESOLVED", "ticket": "INC-7", "revoke": phone.pk}
    assert desk.post(case_url(case.pk, "close/"), close).status_code == 200
    case.refresh_from_db()
    phone.refresh_from_db()
    assert (case.state, phone.state) == (CaseState.RESOLVED, AuthenticatorState.REVOKED)
    assert audit_trail.tags()[-2:] == [
        Tag.STAFF_AUTHENTICATOR_REVOKED,
        Tag.STAFF_CASE_CLOSED,
    ]


def test_at_nothing_only_the_last_digits_are_shown(
    desk: Client, case: Case, phone: Authenticator
) -> None:
    described(case, phone)
    body = desk.get(case_url(case.pk)).content.decode()
    assert "ends 02" in body
    for kept_back in ("4065550102", "user@example.org", "u•••@example.org", phone.name):
        assert kept_back not in body
    called(case)
    body = desk.get(case_url(case.pk)).content.decode()
    assert "u•••@example.org" in body
    assert "user@example.org" not in body


def test_the_passcode_is_shown_once(desk: Client, full: Case, agent: User) -> None:
    answer = issue_click(desk, full, own_code=own_code(agent))
    assert answer["Cache-Control"].find("no-store") >= 0
    code = answer.context["issued"].code if answer.context else ""
    assert code == "" or grouped(code).split()[0] in answer.content.decode()
    digits = [part for part in grouped(code).split() if len(part) == 3]
    for address in (case_url(full.pk), case_url(full.pk, "state/"), reverse("desk:home")):
        again = desk.get(address).content.decode()
        assert "kd-group" not in again
        assert not any(f"<strong>{part}</strong>" in again for part in digits)
    assert issue_click(desk, full).status_code == 409
    assert Passcode.objects.count() == 1


def test_without_verification_the_form_is_refused(
    desk: Client, case: Case, phone: Authenticator, agent: User, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    stepped_up(case, session_hash(desk))
    with audit_trail.records(Tag.STAFF_PASSCODE_REFUSED):
        answer = issue_click(desk, case)
    assert (answer.status_code, Passcode.objects.count()) == (409, 0)
    assert 'role="alert"' in answer.content.decode()


def test_the_session_alone_issues_nothing(
    desk: Client, full: Case, agent: User, audit_trail: AuditTrail
) -> None:
    app_of(agent)
    with audit_trail.records(Tag.STAFF_PASSCODE_REFUSED):
        assert issue_click(desk, full).status_code == 409
    assert issue_click(desk, full, own_code="000000").status_code == 422
    assert not Passcode.objects.exists()


def test_a_step_up_changes_the_sessions_key(desk: Client, full: Case, agent: User) -> None:
    before = session_hash(desk)
    assert issue_click(desk, full, own_code=own_code(agent)).status_code == 200
    assert session_hash(desk) != before


def test_a_number_in_the_form_is_not_read(
    desk: Client, case: Case, phone: Authenticator, user: User
) -> None:
    described(case, phone)
    form = {
        "method": "PHONE_CALL",
        "target": f"address-{landline_of(user).pk}",
        "number": "+14065550199",
        "destination": "+14065550199",
    }
    assert desk.post(case_url(case.pk, "check/"), form).status_code == 200
    assert Challenge.objects.get().address == landline_of(user)
    typed = {"method": "PHONE_CALL", "target": "+14065550199"}
    assert desk.post(case_url(case.pk, "check/"), typed).status_code == 404


def test_ids_of_others_are_as_good_as_unknown(
    desk: Client, agent2: User, case: Case, outsider: User, phone: Authenticator
) -> None:
    theirs = opened(agent2, outsider)
    strange = phone_add(outsider, "+14065550177")
    described(case, phone)
    pairs = [
        (case_url(theirs.pk), case_url(uuid4())),
        (case_url(theirs.pk, "state/"), case_url(uuid4(), "state/")),
    ]
    for known, unknown in pairs:
        first, second = desk.get(known), desk.get(unknown)
        assert (first.status_code, second.status_code) == (404, 404)
    check = {"method": "PHONE_CALL", "target": f"address-{strange.pk}"}
    gone = {"method": "PHONE_CALL", "target": "address-999999"}
    answers = [desk.post(case_url(case.pk, "check/"), form) for form in (check, gone)]
    assert [answer.status_code for answer in answers] == [404, 404]
    for tail in ("issue/", "close/"):
        form = {"outcome": "ABANDONED", "ticket": "X1"}
        assert desk.post(case_url(theirs.pk, tail), form).status_code == 404
    device = phone_make(outsider)
    for tail in (f"lost/{device.pk}/", f"revoke/{device.pk}/", "lost/999999/"):
        stepped_up(case, session_hash(desk))
        Evidence.objects.all()
        assert desk.post(case_url(case.pk, tail)).status_code in {404, 409}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"loss": "NONSENSE"},
        {"loss": "LOST", "device": "x"},
        {"loss": "LOST", "device": "9" * 40},
        {"loss": "LOST", "ticket": "<script>" * 50, "none_on_file": "1"},
        {"loss": "LOST", "ticket": "\x00", "device": "-1"},
    ],
)
def test_garbage_gets_an_answer(desk: Client, case: Case, form: dict[str, str]) -> None:
    answer = desk.post(case_url(case.pk, "describe/"), form)
    assert answer.status_code in {404, 409}
    case.refresh_from_db()
    assert case.loss == ""
