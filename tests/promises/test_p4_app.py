"""P4: the app needs no phone number; scan or open a link; practise; notifications on or off."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.models import Authenticator
from tests.browser.app.disguises import SUBSCRIBED
from tests.browser.app.phones import PhoneMake, approve, bind, inside, phone_make
from tests.browser.test_mfa_pages import password_type
from tests.mfa.browsing import code_renew
from tests.mfa.casting import app_make, code_of

__all__ = ["phone_make"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def code_type(page: Page, app: Authenticator) -> None:
    page.get_by_label("Code").fill(code_of(app))
    page.keyboard.press("Enter")
    inside(page)
    code_renew(app)


def adding_open(page: Page, site: str, app: Authenticator) -> None:
    """Sign in on the computer and open the page that adds the app."""
    password_type(page, site, app.user)
    code_type(page, app)
    page.goto(f"{site}{reverse('mfa:add')}")
    code_type(page, app)
    page.get_by_role("button", name="Keydesk app").click()
    page.get_by_text("No camera, or this is the phone?").click()


def sign_in(page: Page, site: str, phone: Page, user: User) -> None:
    """Sign in on another computer by the number alone."""
    password_type(page, site, user)
    approve(phone, page.locator(".number").inner_text())
    expect(phone.get_by_text("The other screen goes on by itself")).to_be_visible()
    inside(page)


def test_p4_an_app_is_linked_practised_and_used(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User, new_context: object
) -> None:
    adding_open(chromium, live_site, app_make(user))
    expect(chromium.get_by_role("img", name="QR code")).to_be_visible()
    phone = phone_make(script=SUBSCRIBED)
    phone.context.grant_permissions(["notifications"])
    phone.goto(str(chromium.get_by_role("link", name="Open the app here").get_attribute("href")))
    expect(phone).to_have_url(f"{live_site}/app/")  # the code is gone from the address
    phone.get_by_label("Name of this phone").fill("Blue phone")
    phone.get_by_role("button", name="Link this phone").click()
    expect(phone.get_by_role("heading", name="Practice")).to_be_visible()
    expect(chromium.get_by_text("Try it out")).to_be_visible()
    approve(phone, chromium.locator(".number").inner_text())
    expect(phone.get_by_text("This phone is ready")).to_be_visible()
    expect(chromium.get_by_role("heading", name="Try it out")).to_be_hidden()
    phone.get_by_role("button", name="Done").click()
    other: Page = new_context().new_page()  # type: ignore[operator]
    sign_in(other, live_site, phone, user)


def test_p4_notifications_are_switched_on_and_off(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make(script=SUBSCRIBED)
    phone.context.grant_permissions(["notifications"])
    device = bind(phone, live_site, user)
    phone.get_by_role("button", name="Notifications and storage").click()
    expect(phone.get_by_text("Notifications are on.")).to_be_visible()
    device.refresh_from_db()
    assert device.push_subscription
    phone.get_by_role("button", name="Switch notifications off").click()
    expect(phone.get_by_text("Notifications are off.")).to_be_visible()
    device.refresh_from_db()
    assert device.push_subscription is None
