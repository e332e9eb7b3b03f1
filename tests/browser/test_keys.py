"""Security keys and passkeys in a real Chromium, with its virtual authenticator."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.models import Authenticator, AuthenticatorState, Kind
from tests.browser.keys import THIS_DEVICE, USB_KEY, KeyRing
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import code_renew
from tests.mfa.casting import app_make, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Page) -> Page:
    """Return a page in each of the two looks, the dark one as wide as a small phone."""
    chromium.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    width = 1280 if request.param == "light" else 320
    chromium.set_viewport_size({"width": width, "height": 800})
    return chromium


def fine(page: Page, name: str = "") -> None:
    """Expect no barrier on the page, and nothing that has to be scrolled sideways."""
    if name and os.environ.get("SHOTS"):
        width = page.evaluate("window.innerWidth")
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{width}.png")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def password_type(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}{reverse('mfa:sign_in')}")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def to_adding(page: Page, site: str, app: Authenticator) -> None:
    """Sign in with the app, and do the second step that adding asks for."""
    password_type(page, site, app.user)
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Your devices")).to_be_visible()
    code_renew(app)
    page.get_by_role("link", name="Add a device").click()
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    code_renew(app)
    expect(page.get_by_role("heading", name="Add a device")).to_be_visible()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


@pytest.mark.parametrize(
    ("kind", "start", "name"),
    [
        (THIS_DEVICE, "Passkey on this device", "Passkey"),
        (USB_KEY, "Security key", "Security key"),
    ],
)
def test_a_key_is_added_and_signs_in(
    page: Page, live_site: str, user: User, kind: dict[str, Any], start: str, name: str
) -> None:
    app = app_make(user)
    KeyRing(page).add(**kind)
    to_adding(page, live_site, app)
    fine(page, "add")
    page.get_by_role("link", name="Security key or passkey").click()
    fine(page, "add-key")
    page.get_by_role("button", name=start).click()
    expect(page.get_by_text("Your new device is ready")).to_be_visible()
    fine(page, "devices")
    key = Authenticator.objects.get(kind=Kind.WEBAUTHN)
    assert (key.name, key.state, key.is_passkey) == (
        name,
        AuthenticatorState.ACTIVE,
        kind is THIS_DEVICE,
    )
    sign_out(page)
    password_type(page, live_site, user)
    expect(page.get_by_role("heading", name="Your devices")).to_be_visible()
    key.refresh_from_db()
    assert key.last_used_at > key.activated_at
