"""The state of a case on the screen: live, cheap to ask for, and closed to outsiders."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.tags import Tag
from helpdesk.models import Case, DeskLock
from mfa.models import Authenticator
from tests.fixtures.people import mail_add, phone_add
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import (
    browser_of,
    called,
    case_url,
    described,
    issue_click,
    landline_of,
    own_code,
)
from tests.mfa.casting import app_make, phone_make

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20
Counts = Callable[..., AbstractContextManager[Any]]


def test_a_look_without_news_costs_nothing(desk: Client, case: Case) -> None:
    body = desk.get(case_url(case.pk)).content.decode()
    version = body.split('id="r-poll"')[1].split('data-version="')[1].split('"')[0]
    same = desk.get(case_url(case.pk, "state/"), {"v": version})
    assert (same.status_code, same.content) == (204, b"")
    assert desk.get(case_url(case.pk, "state/"), {"v": "old"}).status_code == 200


def test_the_number_to_key_in_is_on_the_screen_until_it_was(
    desk: Client, case: Case, phone: Authenticator, user: User
) -> None:
    described(case, phone)
    form = {"method": "PHONE_CALL", "target": f"address-{landline_of(user).pk}"}
    assert "data-check-number" in desk.post(case_url(case.pk, "check/"), form).content.decode()
    called(case)
    body = desk.get(case_url(case.pk, "state/")).content.decode()
    assert "kd-ok" in body
    assert "data-check-number" not in body


def test_reported_is_loud(desk: Client, case: Case, phone: Authenticator) -> None:
    described(case, phone)
    called(case, keys="9")
    body = desk.get(case_url(case.pk)).content.decode()
    assert "kd-alarm" in body
    assert "I cannot finish this on the phone today" in body
    assert "Mail a code" not in body  # what the server would refuse is not offered


def test_what_the_caller_hears_from_the_agent_never_tells_what_failed(
    desk: Client, case: Case, phone: Authenticator
) -> None:
    described(case, phone)

    def said() -> str:
        return desk.get(case_url(case.pk)).content.decode().split("kd-say-label")[1][:400]

    before = said()
    called(case, keys="000000")
    assert said() == before
    called(case)
    assert said() == before


def test_pages_ask_the_database_at_most_twenty_times(
    desk: Client,
    full: Case,
    user: User,
    agent: User,
    django_assert_max_num_queries: Counts,
) -> None:
    for n in range(3):
        phone_make(user)
        phone_add(user, f"+1406555018{n}")
    app_make(user)
    target = f"address-{landline_of(user).pk}"
    desk.post(case_url(full.pk, "check/"), {"method": "PHONE_CALL", "target": target})
    for address in (case_url(full.pk), case_url(full.pk, "state/"), reverse("desk:home")):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert desk.get(address).status_code == 200
    with django_assert_max_num_queries(MOST_QUERIES):
        desk.post(reverse("desk:search"), {"q": "user"})
    issue_click(desk, full, own_code=own_code(agent))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert desk.get(case_url(full.pk)).status_code == 200


def test_an_outsider_is_kept_out_of_every_page(
    outsider: User, auditor: User, administrator: User, case: Case, client: Client
) -> None:
    reads = [reverse("desk:home"), case_url(case.pk), case_url(case.pk, "state/")]
    writes = [
        reverse("desk:search"),
        reverse("desk:open"),
        *(case_url(case.pk, tail) for tail in ("describe/", "check/", "issue/", "close/")),
    ]
    for person in (outsider, auditor, administrator):
        browser = browser_of(person)
        assert [browser.get(address).status_code for address in reads] == [403] * len(reads)
        assert [browser.post(address).status_code for address in writes] == [403] * len(writes)
    assert [client.get(address).status_code for address in reads] == [302] * len(reads)
    assert [client.post(address).status_code for address in writes] == [403] * len(writes)


def test_whoever_loses_the_role_is_out_at_once(desk: Client, agent: User, case: Case) -> None:
    assert desk.get(case_url(case.pk)).status_code == 200
    agent.groups.clear()
    assert desk.get(case_url(case.pk)).status_code == 403
    assert issue_click(desk, case).status_code == 403


def test_a_supervisor_lifts_no_lock_on_their_own_second_account(
    supervisor: User, user: User
) -> None:
    mail_add(user, supervisor.addresses.get(kind="EMAIL").email)
    lock = DeskLock.objects.create(person=user, cause="x", locked_at=user.created_at)
    form = {"evidence": "PHOTO_ID", "own_code": own_code(supervisor)}
    answer = browser_of(supervisor).post(reverse("desk:lift", args=[lock.pk]), form)
    lock.refresh_from_db()
    assert (answer.status_code, lock.lifted_at) == (409, None)


def test_a_supervisor_lifts_a_lock_with_their_own_code(
    supervisor: User, user: User, agent: User, audit_trail: AuditTrail
) -> None:
    lock = DeskLock.objects.create(person=user, cause="x", locked_at=user.created_at)
    browser = browser_of(supervisor)
    lift = reverse("desk:lift", args=[lock.pk])
    assert user.get_full_name() in browser.get(reverse("desk:locks")).content.decode()
    assert browser_of(agent).post(lift).status_code == 403
    assert browser.post(lift, {"evidence": "PHOTO_ID", "own_code": "1"}).status_code == 422
    code = {"own_code": own_code(supervisor)}
    assert browser.post(lift, {**code, "evidence": "said so"}).status_code == 409
    lock.refresh_from_db()
    assert lock.lifted_at is None
    form = {"evidence": "PHOTO_ID", "own_code": own_code(supervisor)}
    assert browser.post(lift, form).status_code == 302
    assert audit_trail.facts(Tag.STAFF_DESK_UNLOCKED)["evidence"] == "PHOTO_ID"
    assert browser.post(lift, {**form, "own_code": own_code(supervisor)}).status_code == 404
