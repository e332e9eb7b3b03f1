"""P3: a number, a second screen that shows it, a call, the digit; later any key signs in."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.models import Authenticator, Purpose
from tests.mfa.browsing import challenge_now
from tests.mfa.casting import press
from tests.promises.walking import (
    digit_press,
    intro_skip,
    mailed_code_type,
    password_type,
    phone_number_type,
    sees,
    wait_a_moment,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_landline_with_an_extension_is_added_and_signs_in(
    screen: Page, live_site: str, user: User
) -> None:
    password_type(screen, live_site, user)
    intro_skip(screen)
    mailed_code_type(screen, user)
    screen.get_by_role("link", name="Phone call").click()
    screen.get_by_label("Phone number").fill("406 555 0160 x12")
    screen.get_by_role("button", name="Next").click()
    expect(screen.get_by_text("+1 406-555-0160 ext. 12")).to_be_visible()
    screen.get_by_role("button", name="No, change it").click()
    screen.get_by_label("Phone number").fill("+1 406 555 0160 ext. 123")
    screen.get_by_role("button", name="Next").click()
    expect(screen.get_by_text("+1 406-555-0160 ext. 123")).to_be_visible()
    screen.get_by_role("button", name="Yes, call it").click()
    sees(screen, "Press this digit")
    expect(screen.get_by_text("This call is your practice")).to_be_visible()
    digit_press(screen, user)
    sees(screen, "Add another way to sign in?")
    assert Authenticator.objects.get(user=user).extension == "123"
    wait_a_moment(user)
    screen.context.clear_cookies()
    password_type(screen, live_site, user)
    screen.get_by_role("button", name="Call me").click()
    expect(screen.get_by_text("Placing the call")).to_be_visible()
    press(challenge_now(user), "4")
    sees(screen, "Add another way to sign in?")


def test_a_wrong_digit_binds_nothing(screen: Page, live_site: str, user: User) -> None:
    password_type(screen, live_site, user)
    intro_skip(screen)
    mailed_code_type(screen, user)
    phone_number_type(screen, "+1 406 555 0161", extension="7")
    digit = screen.locator("p.digit").inner_text()
    press(challenge_now(user, Purpose.ENROLMENT), next(key for key in "12" if key != digit))
    expect(screen.get_by_text("That was not the digit on the screen")).to_be_visible()
    assert not Authenticator.objects.filter(user=user, state="ACTIVE").exists()
    wait_a_moment(user)
    screen.reload()
    screen.get_by_role("button", name="Call again").click()
    digit_press(screen, user)
    sees(screen, "Add another way to sign in?")
