"""P8: *Manage devices* and the account page ask for a second step before anything changes."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.models import Authenticator, AuthenticatorState
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import code_renew
from tests.mfa.casting import app_make, code_of, phone_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def confirm(page: Page, app: Authenticator) -> None:
    """Type the code that the app shows now."""
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    code_renew(app)


def sign_in(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}{reverse('mfa:sign_in')}")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_from_other_options_to_a_device_that_is_removed(
    chromium: Page, live_site: str, user: User
) -> None:
    app = app_make(user, name="Authenticator")
    drawer = phone_make(user, name="Drawer")
    sign_in(chromium, live_site, user)
    chromium.get_by_role("link", name="Other options").click()
    chromium.get_by_role("button", name="Manage devices").click()
    chromium.get_by_role("link", name="Other options").click()
    chromium.get_by_role("button", name="Authenticator").click()
    confirm(chromium, app)
    chromium.get_by_role("button", name="No, ask me each time").click()  # trust this browser?
    expect(chromium.get_by_role("heading", name="Your devices")).to_be_visible()
    chromium.get_by_role("link", name="Remove Drawer").click()
    expect(chromium.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    drawer.refresh_from_db()
    assert drawer.state == AuthenticatorState.ACTIVE
    confirm(chromium, app)
    chromium.get_by_role("button", name="Remove").click()
    expect(chromium.get_by_text("The device is removed.")).to_be_visible()
    drawer.refresh_from_db()
    assert drawer.state == AuthenticatorState.REVOKED


def test_the_account_page_is_reachable_from_a_trusted_browser(
    chromium: Page, live_site: str, user: User
) -> None:
    app = app_make(user)
    sign_in(chromium, live_site, user)
    confirm(chromium, app)
    chromium.get_by_role("button", name="Yes, trust this browser").click()
    chromium.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(chromium, live_site, user)
    expect(chromium.get_by_role("heading", name="Your account")).to_be_visible()
    expect(chromium.get_by_text("this one too")).to_be_visible()
    expect(chromium.get_by_role("link", name="This wasn't me")).to_have_count(2)
    chromium.get_by_role("link", name="Manage devices").click()
    chromium.get_by_role("link", name="Rename App").click()
    expect(chromium.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
