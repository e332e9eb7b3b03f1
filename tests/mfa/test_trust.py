"""Trusted browsers: a sign-in without a second step, and everything that must not come of it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from accounts.roles import Role
from audit.models import AuditEvent
from audit.selectors import facts_of
from audit.tags import Tag
from mfa.domain.browser_family import family_of
from mfa.models import Authenticator, FactorState, TrustedBrowser, TrustEnd
from mfa.web.trust_cookie import trust_cookie_name
from tests.fixtures.people import person_make
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import (
    HOME,
    PROMPT,
    TRUST,
    browser_trust,
    is_signed_in,
    password_type,
    sign_in_with_app,
    text_of,
)
from tests.mfa.casting import app_make, phone_make

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
NEWER = CHROME.replace("140", "141")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def client() -> Client:
    return Client(headers={"User-Agent": CHROME})


@pytest.fixture
def trusting(client: Client, app: Authenticator) -> Client:
    """Return a browser that its owner trusts and in which nobody is signed in."""
    sign_in_with_app(client, app)
    browser_trust(client)
    return signed_out(client)


def signed_out(client: Client) -> Client:
    client.post(reverse("accounts:sign_out"))
    assert not is_signed_in(client)
    return client


def is_let_in(client: Client, user: User) -> bool:
    """Type the password; say whether that was enough."""
    where = password_type(client, user)
    return where != PROMPT and is_signed_in(client)


def test_a_trusted_browser_needs_the_password_only(
    trusting: Client, user: User, app: Authenticator, audit_trail: AuditTrail
) -> None:
    assert password_type(trusting, user, next_path="/account/sessions/") == "/account/sessions/"
    assert is_signed_in(trusting)
    session = Session.objects.get(user=user)
    assert session.opened_by == "TRUSTED_BROWSER"
    assert TrustedBrowser.objects.get().last_used_at is not None
    facts = audit_trail.facts(Tag.USER_SIGN_IN_APPROVED)
    assert facts["method"] == "TRUSTED_BROWSER"
    assert facts["device"] == app.persistent_id
    assert len(audit_trail.events(Tag.USER_BROWSER_USED)) == 1


def test_another_browser_is_asked(trusting: Client, user: User) -> None:
    assert password_type(Client(headers={"User-Agent": CHROME}), user) == PROMPT


def test_a_wrong_password_opens_nothing(trusting: Client, user: User) -> None:
    data = {"username": user.username, "password": "not the password"}
    assert trusting.post(reverse("mfa:sign_in"), data).status_code == 200
    assert not is_signed_in(trusting)


def test_the_token_is_random_and_stored_as_a_keyed_hash(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    browser_trust(client)
    cookie = client.cookies[trust_cookie_name(user.pk)]
    assert len(cookie.value) == 43  # 256 bits
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 14 * 24 * 60 * 60
    row = TrustedBrowser.objects.get()
    assert cookie.value not in str(vars(row))
    assert row.device == app
    assert timedelta(days=13) < row.expires_at - timezone.now() <= timedelta(days=14)
    assert trust_cookie_name(user.pk) != trust_cookie_name(user.pk + 1)


def test_a_planted_token_is_never_adopted(client: Client, user: User, app: Authenticator) -> None:
    name = trust_cookie_name(user.pk)
    client.cookies[name] = "planted-by-somebody-else"
    sign_in_with_app(client, app)
    browser_trust(client)
    first = client.cookies[name].value
    assert first != "planted-by-somebody-else"
    thief = Client(headers={"User-Agent": CHROME})
    thief.cookies[name] = "planted-by-somebody-else"
    assert not is_let_in(thief, user)


def test_a_newer_version_of_the_browser_is_the_same_browser(trusting: Client, user: User) -> None:
    trusting.defaults["HTTP_USER_AGENT"] = NEWER
    assert is_let_in(trusting, user)


def test_a_copied_cookie_dies_in_another_browser(
    trusting: Client, user: User, audit_trail: AuditTrail
) -> None:
    name = trust_cookie_name(user.pk)
    thief = Client(headers={"User-Agent": FIREFOX})
    thief.cookies[name] = trusting.cookies[name].value
    assert not is_let_in(thief, user)
    assert audit_trail.facts(Tag.USER_BROWSER_REFUSED)["reason"] == "family"
    assert TrustedBrowser.objects.get().ended_reason == TrustEnd.FAMILY
    assert not is_let_in(trusting, user)


def test_a_cookie_is_one_persons(trusting: Client, user: User, outsider: User) -> None:
    app_make(outsider)
    assert not is_let_in(trusting, outsider)
    token = trusting.cookies[trust_cookie_name(user.pk)].value
    trusting.cookies[trust_cookie_name(outsider.pk)] = token
    assert not is_let_in(trusting, outsider)
    assert is_let_in(trusting, user)


def test_two_people_share_a_browser_and_each_trust_it(
    trusting: Client, user: User, outsider: User
) -> None:
    sign_in_with_app(trusting, app_make(outsider))
    browser_trust(trusting)
    signed_out(trusting)
    assert is_let_in(trusting, user)
    assert is_let_in(trusting, outsider)


@pytest.mark.parametrize("role", list(Role))
def test_staff_are_never_asked_and_never_trusted(client: Client, role: Role) -> None:
    person = person_make("somebody", roles=(role,))
    sign_in_with_app(client, app_make(person))
    assert client.get(TRUST)["Location"] == HOME
    client.post(TRUST, {"yes": "1"})
    assert not TrustedBrowser.objects.exists()
    assert "no browser can be trusted" in text_of(client, reverse("mfa:browsers"))


def test_it_opens_no_door_that_asks_for_a_second_step(
    trusting: Client, user: User, app: Authenticator
) -> None:
    assert is_let_in(trusting, user)
    for path in (
        reverse("mfa:add"),
        reverse("mfa:rename", args=[app.pk]),
        reverse("mfa:remove", args=[app.pk]),
    ):
        assert trusting.get(path)["Location"] == reverse("mfa:verify"), path
    assert trusting.get(reverse("accounts:password"))["Location"] == reverse("mfa:password_step")
    Session.objects.filter(user=user).update(opened_by="TRUSTED_BROWSER")
    assert trusting.post(TRUST, {"yes": "1"})["Location"] == reverse("mfa:verify")
    assert TrustedBrowser.objects.count() == 1


@pytest.mark.parametrize("state", ["locked", "frozen", "password"])
def test_it_stands_in_for_nothing_while(trusting: Client, user: User, state: str) -> None:
    now = timezone.now()
    factor, _ = FactorState.objects.get_or_create(pk=user.pk)
    if state == "locked":
        factor.locked_until = now + timedelta(hours=1)
    elif state == "frozen":
        factor.frozen_at = factor.frozen_since = now
    else:
        User.objects.filter(pk=user.pk).update(password_change_required_at=now)
    factor.save()
    password_type(trusting, user)
    assert not is_signed_in(trusting)
    assert not Session.objects.filter(user=user).exists()
    factor.locked_until = factor.frozen_at = factor.frozen_since = None
    factor.save()
    User.objects.filter(pk=user.pk).update(password_change_required_at=None)
    assert is_let_in(trusting, user)


def test_the_session_lasts_as_long_as_any_other(trusting: Client, user: User) -> None:
    assert is_let_in(trusting, user)
    session = Session.objects.get(user=user)
    assert session.idle_seconds == 60 * 60
    assert session.absolute_ends_at - session.created_at <= timedelta(hours=24, seconds=1)


def test_an_unknown_cookie_is_nothing_to_talk_about(client: Client, user: User) -> None:
    phone_make(user)
    for value in ("", "x", "é" * 20, "y" * 5000):
        client.cookies[trust_cookie_name(user.pk)] = value
        assert password_type(client, user) == PROMPT
    assert not AuditEvent.objects.filter(tag__startswith="user:browser").exists()


def test_the_refusal_says_who_and_where_not_what(
    trusting: Client, user: User, audit_trail: AuditTrail
) -> None:
    trusting.defaults["HTTP_USER_AGENT"] = FIREFOX
    is_let_in(trusting, user)
    (event,) = audit_trail.events(Tag.USER_BROWSER_REFUSED)
    assert event.subject_id == user.pk
    assert facts_of(event)["agent"] == FIREFOX
    assert trusting.cookies[trust_cookie_name(user.pk)].value not in str(facts_of(event))


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (CHROME, "Chrome on Linux"),
        (FIREFOX, "Firefox on Windows"),
        (CHROME + " Edg/140.0.0.0", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("curl/8.0", "? on ?"),
        ("", "? on ?"),
    ],
)
def test_families_are_told_apart(agent: str, family: str) -> None:
    assert family_of(agent) == family


def test_the_cookie_is_bound_to_the_host_where_it_is_secure() -> None:
    prefix = "__Host-" if settings.SECURE else "keydesk-"
    assert trust_cookie_name(1).startswith(prefix)
