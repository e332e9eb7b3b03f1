"""Security keys and passkeys in a real Chromium, with its virtual authenticator."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.domain.codes import mail_code
from mfa.models import Authenticator, AuthenticatorState, FactorState, Kind, Purpose
from tests.browser.keys import THIS_DEVICE, USB_KEY, KeyRing
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import challenge_now, code_renew
from tests.mfa.casting import app_make, code_of
from tests.mfa.soft_key import key_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
KINDS = [
    pytest.param(THIS_DEVICE, "Passkey on this device", "Passkey", id="passkey"),
    pytest.param(USB_KEY, "Security key", "Security key", id="security key"),
]


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
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{width}.png", full_page=True)
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
    code_type(page, app)
    signed_in(page)
    page.get_by_role("link", name="Manage devices").click()
    page.get_by_role("link", name="Add a device").click()
    code_type(page, app)
    expect(page.get_by_role("heading", name="Add a device")).to_be_visible()


def code_type(page: Page, app: Authenticator) -> None:
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()
    code_renew(app)


def key_add(page: Page, start: str, name: str = "") -> None:
    page.get_by_role("link", name="Security key or passkey").click()
    page.get_by_label("What do you call it?").fill(name)
    page.get_by_role("button", name=start).click()


def signed_in(page: Page) -> None:
    """Expect to be in, after "Trust this browser?"."""
    page.get_by_role("button", name="No, ask me each time").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


@pytest.mark.parametrize(("kind", "start", "name"), KINDS)
def test_a_key_is_added_and_signs_in_by_itself(
    page: Page, live_site: str, user: User, kind: dict[str, Any], start: str, name: str
) -> None:
    app = app_make(user)
    KeyRing(page).add(**kind)
    to_adding(page, live_site, app)
    page.get_by_role("link", name="Security key or passkey").click()
    fine(page, "add-key")
    page.get_by_role("button", name=start).click()
    expect(page.get_by_text("Your new device is ready")).to_be_visible()
    fine(page, "devices")
    page.get_by_role("button", name="Practise with it once").click()
    expect(page.get_by_text("Your key works")).to_be_visible()
    key = Authenticator.objects.get(kind=Kind.WEBAUTHN)
    assert (key.name, key.state) == (name, AuthenticatorState.ACTIVE)
    assert key.is_passkey == (kind is THIS_DEVICE)
    page.context.clear_cookies()
    password_type(page, live_site, user)  # nothing else is asked: the page asks the key
    signed_in(page)
    page.get_by_role("link", name="Manage devices").click()
    page.get_by_role("link", name=f"Rename {name}").click()  # and so does every other prompt
    page.get_by_label("Name").fill("Blue")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Blue")).to_be_visible()


def test_a_key_is_not_added_twice(page: Page, live_site: str, user: User) -> None:
    app = app_make(user)
    KeyRing(page).add(**USB_KEY)
    to_adding(page, live_site, app)
    key_add(page, "Security key", "Blue")
    expect(page.get_by_text("Your new device is ready")).to_be_visible()
    page.get_by_role("link", name="Add a device").click()
    key_add(page, "Security key", "Blue again")
    expect(page.get_by_text("among yours already")).to_be_visible()
    fine(page, "again")
    page.get_by_role("link", name="Back").click()
    assert Authenticator.objects.filter(kind=Kind.WEBAUTHN, confirmed=True).count() == 1


def test_a_finger_that_does_not_fit_counts_nothing(page: Page, live_site: str, user: User) -> None:
    app, ring = app_make(user), KeyRing(page)
    key = ring.add(**THIS_DEVICE)
    to_adding(page, live_site, app)
    ring.verifies(key, well=False)
    key_add(page, "Passkey on this device")
    expect(page.get_by_text("Nothing was added")).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    fine(page, "not-added")
    ring.verifies(key, well=True)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your new device is ready")).to_be_visible()
    page.context.clear_cookies()
    ring.verifies(key, well=False)
    password_type(page, live_site, user)
    expect(page.get_by_text("Nothing was confirmed")).to_be_visible()
    fine(page, "not-confirmed")
    ring.verifies(key, well=True)
    page.get_by_role("button", name="Use the passkey").click()
    signed_in(page)
    assert not FactorState.objects.filter(pk=user.pk, failures__gt=0).exists()


def test_with_another_key_one_takes_another_way(page: Page, live_site: str, user: User) -> None:
    app = app_make(user)
    key_make(user)
    KeyRing(page).add(**USB_KEY)
    password_type(page, live_site, user)
    page.get_by_role("link", name="Other options").click()
    page.get_by_role("button", name="Blue key").click()
    expect(page.get_by_text("Nothing was confirmed")).to_be_visible()
    fine(page, "other-key")
    page.get_by_role("link", name="Other options").click()
    page.get_by_role("button", name=app.name, exact=False).first.click()
    code_type(page, app)
    signed_in(page)


def test_after_its_time_the_button_asks_anew(page: Page, live_site: str, user: User) -> None:
    app, ring = app_make(user), KeyRing(page)
    key = ring.add(**THIS_DEVICE)
    to_adding(page, live_site, app)
    key_add(page, "Passkey on this device")
    expect(page.get_by_text("Your new device is ready")).to_be_visible()
    page.context.clear_cookies()
    ring.verifies(key, well=False)
    password_type(page, live_site, user)
    expect(page.get_by_text("Nothing was confirmed")).to_be_visible()
    ring.verifies(key, well=True)
    old = challenge_now(user, Purpose.SIGN_IN)
    page.evaluate("document.querySelector('[data-key]').dataset.seconds = 0")
    page.get_by_role("button", name="Use the passkey").click()
    signed_in(page)
    assert challenge_now(user, Purpose.SIGN_IN).pk != old.pk


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_browser_that_cannot_says_so(
    live_site: str, user: User, new_context: Any, *, has_scripts: bool
) -> None:
    key_make(user)
    page: Page = new_context(java_script_enabled=has_scripts).new_page()
    if has_scripts:
        page.add_init_script("delete window.PublicKeyCredential")
    password_type(page, live_site, user)
    says = page.locator("[data-say=unsupported]" if has_scripts else "noscript p")
    expect(says).to_be_visible()
    expect(page.get_by_role("button", name="Use the key")).not_to_be_visible()
    expect(page.get_by_role("link", name="Other options")).to_be_visible()


def test_the_first_device_ever_is_a_passkey(page: Page, live_site: str, user: User) -> None:
    KeyRing(page).add(**THIS_DEVICE)
    password_type(page, live_site, user)
    page.get_by_role("button", name="Skip the introduction").click()
    page.get_by_role("button", name="Mail a code").click()
    code = mail_code(settings.CODE_KEY, challenge_now(user, Purpose.FIRST_ENROLMENT).pk, digits=6)
    page.get_by_label("Code from the mail").fill(code)
    page.get_by_role("button", name="Continue").click()
    fine(page, "first-choice")
    page.get_by_role("link", name="Security key or passkey").click()
    fine(page, "first-key")
    page.get_by_role("button", name="Passkey on this device").click()
    expect(page.get_by_text("You are signed in")).to_be_visible()
    fine(page, "first-done")
    key = Authenticator.objects.get()
    assert (key.is_passkey, key.state) == (True, AuthenticatorState.ACTIVE)
