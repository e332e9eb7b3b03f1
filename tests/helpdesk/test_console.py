"""The console's records: who may read which, and that nobody changes or counts them."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.tags import Tag
from config.routes import RULES
from helpdesk.acts.imports import people_import_act
from helpdesk.console.registry import console
from helpdesk.models import Case
from helpdesk.refusals import DeskRefused
from helpdesk.roles import PERMISSIONS, permissions_sync
from mfa.models import Authenticator
from tests.fixtures.people import person_make
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import browser_of, called, described, mailed, own_code
from tests.mfa.casting import app_make

pytestmark = pytest.mark.django_db

LISTS = sorted(name for name in RULES if name.endswith("_changelist"))
MOST_QUERIES = 20
Counts = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def filled(case: Case, phone: Authenticator) -> Case:
    """Return a case with something in every list."""
    described(case, phone)
    called(case)
    mailed(case)
    app_make(case.person)
    return case


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_by_whom_the_table_names(
    name: str, filled: Case, django_assert_max_num_queries: Counts
) -> None:
    for role in Role:
        browser = browser_of(person_make(f"a-{role.value}", roles=(role,)))
        expected = 200 if role in RULES[name].read else 403
        with django_assert_max_num_queries(MOST_QUERIES):
            assert browser.get(reverse(name)).status_code == expected, role


@pytest.mark.parametrize("name", LISTS)
def test_lists_show_no_number_address_seed_or_secret(
    name: str, filled: Case, auditor: User
) -> None:
    body = browser_of(auditor).get(reverse(name)).content.decode()
    app = Authenticator.objects.filter(user=filled.person, kind="TOTP").get()
    for kept_back in ("4065550101", "4065550102", "user@example.org", app.seed or "?"):
        assert kept_back not in body


@pytest.mark.parametrize("name", LISTS)
def test_lists_count_no_whole_table(name: str, filled: Case, auditor: User) -> None:
    browser = browser_of(auditor)
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse(name), {"o": "1"})
    counting = [query["sql"] for query in queries if "COUNT(*)" in query["sql"]]
    assert all("LIMIT" in sql for sql in counting)


@pytest.mark.parametrize("name", [one for one in LISTS if "session" not in one])
def test_records_open_and_hold_no_form(name: str, filled: Case, auditor: User) -> None:
    admin = next(
        admin
        for model, admin in console._registry.items()
        if name == f"console:{model._meta.app_label}_{model._meta.model_name}_changelist"
    )
    one = admin.model._default_manager.first()
    if one is None:
        return
    address = reverse(name.removesuffix("list"), args=[one.pk])
    browser = browser_of(auditor)
    body = browser.get(address).content.decode()
    assert 'name="_save"' not in body
    assert browser.post(address, {}).status_code == 403


def test_the_first_page_is_where_the_work_is(agent: User, auditor: User) -> None:
    index = reverse("console:index")
    assert browser_of(agent).get(index)["Location"] == reverse("desk:home")
    assert browser_of(auditor).get(index)["Location"] == reverse("console:helpdesk_case_changelist")


def test_signing_out_ends_the_session(agent: User) -> None:
    browser = browser_of(agent)
    assert browser.post(reverse("console:logout"))["Location"] == reverse("mfa:sign_in")
    assert browser.get(reverse("desk:home")).status_code == 302


def test_groups_have_exactly_their_permissions(agent: User) -> None:
    group = agent.groups.get()
    group.permissions.clear()
    permissions_sync(using="default")
    names = {
        f"{one.content_type.app_label}.{one.codename}"
        for one in group.permissions.select_related("content_type")
    }
    assert names == PERMISSIONS[Role.AGENT]
    assert "helpdesk.work_desk" not in PERMISSIONS[Role.ADMINISTRATOR]
    assert "helpdesk.work_desk" not in PERMISSIONS[Role.ANALYST]


PEOPLE = "username,given_name,family_name\nnewone,New,One\n"


def upload(browser: Client, text: str, do: str, code: str = "") -> Any:
    file = SimpleUploadedFile("people.csv", text.encode(), content_type="text/csv")
    form = {"file": file, "do": do, "own_code": code}
    return browser.post(reverse("desk:import_run"), form)


def test_an_import_is_looked_at_first(administrator: User, audit_trail: AuditTrail) -> None:
    browser = browser_of(administrator)
    assert browser.get(reverse("desk:import")).status_code == 200
    with audit_trail.records():
        assert "data-clean" in upload(browser, PEOPLE, "check").content.decode()
    assert not User.objects.filter(username="newone").exists()
    upload(browser, PEOPLE, "import", own_code(administrator))
    assert User.objects.filter(username="newone").exists()
    assert audit_trail.events(Tag.STAFF_PERSON_IMPORTED)


def test_a_stolen_session_imports_nobody(administrator: User, audit_trail: AuditTrail) -> None:
    """Looking is open; each import takes a fresh code of the administrator's own, once."""
    browser = browser_of(administrator)
    for code in ("", "12", "000000"):
        answer = upload(browser, PEOPLE, "import", code)
        assert answer.status_code == 422, code
    assert "your own authenticator app" in upload(browser, PEOPLE, "import").content.decode()
    with audit_trail.records(Tag.STAFF_PERSON_REFUSED), pytest.raises(DeskRefused):
        people_import_act(
            file=io.BytesIO(PEOPLE.encode()),
            administrator=administrator,
            session="0" * 64,
            at=timezone.now(),
        )
    assert not User.objects.filter(username="newone").exists()


def test_a_code_is_good_for_one_import(administrator: User) -> None:
    browser, code = browser_of(administrator), own_code(administrator)
    assert upload(browser, PEOPLE, "import", code).status_code == 200
    other = PEOPLE.replace("newone", "another")
    assert upload(browser, other, "import", code).status_code == 422
    assert not User.objects.filter(username="another").exists()


@pytest.mark.parametrize("text", ["", "nonsense", "username,given_name,family_name\n,,\n"])
def test_a_bad_file_is_refused_with_its_lines(administrator: User, text: str) -> None:
    answer = upload(browser_of(administrator), text, "import", own_code(administrator))
    assert "data-clean" not in answer.content.decode()
    assert answer.status_code in {200, 409, 422}


def test_without_a_file_nothing_happens(administrator: User, auditor: User) -> None:
    browser = browser_of(administrator)
    assert browser.post(reverse("desk:import_run"), {"do": "import"}).status_code == 422
    assert upload(browser_of(auditor), PEOPLE, "import").status_code == 403
