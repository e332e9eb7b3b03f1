"""P7: the prompt opens with what was used last; the others are one tap away; a choice is kept."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.mfa.browsing import challenge_now
from tests.mfa.casting import app_make, phone_make, press
from tests.promises.walking import DEVICES, code_confirm, password_type, trust_not

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_was_chosen_last_comes_first(screen: Page, live_site: str, user: User) -> None:
    phone, app = phone_make(user), app_make(user)
    password_type(screen, live_site, user)
    code_confirm(screen, app)
    trust_not(screen)
    screen.context.clear_cookies()
    password_type(screen, live_site, user)
    expect(screen.get_by_label("Code")).to_be_visible()
    screen.get_by_role("link", name="Other options").click()
    expect(screen.locator(".ways > li")).to_have_count(3)  # app, phone, passcode: no more
    screen.get_by_role("button", name=f"Call {phone.name}").click()
    screen.get_by_role("button", name="Call me").click()
    expect(screen.get_by_text("Asked from")).to_be_visible()
    press(challenge_now(user), "5")
    trust_not(screen)
    screen.context.clear_cookies()
    password_type(screen, live_site, user)
    expect(screen.get_by_role("button", name="Call me")).to_be_visible()


def test_other_options_lead_to_the_devices(screen: Page, live_site: str, user: User) -> None:
    app = app_make(user)
    password_type(screen, live_site, user)
    screen.get_by_role("link", name="Other options").click()
    screen.get_by_role("button", name="Manage devices").click()
    expect(screen.get_by_text("your devices open")).to_be_visible()
    code_confirm(screen, app)
    trust_not(screen, arrive_at=DEVICES)


def test_what_cannot_be_had_is_not_offered(screen: Page, live_site: str, user: User) -> None:
    phone_make(user)
    app_make(user)
    password_type(screen, live_site, user)
    screen.get_by_role("link", name="Other options").click()
    screen.get_by_role("button", name="Call Mobile").click()
    screen.get_by_role("button", name="Call me").click()
    expect(screen.get_by_text("Placing the call")).to_be_visible()
    press(challenge_now(user), "9")
    expect(screen.get_by_text("You said that this was not you.")).to_be_visible()
    screen.get_by_role("link", name="Other options").click()
    expect(screen.get_by_text("reported as not yours")).to_be_visible()
    expect(screen.get_by_role("button", name="Call Mobile")).to_have_count(0)
