"""P1: whoever never had a second step is taken through set-up, and breaking off loses nothing."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from mfa.models import Authenticator
from tests.mfa.browsing import code_renew
from tests.mfa.casting import app_make
from tests.promises.walking import (
    app_set_up,
    code_confirm,
    intro_skip,
    mailed_code_type,
    password_type,
    sees,
    tab_to,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_introduction_is_read_by_keyboard(screen: Page, live_site: str, user: User) -> None:
    password_type(screen, live_site, user)
    for heading in ("A password is not enough", "How accounts get stolen"):
        sees(screen, heading)
        tab_to(screen, screen.get_by_role("link", name="Next"))
        screen.keyboard.press("Enter")
    sees(screen, "How to stay safe")
    expect(screen.get_by_text("Page 3 of 3")).to_be_visible()
    tab_to(screen, screen.get_by_role("button", name="Set it up now"))
    screen.keyboard.press("Enter")
    sees(screen, "Set up your second step")
    expect(screen.get_by_text("Step 2 of")).to_be_visible()


def test_the_introduction_is_skipped_by_keyboard_and_remembered(
    screen: Page, live_site: str, user: User
) -> None:
    password_type(screen, live_site, user)
    tab_to(screen, screen.get_by_role("button", name="Skip the introduction"))
    screen.keyboard.press("Enter")
    sees(screen, "Set up your second step")
    password_type(screen, live_site, user)
    sees(screen, "Set up your second step")


def test_breaking_off_and_coming_back_goes_on_where_it_was(
    screen: Page, live_site: str, user: User, browser: Browser
) -> None:
    password_type(screen, live_site, user)
    intro_skip(screen)
    mailed_code_type(screen, user)
    sees(screen, "Choose your first device")
    app = app_set_up(screen, user)
    sees(screen, "Add another way to sign in?")
    code_renew(app)
    later = browser.new_context().new_page()  # another day, another browser
    password_type(later, live_site, user)
    code_confirm(later, app)
    sees(later, "Add another way to sign in?")
    later.get_by_role("button", name="Skip").click()
    expect(later.get_by_role("heading", name="Add another way to sign in?")).to_have_count(0)
    assert Authenticator.objects.filter(user=user).count() == 1
    later.context.close()


def test_whoever_lost_the_last_device_is_not_new(screen: Page, live_site: str, user: User) -> None:
    app_make(user, state="REVOKED", confirmed=False)
    password_type(screen, live_site, user)
    expect(screen.get_by_text("None of your devices can be used")).to_be_visible()
    expect(screen.get_by_text("cannot be set up anew by password alone")).to_be_visible()
    screen.goto(f"{live_site}{reverse('mfa:first')}")
    expect(screen.get_by_role("button", name="Mail a code")).to_have_count(0)


def test_without_scripts_it_works_as_well(live_site: str, user: User, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    password_type(page, live_site, user)
    intro_skip(page)
    mailed_code_type(page, user)
    app_set_up(page, user)
    sees(page, "Add another way to sign in?")
    context.close()
