"""The pages about trusted browsers in a real Chromium: they work, and axe finds nothing wrong."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.forgetful import forgets_trust
from tests.browser.test_mfa_pages import fine, page, password_type
from tests.mfa.casting import app_make, code_of

__all__ = ["page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_trusting_listing_and_ending(page: Page, live_site: str, user: User) -> None:
    app = app_make(user)
    password_type(page, live_site, user)
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    fine(page)
    page.get_by_role("button", name="Yes, trust this browser").click()
    expect(page.get_by_text("This browser is trusted")).to_be_visible()
    page.get_by_role("link", name="Devices", exact=True).click()
    page.get_by_role("link", name="Trusted browsers").click()
    expect(page.get_by_text("This browser", exact=True)).to_be_visible()
    fine(page)
    page.get_by_role("button", name="End all").click()
    expect(page.get_by_text("You trust no browser")).to_be_visible()
    fine(page)
    page.get_by_role("link", name="Trust this browser").click()
    page.get_by_role("button", name="Yes, trust this browser").click()
    expect(page.get_by_text("This browser", exact=True)).to_be_visible()


def test_a_cookie_that_is_not_kept_is_explained(
    page: Page,
    live_site: str,
    user: User,
) -> None:
    app = app_make(user)
    password_type(page, live_site, user)
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Trust this browser?")).to_be_visible()
    forgets_trust(page)
    page.get_by_role("button", name="Yes, trust this browser").click()
    expect(page.get_by_role("heading", name="did not keep the cookie")).to_be_visible()
    fine(page)
