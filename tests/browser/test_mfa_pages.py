"""Signing in and one's own devices in a real Chromium: they work, and axe finds nothing wrong."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from delivery.calls import EventKind
from mfa.domain.codes import enrolment_digit
from mfa.models import Authenticator, Purpose
from mfa.passcodes.services import Issued
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import challenge_now, code_renew
from tests.mfa.casting import app_make, code_of, happens, phone_make, ring, wrong_code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Page) -> Page:
    """Return a page in each of the two looks, the dark one as wide as a phone."""
    chromium.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    width = 1280 if request.param == "light" else 390
    chromium.set_viewport_size({"width": width, "height": 800})
    return chromium


def fine(page: Page) -> None:
    """Expect no barrier on the page, and nothing that has to be scrolled sideways."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def password_type(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}{reverse('mfa:sign_in')}")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_a_call_moves_the_page_on_by_itself(page: Page, live_site: str, user: User) -> None:
    phone_make(user)
    page.goto(f"{live_site}{reverse('mfa:sign_in')}")
    fine(page)
    password_type(page, live_site, user)
    fine(page)
    page.get_by_role("link", name="Other options").click()
    fine(page)
    page.get_by_role("button", name="Call Mobile").click()
    page.get_by_role("button", name="Call me").click()
    expect(page.get_by_text("Placing the call")).to_be_visible()
    call = challenge_now(user)
    ring(call)
    expect(page.get_by_text("Your phone is ringing")).to_be_visible(timeout=1500)
    fine(page)
    happens(call, EventKind.ANSWERED)
    expect(page.get_by_text("You have answered")).to_be_visible(timeout=1500)
    happens(call, EventKind.KEY, "4")
    expect(page.get_by_role("heading", name="Trust this browser?")).to_be_visible(timeout=2000)
    fine(page)
    trust_not(page)
    fine(page)


def test_a_missed_call_offers_the_next_step(page: Page, live_site: str, user: User) -> None:
    phone_make(user)
    password_type(page, live_site, user)
    page.get_by_role("button", name="Call me").click()
    ring(challenge_now(user))
    happens(challenge_now(user), EventKind.VOICEMAIL)
    expect(page.get_by_role("button", name="Call again")).to_be_visible(timeout=2000)
    expect(page.get_by_text("A voicemail box answered")).to_be_visible()
    fine(page)


def test_a_wrong_code_is_said_at_the_field(page: Page, live_site: str, user: User) -> None:
    app = app_make(user)
    password_type(page, live_site, user)
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(wrong_code_of(app))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not the right code")
    fine(page)
    page.get_by_label("Code").fill(code_of(app))
    page.keyboard.press("Enter")
    trust_not(page)


def test_devices_are_managed_after_a_second_step(page: Page, live_site: str, user: User) -> None:
    app, _other = app_make(user), phone_make(user, name="Old phone")
    code_sign_in(page, live_site, app)
    page.get_by_role("link", name="Manage devices").click()
    page.get_by_role("link", name="Add a device").click()
    fine(page)
    code_confirm(page, app)
    fine(page)
    page.get_by_role("link", name="Phone call").click()
    fine(page)
    page.get_by_label("Phone number").fill("+1 406 555 0177")
    page.get_by_role("button", name="Next").click()
    fine(page)
    page.get_by_role("button", name="Yes, call it").click()
    expect(page.get_by_role("heading", name="Press this digit")).to_be_visible()
    call = challenge_now(user, Purpose.ENROLMENT)
    ring(call)
    happens(call, EventKind.ANSWERED)
    expect(page.get_by_text("Press the digit shown here")).to_be_visible(timeout=2000)
    fine(page)
    happens(call, EventKind.KEY, enrolment_digit(settings.CODE_KEY, call.pk))
    expect(page.get_by_text("Your new device is ready")).to_be_visible(timeout=2000)
    page.get_by_role("link", name="Rename Old phone").click()
    fine(page)
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Remove Old phone").click()
    fine(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The device is removed")).to_be_visible()


def test_an_app_is_added_with_a_picture_and_a_key(page: Page, live_site: str, user: User) -> None:
    app = app_make(user)
    code_sign_in(page, live_site, app)
    page.get_by_role("link", name="Manage devices").click()
    page.get_by_role("link", name="Add a device").click()
    code_confirm(page, app)
    page.get_by_role("button", name="Authenticator app").click()
    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.get_by_text("No camera?").click()
    fine(page)
    new = Authenticator.objects.latest("pk")
    page.get_by_label("Code shown by the app").fill(code_of(new))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("Your new device is ready")).to_be_visible()


def test_a_passcode_leads_to_a_new_device(
    page: Page, live_site: str, user: User, issued_passcode: Issued
) -> None:
    password_type(page, live_site, user)
    page.get_by_role("link", name="Other options").click()
    page.get_by_role("button", name="Temporary passcode").click()
    fine(page)
    page.get_by_label("Temporary passcode").fill(issued_passcode.code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You are signed in with a temporary passcode")).to_be_visible()
    fine(page)


def test_without_javascript_the_page_follows_too(
    live_site: str, user: User, new_context: object
) -> None:
    phone_make(user)
    context = new_context(java_script_enabled=False)  # type: ignore[operator]
    page: Page = context.new_page()
    password_type(page, live_site, user)
    page.get_by_role("button", name="Call me").click()
    call = challenge_now(user)
    ring(call)
    happens(call, EventKind.ANSWERED)
    happens(call, EventKind.KEY, "1")
    page.get_by_role("link", name="I have pressed the key").click()
    page.get_by_role("button", name="Continue").click()
    trust_not(page)


def test_the_first_sign_in_sets_up_a_device(page: Page, live_site: str, user: User) -> None:
    password_type(page, live_site, user)
    for heading in ("A password is not enough", "How accounts get stolen", "How to stay safe"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        fine(page)
        page.get_by_role("link", name="Next").or_(page.get_by_role("button", name="Set it")).click()
    expect(page.get_by_role("heading", name="Set up your second step")).to_be_visible()
    fine(page)
    page.get_by_role("button", name="Mail a code").click()
    expect(page.get_by_label("Code from the mail")).to_be_visible()
    fine(page)


def code_sign_in(page: Page, site: str, app: Authenticator) -> None:
    password_type(page, site, app.user)
    page.get_by_role("link", name="Other options").click()
    page.get_by_role("button", name=app.name).click()
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    trust_not(page)
    code_renew(app)


def trust_not(page: Page) -> None:
    """Say no to "Trust this browser?", and get where one wanted to go."""
    page.get_by_role("button", name="No, ask me each time").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def code_confirm(page: Page, app: Authenticator) -> None:
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Add a device")).to_be_visible()
    code_renew(app)
