"""P11: one landline of several people: each call is about one of them, and says whose."""

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from mfa.models import Challenge
from tests.fixtures.people import person_make
from tests.flows.cast import Phones
from tests.mfa.browsing import challenge_now
from tests.mfa.casting import phone_make, ring
from tests.promises.walking import password_type, trust_not

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "+14065550164"


def called(page: Page, site: str, person: User) -> Challenge:
    """Sign in up to the call; return what it is about."""
    page.context.clear_cookies()
    password_type(page, site, person)
    page.get_by_role("button", name="Call me").click()
    expect(page.get_by_text("Placing the call")).to_be_visible()
    call = challenge_now(person)
    ring(call)
    return call


def test_the_call_says_whose_sign_in_it_is(
    screen: Page, live_site: str, browser: Browser, user: User
) -> None:
    maria = person_make("maria", given_name="Maria", family_name="Alvarez")
    namesake = person_make("maria2", given_name="Maria", family_name="Berg")
    for person in (maria, namesake, user):
        phone_make(person, number=NUMBER, name="Kitchen", extension="12")
    kitchen = Phones(browser.new_context().new_page(), live_site)
    for person, name in ((user, "calling User."), (maria, "calling Maria, initials M A.")):
        called(screen, live_site, person)
        phone = kitchen.answer(NUMBER)
        expect(phone.locator(".says")).to_contain_text(name)
        expect(phone.get_by_text("extension 12 was dialled")).to_be_visible()
        phone.get_by_role("button", name="4", exact=True).click()
        expect(phone).to_have_count(0)
        trust_not(screen)
    assert not namesake.challenges.exists()
    kitchen.page.context.close()
