"""What can be wrong with a phone, and what the app says then."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.app.disguises import (
    LOCKED_STORAGE,
    NEWER,
    NO_STORAGE,
    NOT_SECURE,
    TEN_MINUTES_AHEAD,
)
from tests.browser.app.phones import PhoneMake, approve, bind, fine
from tests.browser.test_mfa_pages import password_type
from tests.mfa.phone import number_shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("script", "heading"),
    [
        (NO_STORAGE, "This browser keeps nothing"),
        (LOCKED_STORAGE, "This browser keeps nothing"),
        (NOT_SECURE, "This address is not secure"),
    ],
)
def test_where_the_app_cannot_work_it_says_why(
    phone_make: PhoneMake, script: str, heading: str
) -> None:
    phone = phone_make(script=script)
    expect(phone.get_by_role("heading", name=heading)).to_be_visible()
    fine(phone)


def test_a_wrong_clock_is_said_and_does_no_harm(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make(script=TEN_MINUTES_AHEAD)
    bind(phone, live_site, user)
    expect(phone.get_by_text("The clock of this phone is wrong")).to_be_visible()
    expect(phone.get_by_text("It is 10 minutes ahead.")).to_be_visible()
    fine(phone)
    password_type(chromium, live_site, user)
    approve(phone, number_shown(user))
    expect(phone.get_by_text("Approved")).to_be_visible()


def test_without_a_network_the_app_opens_and_comes_back(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_text("This phone is offline")).to_be_visible()
    expect(phone.locator(".account")).to_contain_text("User Example")
    fine(phone)
    phone.context.set_offline(False)
    expect(phone.get_by_text("This phone is offline")).to_be_hidden()


def test_answers_of_the_server_are_never_kept(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    kept = phone.evaluate(
        """async () => {
          const names = await caches.keys();
          const open = await Promise.all(names.map((name) => caches.open(name)));
          const all = await Promise.all(open.map((cache) => cache.keys()));
          return all.flat().map((request) => new URL(request.url).pathname);
        }"""
    )
    assert "/app/" in kept
    assert not [
        path for path in kept if "/api/" in path or not path.startswith(("/app/", "/static/"))
    ]
    assert phone.context.cookies() == []


def test_a_new_version_takes_over_by_itself(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    """Another worker comes, as after a deployment: the page reloads, the old files are gone."""
    phone = phone_make()
    bind(phone, live_site, user)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    phone.evaluate(NEWER)
    phone.wait_for_function("() => !window.isOld")
    expect(phone.locator(".account")).to_be_visible()
    phone.wait_for_function("async () => (await caches.keys()).length === 1")
    assert "keydesk-app-old" not in phone.evaluate("caches.keys()")
