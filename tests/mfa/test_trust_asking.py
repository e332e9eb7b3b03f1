"""Asking whether to trust a browser: who may say yes, and what becomes of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from audit.tags import Tag
from delivery.models import Message
from mfa.models import Authenticator, Kind, TrustedBrowser, TrustEnd
from mfa.passcodes.services import Issued
from mfa.web.trust_cookie import trust_cookie_name
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import (
    HOME,
    PROMPT,
    TRUST,
    browser_trust,
    password_type,
    second_step,
    sign_in_with_app,
    sign_in_with_passcode,
    text_of,
)
from tests.mfa.test_trust import CHROME, is_let_in, signed_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"User-Agent": CHROME})


def test_a_passcode_trusts_nothing(client: Client, issued_passcode: Issued) -> None:
    sign_in_with_passcode(client, issued_passcode)
    assert client.get(TRUST).status_code == 403
    assert client.post(TRUST, {"yes": "1"}).status_code == 403
    assert not TrustedBrowser.objects.exists()


def test_a_session_that_is_not_fresh_makes_a_second_step_first(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    Session.objects.filter(user=user).update(created_at=timezone.now() - timedelta(minutes=11))
    assert client.post(TRUST, {"yes": "1"})["Location"] == reverse("mfa:verify")
    assert not TrustedBrowser.objects.exists()
    assert second_step(client, app) == TRUST
    browser_trust(client)
    assert TrustedBrowser.objects.get().device == app


def test_whoever_says_no_is_asked_again_the_next_time(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    assert "Trust this browser?" in text_of(client, TRUST)
    assert client.post(TRUST, {"no": "1"})["Location"] == HOME
    assert password_type(signed_out(client), user) == PROMPT


def test_a_browser_that_keeps_no_cookie_is_told_why(
    client: Client, user: User, app: Authenticator, audit_trail: AuditTrail
) -> None:
    sign_in_with_app(client, app)
    kept = client.post(TRUST, {"yes": "1", "next": "/account/sessions/"})["Location"]
    del client.cookies[trust_cookie_name(user.pk)]
    page = text_of(client, kept)
    assert "did not keep the cookie" in page
    assert "private window" in page
    assert 'href="/account/sessions/"' in page
    assert TrustedBrowser.objects.get().ended_reason == TrustEnd.NO_COOKIE
    assert audit_trail.facts(Tag.USER_BROWSER_ENDED)["reason"] == "NO_COOKIE"
    assert client.get(kept)["Location"] == "/account/sessions/"


def test_a_browser_that_forgot_hears_so_the_next_time(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    assert "did not keep the cookie" not in text_of(client, TRUST)
    browser_trust(client)
    client.cookies.clear()
    sign_in_with_app(client, app)
    assert "did not keep the cookie" in text_of(client, TRUST)


def test_a_recovery_set_vouches_for_nothing(client: Client, user: User, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    Authenticator.objects.filter(pk=app.pk).update(kind=Kind.RECOVERY)
    client.post(TRUST, {"yes": "1"})
    assert not TrustedBrowser.objects.exists()


def test_everybody_is_told_and_it_is_on_record(
    client: Client, user: User, app: Authenticator, audit_trail: AuditTrail
) -> None:
    sign_in_with_app(client, app)
    with audit_trail.records(Tag.USER_BROWSER_TRUSTED):
        client.post(TRUST, {"yes": "1"})
    (posted,) = Message.objects.filter(person=user, kind="mfa.notice")
    assert posted.facts["notice"] == "browser_trusted"


def test_trusting_again_takes_the_place_of_the_old_trust(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    browser_trust(client)
    old = client.cookies[trust_cookie_name(user.pk)].value
    browser_trust(client)
    thief = Client(headers={"User-Agent": CHROME})
    thief.cookies[trust_cookie_name(user.pk)] = old
    assert not is_let_in(thief, user)
    assert TrustedBrowser.objects.filter(ended_reason=TrustEnd.REPLACED).count() == 1
    assert is_let_in(signed_out(client), user)


def test_at_most_ten_browsers_are_trusted(user: User, app: Authenticator) -> None:
    browsers = [Client(headers={"User-Agent": CHROME}) for _ in range(11)]
    for browser in browsers:
        sign_in_with_app(browser, app)
        browser_trust(browser)
    assert TrustedBrowser.objects.filter(ended_at__isnull=True).count() == 10
    assert not is_let_in(signed_out(browsers[0]), user)
    assert is_let_in(signed_out(browsers[1]), user)
