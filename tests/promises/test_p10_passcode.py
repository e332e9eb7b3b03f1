"""P10: the passcode works in the prompt, for that person, until it is used up, and nothing else."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.passcodes.services import Issued
from tests.fixtures.people import person_make
from tests.mfa.casting import app_make, passcode_make
from tests.promises.walking import password_type, sees

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def issued(user: User, agent: User) -> Issued:
    """Return a passcode that the help desk has just read out."""
    return passcode_make(user=user, agent=agent)


def passcode_type(page: Page, site: str, user: User, code: str) -> None:
    password_type(page, site, user)
    page.get_by_role("link", name="Other options").click()
    page.get_by_role("button", name="Temporary passcode").click()
    page.get_by_label("Temporary passcode").fill(code)
    page.get_by_role("button", name="Confirm").click()


def test_it_is_typed_as_it_was_heard_and_opens_once(
    screen: Page, live_site: str, user: User, issued: Issued
) -> None:
    heard = f" {issued.code[:3]} {issued.code[3:6]}-{issued.code[6:9]} - {issued.code[9:]} "
    passcode_type(screen, live_site, user, heard)
    expect(screen.get_by_text("You are signed in with a temporary passcode")).to_be_visible()
    screen.goto(f"{live_site}/account/sessions/")  # it adds a device, and opens nothing else
    expect(screen.get_by_text("you can only add a device")).to_be_visible()
    screen.context.clear_cookies()
    passcode_type(screen, live_site, user, issued.code)
    expect(screen.get_by_text("has been used already")).to_be_visible()


def test_it_is_nobody_elses(screen: Page, live_site: str, issued: Issued) -> None:
    other = person_make("other")
    app_make(other)
    passcode_type(screen, live_site, other, issued.code)
    expect(screen.get_by_text("not the right passcode")).to_be_visible()
    sees(screen, "Confirm that it is you")
