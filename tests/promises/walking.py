"""What people do in front of their screens and with their telephones, for every promise."""

import re

from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Challenge, Purpose
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import challenge_now, code_renew
from tests.mfa.casting import code_of, letter_of, message_of, press

SIX_DIGITS = re.compile(r"^\s+(\d{6})$", re.MULTILINE)
TRUST = "Trust this browser?"
ACCOUNT, DEVICES = "Your account", "Your devices"


def password_type(page: Page, site: str, user: User) -> None:
    """Do the first half of a sign-in."""
    page.goto(f"{site}{reverse('mfa:sign_in')}")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def sees(page: Page, heading: str) -> None:
    """Wait for a page by its heading."""
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def tab_to(page: Page, control: Locator) -> None:
    """Move on by the Tab key until the control has the focus."""
    expect(control).to_be_visible()
    for _ in range(40):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    message = "The keyboard does not get there."
    raise AssertionError(message)


def intro_skip(page: Page) -> None:
    """Leave the introduction on its first page."""
    page.get_by_role("button", name="Skip the introduction").click()


def mailed_code_type(page: Page, user: User) -> None:
    """Have a code mailed, read the mail and type the code as it is pasted from there."""
    page.get_by_role("button", name="Mail a code").first.click()
    field = page.get_by_label("Code from the mail")
    expect(field).to_be_visible()
    mail = letter_of(message_of(challenge_now(user, Purpose.FIRST_ENROLMENT)))
    code = SIX_DIGITS.findall(mail.text)[-1]
    field.fill(f"{code[:3]} - {code[3:]}")
    page.get_by_role("button", name="Continue").click()


def phone_number_type(page: Page, number: str, extension: str = "") -> None:
    """Enter a number and confirm it on the second screen."""
    page.get_by_role("link", name="Phone call").click()
    page.get_by_label("Phone number").fill(number)
    if extension:
        page.get_by_label("Extension").fill(extension)
    page.get_by_role("button", name="Next").click()
    sees(page, "Is this number right?")
    page.get_by_role("button", name="Yes, call it").click()
    sees(page, "Press this digit")


def digit_press(page: Page, user: User) -> None:
    """Answer the call and press the digit that the screen shows."""
    digit = page.locator("p.digit").inner_text()
    press(challenge_now(user, Purpose.ENROLMENT), digit)


def app_set_up(page: Page, user: User) -> Authenticator:
    """Add an authenticator app by its first code; return it."""
    page.get_by_role("button", name="authenticator app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    app: Authenticator = Authenticator.objects.filter(user=user).latest("pk")
    page.get_by_label("Code shown by the app").fill(code_of(app))
    page.get_by_role("button", name="Finish").click()
    return app


def code_confirm(page: Page, app: Authenticator) -> None:
    """Type the code that the app shows."""
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    code_renew(app)


def trust_not(page: Page, arrive_at: str = ACCOUNT) -> None:
    """Decline to trust the browser, and arrive."""
    sees(page, TRUST)
    page.get_by_role("button", name="No").click()
    sees(page, arrive_at)


def wait_a_moment(user: User) -> None:
    """Let the seconds between two calls go by."""
    Challenge.objects.filter(user=user).update(created_at=F("created_at") - POLICY.resend_after)
