"""A second browser as the phone: what somebody does in the companion app."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from mfa.app.linking import app_add
from mfa.domain.codes import activation_token
from mfa.models import Authenticator, AuthenticatorState, Kind
from tests.mfa.phone import DESK, number_shown

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE = {"width": 390, "height": 800}
AGENT = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
# What a headless browser complains of, and a phone does not.
USUAL = re.compile(
    r"net::ERR_(INTERNET_DISCONNECTED|FAILED)|status of (401|404|409|429)|Push API in incognito"
)

PhoneMake = Callable[..., Page]


class Watch:
    """What the browser complains of: violations of the content policy, errors of scripts."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def follow(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message: Any) -> None:
        if message.type == "error" and not USUAL.search(message.text):
            self.complaints.append(message.text)


@pytest.fixture
def phone_make(browser: Browser, live_site: str) -> Iterator[PhoneMake]:
    """Return a way to get phones; in the end no browser may have complained."""
    watch, contexts = Watch(), list[BrowserContext]()

    def make(*, script: str = "", **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": PHONE, "has_touch": True, "user_agent": AGENT, **options}
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        watch.follow(page)
        page.goto(f"{live_site}/app/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.complaints, watch.complaints


def offered(user: User) -> str:
    """Return the code that the page shows to somebody who adds an app."""
    device = app_add(user=user, passcode=None, origin=DESK, at=timezone.now())
    return activation_token(settings.CODE_KEY, device.pk)


def link(phone: Page, site: str, user: User) -> None:
    """Open the link from the page, and link the phone."""
    phone.goto(f"{site}/app/#activate={offered(user)}")
    phone.get_by_role("button", name="Link this phone").click()
    expect(phone.get_by_label("Number on the other screen")).to_be_visible()


def bind(phone: Page, site: str, user: User) -> Authenticator:
    """Link the phone and practise."""
    link(phone, site, user)
    approve(phone, number_shown(user))
    expect(phone.get_by_text("This phone is ready")).to_be_visible()
    phone.get_by_role("button", name="Done").click()
    bound = Authenticator.objects.filter(user=user, kind=Kind.APP, state=AuthenticatorState.ACTIVE)
    device: Authenticator = bound.latest("activated_at")
    return device


def approve(phone: Page, number: str) -> None:
    """Type the number from the other screen."""
    phone.get_by_label("Number on the other screen").fill(number)
    phone.get_by_role("button", name="Approve").click()


def inside(page: Page) -> None:
    """Expect the computer to be signed in: every page then has the way around."""
    expect(page.locator(".nav")).to_be_visible()


def fine(page: Page) -> None:
    """Expect no barrier on the page, and nothing that has to be scrolled sideways."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
