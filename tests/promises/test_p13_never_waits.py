"""P13: workers send; a page never waits for a provider, and shows what is happening meanwhile."""

import time

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.fixtures.processes import Worker
from tests.flows.cast import Phones
from tests.mfa.casting import phone_make
from tests.promises.slow_apps import SECONDS
from tests.promises.walking import password_type, trust_not

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.django_db(transaction=True),
]
NUMBER = "+14065550165"


@pytest.fixture
def slow_worker(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Worker:
    """Run a real worker whose provider is slow."""
    with monkeypatch.context() as patch:
        patch.setenv("DJANGO_SETTINGS_MODULE", "tests.promises.slow_settings")
        worker: Worker = request.getfixturevalue("worker")
    return worker


def test_a_slow_telephone_company_keeps_nobody_waiting(
    live_site: str, slow_worker: Worker, screen: Page, user: User
) -> None:
    phone_make(user, number=NUMBER)
    password_type(screen, live_site, user)
    began = time.monotonic()
    screen.get_by_role("button", name="Call me").click()
    expect(
        screen.get_by_text("Placing the call").or_(screen.get_by_text("Dialling"))
    ).to_be_visible()
    assert time.monotonic() - began < SECONDS  # the page was there before the provider answered
    expect(screen.get_by_text("Your phone is ringing")).to_be_visible()
    desk = Phones(screen.context.new_page(), live_site)
    phone = desk.answer(NUMBER)
    expect(screen.get_by_text("You have answered")).to_be_visible()
    phone.get_by_role("button", name="3", exact=True).click()
    trust_not(screen)
