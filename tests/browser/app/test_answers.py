"""Sign-ins on a computer, answered on a phone: both are real browsers, on the real server."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from mfa.models import AuthenticatorState, ChallengeState
from tests.browser.app.phones import PhoneMake, approve, bind, inside, link
from tests.browser.test_mfa_pages import password_type
from tests.mfa.browsing import challenge_now
from tests.mfa.casting import code_of
from tests.mfa.phone import number_shown, wrong_number

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_request_says_who_where_and_when_and_the_number_approves(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    device = bind(phone, live_site, user)
    assert device.state == AuthenticatorState.ACTIVE
    assert device.name == "Android phone"
    password_type(chromium, live_site, user)
    number = chromium.locator(".number").inner_text()
    card = phone.locator(".request")
    expect(card.get_by_text("User Example (user)")).to_be_visible()
    expect(card.get_by_text("Your account")).to_be_visible()
    expect(card.get_by_text("127.0.0.1")).to_be_visible()
    expect(card.get_by_text("1:", exact=False).first).to_be_visible()
    approve(phone, f" {number[:3]}-{number[3:]} ")
    expect(card.get_by_text("The other screen goes on by itself")).to_be_visible()
    inside(chromium)


def test_a_number_too_short_is_not_sent_and_a_wrong_one_ends_the_request(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    password_type(chromium, live_site, user)
    approve(phone, "12 34")
    expect(phone.get_by_role("alert")).to_contain_text("The number has 6 digits")
    assert challenge_now(user).state == ChallengeState.PENDING
    approve(phone, wrong_number(user))
    expect(phone.get_by_text("That was not the number")).to_be_visible()
    assert challenge_now(user).state == ChallengeState.FAILED
    phone.get_by_role("button", name="Done").click()
    expect(phone.get_by_text("Nothing is waiting")).to_be_visible()


def test_deny_as_a_mistake_ends_one_request(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    password_type(chromium, live_site, user)
    phone.get_by_role("button", name="Deny").click()
    phone.get_by_role("button", name="Back to the request").click()
    expect(phone.get_by_label("Number on the other screen")).to_be_focused()
    phone.get_by_role("button", name="Deny").click()
    phone.get_by_role("button", name="That was a mistake").click()
    expect(phone.get_by_text("Denied", exact=True)).to_be_focused()
    assert challenge_now(user).state == ChallengeState.DENIED


def test_not_me_says_first_what_it_does_and_reports(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    password_type(chromium, live_site, user)
    phone.get_by_role("button", name="Deny").click()
    choice = phone.get_by_role("button", name="Not me: somebody else is trying")
    expect(choice).to_contain_text("you choose a new password")
    choice.click()
    expect(phone.get_by_text("Denied and reported")).to_be_visible()
    assert challenge_now(user).state == ChallengeState.REPORTED


def test_an_answer_is_bound_to_what_was_shown(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    """A request that is altered on its way shows other words, and is not approved (case D4)."""
    phone = phone_make(service_workers="block")
    bind(phone, live_site, user)

    def alter(route: Route) -> None:
        answer = route.fetch()
        data = answer.json()
        for one in data["requests"]:
            one["text"] = one["text"].replace("127.0.0.1", "192.0.2.1")
        route.fulfill(response=answer, body=json.dumps(data))

    phone.route("**/app/api/requests", alter)
    password_type(chromium, live_site, user)
    expect(phone.get_by_text("192.0.2.1")).to_be_visible()
    approve(phone, number_shown(user))
    expect(phone.get_by_text("The request has changed")).to_be_visible()
    assert challenge_now(user).state == ChallengeState.PENDING


def test_a_request_that_is_cancelled_on_the_computer_is_over(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    password_type(chromium, live_site, user)
    expect(phone.get_by_role("button", name="Deny")).to_be_visible()
    chromium.get_by_role("button", name="Cancel").click()
    expect(phone.get_by_text("This request is over")).to_be_visible()


def test_the_offline_code_is_good_in_the_prompt(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    device = bind(phone, live_site, user)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Look again").click()
    expect(phone.get_by_text("This phone is offline")).to_be_visible()
    code = phone.locator("[data-part=digits]")
    expect(code).to_have_text("••• •••")
    phone.get_by_role("button", name="Show the offline code").click()
    expect(code).not_to_have_text("••• •••")
    shown = code.inner_text()
    assert shown.replace(" ", "") in {code_of(device), code_of(device, steps=-1)}
    password_type(chromium, live_site, user)
    chromium.get_by_role("link", name="Other options").click()
    chromium.locator(f"button[value='{device.pk}-totp']").click()
    chromium.get_by_label("Code").fill(shown)
    chromium.get_by_role("button", name="Confirm").click()
    inside(chromium)


def test_the_practice_is_asked_for_where_it_waits(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    link(phone, live_site, user)
    phone.get_by_role("button", name="Deny").click()
    phone.get_by_role("button", name="That was a mistake").click()
    phone.get_by_role("button", name="Done").click()
    expect(phone.get_by_text("Now practise once")).to_be_visible()
