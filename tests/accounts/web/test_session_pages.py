"""Everybody sees and ends their own sessions, and nobody else's."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Session, User
from audit.tags import Tag
from tests.accounts.web.browsing import signed_in
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import is_signed_in, password_type
from tests.mfa.casting import app_make

pytestmark = pytest.mark.django_db(transaction=True)
SESSIONS = reverse("accounts:sessions")
EVERYWHERE = reverse("accounts:sessions_end")
SIGN_OUT = reverse("accounts:sign_out")


def end_path(session: Session) -> str:
    """Return where a session is ended."""
    return reverse("accounts:session_end", args=[session.id])


def test_the_list_shows_this_browser_and_the_others(user: User) -> None:
    client, _ = signed_in(user)
    Session.objects.update(user_agent="<script>alert(1)</script>")
    signed_in(user)
    page = client.get(SESSIONS).content.decode()
    assert page.count("This browser") == 1
    assert page.count("Signed in") == 2
    assert "<script>alert" not in page


def test_one_session_is_ended(user: User, audit_trail: AuditTrail) -> None:
    here, _ = signed_in(user)
    there, _ = signed_in(user)
    other = Session.objects.filter(user=user).latest("created_at")
    with audit_trail.records(Tag.USER_SESSION_ENDED):
        assert here.post(end_path(other)).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_sign_out_everywhere_means_here_too(user: User, audit_trail: AuditTrail) -> None:
    here, _ = signed_in(user)
    there, _ = signed_in(user)
    with audit_trail.records(Tag.USER_SESSION_ENDED):
        here.post(EVERYWHERE)
    assert audit_trail.facts(Tag.USER_SESSION_ENDED)["ended"] == 2
    assert not is_signed_in(here)
    assert not is_signed_in(there)


def test_signing_out_ends_this_session_only(user: User, audit_trail: AuditTrail) -> None:
    here, _ = signed_in(user)
    there, _ = signed_in(user)
    with audit_trail.records(Tag.USER_SESSION_ENDED):
        here.post(SIGN_OUT)
    assert not is_signed_in(here)
    assert is_signed_in(there)


def test_a_foreign_session_is_like_none(user: User, outsider: User) -> None:
    """B8: the answer for somebody else's id is that for no id at all."""
    signed_in(user)
    foreign = Session.objects.get(user=user)
    client, _ = signed_in(outsider)
    unknown = client.post(reverse("accounts:session_end", args=[uuid.uuid4()]))
    answer = client.post(end_path(foreign))
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert Session.objects.filter(user=user).exists()


@pytest.mark.parametrize("path", [SESSIONS, reverse("accounts:password")])
def test_a_stranger_and_a_half_signed_in_person_are_sent_away(user: User, path: str) -> None:
    """F3: a right password alone opens nothing."""
    app_make(user)
    client = Client()
    assert client.get(path)["Location"].startswith(reverse("mfa:sign_in"))
    password_type(client, user)
    assert client.get(path)["Location"].startswith(reverse("mfa:sign_in"))


@pytest.mark.parametrize("path", [EVERYWHERE, SIGN_OUT])
def test_nothing_ends_by_a_link_or_from_another_site(user: User, path: str) -> None:
    client, _ = signed_in(user)
    assert client.get(path).status_code in {403, 405}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(path).status_code == 403
    assert is_signed_in(client)
    assert Client().post(path).status_code == 403


def test_an_account_page_costs_few_queries(
    user: User, django_assert_max_num_queries: object
) -> None:
    client, _ = signed_in(user)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get(SESSIONS)


def test_moments_are_shown_in_the_readers_time_zone(user: User) -> None:
    User.objects.filter(pk=user.pk).update(time_zone="Pacific/Kiritimati")
    client, _ = signed_in(user)
    opened = Session.objects.get(user=user)
    Session.objects.update(created_at=opened.created_at.replace(year=2026, month=1, day=1, hour=23))
    assert "2 Jan 2026" in client.get(SESSIONS).content.decode()
    User.objects.filter(pk=user.pk).update(time_zone="Not/AZone")
    assert "1 Jan 2026" in client.get(SESSIONS).content.decode()
