"""The app for everybody: axe, the keyboard alone, and names that try to mislead."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.app.phones import PhoneMake, approve, bind, fine, offered
from tests.browser.test_mfa_pages import password_type
from tests.mfa.phone import number_shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_others_wrote_is_shown_as_text(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    """Markup is no markup, and nothing turns the direction of what is read (case F8)."""
    User.objects.filter(pk=user.pk).update(
        given_name="<img src=x onerror=alert(1)>", family_name="\u202eabc\u200bdef"
    )
    phone = phone_make()
    bind(phone, live_site, user)
    password_type(chromium, live_site, user)
    who = phone.locator(".request [data-part=person]")
    expect(who).to_have_text("<img src=x onerror=alert(1)> \ufffdabc\ufffddef (user)")
    assert phone.locator("img").count() == 0
    fine(phone)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_barrier_on_any_view(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User, look: str, width: int
) -> None:
    phone = phone_make(
        color_scheme=look, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    fine(phone)
    phone.goto(f"{live_site}/app/#activate={offered(user)}")
    expect(phone.get_by_role("heading", name="Link this phone to your")).to_be_visible()
    fine(phone)
    bind(phone, live_site, user)
    phone.get_by_role("button", name="Show the offline code").click()
    fine(phone)
    password_type(chromium, live_site, user)
    expect(phone.get_by_role("button", name="Deny")).to_be_visible()
    approve(phone, "1")
    fine(phone)
    phone.get_by_role("button", name="Deny").click()
    fine(phone)
    phone.get_by_role("button", name="That was a mistake").click()
    expect(phone.get_by_text("Denied", exact=True)).to_be_visible()
    fine(phone)
    for button in ("Notifications and storage", "Add an account", "Change"):
        phone.get_by_role("button", name=button).click()
        phone.wait_for_timeout(200)
        fine(phone)
        phone.get_by_role("button", name="Back").click()


def test_by_keyboard_alone(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    phone.goto(f"{live_site}/app/#activate={offered(user)}")
    expect(phone.get_by_role("heading", name="Link this phone to your")).to_be_focused()
    phone.keyboard.press("Tab")
    expect(phone.get_by_label("Name of this phone")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.get_by_label("Number on the other screen")).to_be_focused()
    phone.keyboard.type(number_shown(user))
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-part=result-title]")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Waiting sign-ins")).to_be_focused()
    password_type(chromium, live_site, user)
    expect(phone.get_by_label("Number on the other screen")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Why do you deny it?")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Denied", exact=True)).to_be_focused()
