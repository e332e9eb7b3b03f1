"""P6: *Trust this browser*: that browser only, listed, revocable; cleared cookies mean asking."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.models import Authenticator
from tests.browser.forgetful import forgets_trust
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import code_renew
from tests.mfa.casting import app_make, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTION = "Trust this browser?"


def password_type(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}{reverse('mfa:sign_in')}")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def sign_in(page: Page, site: str, app: Authenticator) -> None:
    """Sign in with password and code, up to the question."""
    password_type(page, site, app.user)
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    code_renew(app)


def trust(page: Page) -> None:
    page.get_by_role("button", name="Yes, trust this browser").click()
    expect(page.get_by_text("This browser is trusted")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def is_asked(page: Page) -> None:
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_that_browser_only_until_its_cookies_are_cleared(
    chromium: Page, live_site: str, user: User, new_context: object
) -> None:
    app = app_make(user)
    sign_in(chromium, live_site, app)
    trust(chromium)
    sign_out(chromium)
    password_type(chromium, live_site, user)
    is_in(chromium)  # no second step

    private: Page = new_context().new_page()  # type: ignore[operator]
    password_type(private, live_site, user)
    is_asked(private)

    chromium.context.clear_cookies()
    sign_in(chromium, live_site, app)
    expect(chromium.get_by_text("did not keep the cookie")).to_be_visible()
    expect(chromium.get_by_text("private window")).to_be_visible()


def test_listed_and_revocable_from_another_browser(
    chromium: Page, live_site: str, user: User, new_context: object
) -> None:
    app = app_make(user)
    sign_in(chromium, live_site, app)
    trust(chromium)
    sign_out(chromium)
    other: Page = new_context().new_page()  # type: ignore[operator]
    sign_in(other, live_site, app)
    other.get_by_role("button", name="No, ask me each time").click()
    other.get_by_role("link", name="Devices", exact=True).click()
    other.get_by_role("link", name="Trusted browsers").click()
    expect(other.get_by_text("Chrome on Linux").first).to_be_visible()
    expect(other.get_by_text("This browser", exact=True)).to_have_count(0)
    other.get_by_role("button", name="End Chrome on Linux").click()
    expect(other.get_by_text("You trust no browser")).to_be_visible()
    password_type(chromium, live_site, user)
    is_asked(chromium)


def test_no_means_asking_each_time(chromium: Page, live_site: str, user: User) -> None:
    app = app_make(user)
    sign_in(chromium, live_site, app)
    chromium.get_by_role("button", name="No, ask me each time").click()
    is_in(chromium)
    sign_out(chromium)
    password_type(chromium, live_site, user)
    is_asked(chromium)


def test_a_browser_that_refuses_the_cookie_is_told_so_and_why(
    chromium: Page, live_site: str, user: User
) -> None:
    """The one cookie is gone before the next page, as with an add-on that clears cookies."""
    app = app_make(user)
    sign_in(chromium, live_site, app)
    forgets_trust(chromium)
    chromium.get_by_role("button", name="Yes, trust this browser").click()
    heading = chromium.get_by_role("heading", name="This browser did not keep the cookie")
    expect(heading).to_be_visible()
    expect(chromium.get_by_text("private window")).to_be_visible()
    expect(chromium.get_by_text("browser's settings")).to_be_visible()
    chromium.get_by_role("link", name="Continue").click()
    is_in(chromium)
    sign_out(chromium)
    password_type(chromium, live_site, user)
    is_asked(chromium)
