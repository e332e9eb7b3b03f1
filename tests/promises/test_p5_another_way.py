"""P5: after each method: another way to sign in? With *Skip*."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.models import Authenticator, SetUp, SetUpStep
from tests.promises.walking import (
    app_set_up,
    digit_press,
    intro_skip,
    mailed_code_type,
    password_type,
    phone_number_type,
    sees,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTION = "Add another way to sign in?"


def start(page: Page, site: str, user: User) -> None:
    password_type(page, site, user)
    intro_skip(page)
    mailed_code_type(page, user)
    app_set_up(page, user)
    sees(page, QUESTION)


def test_a_second_way_is_added_at_once(screen: Page, live_site: str, user: User) -> None:
    start(screen, live_site, user)
    expect(screen.get_by_text("you are locked out")).to_be_visible()
    phone_number_type(screen, "+1 406 555 0162")
    digit_press(screen, user)
    sees(screen, QUESTION)
    expect(screen.get_by_text("enough for most people")).to_be_visible()
    assert Authenticator.objects.filter(user=user, state="ACTIVE").count() == 2
    screen.get_by_role("button", name="Go on without another").click()
    expect(screen.get_by_role("heading", name=QUESTION)).to_have_count(0)


def test_it_is_skipped_and_not_asked_again(screen: Page, live_site: str, user: User) -> None:
    start(screen, live_site, user)
    screen.get_by_role("button", name="Skip").click()
    expect(screen.get_by_role("heading", name=QUESTION)).to_have_count(0)
    step = SetUp.objects.get(pk=user.pk)
    assert step.step != SetUpStep.ANOTHER
    assert step.nudged_at is not None
