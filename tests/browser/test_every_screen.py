"""Every screen that people see, small and large, light and dark: axe finds nothing, all fits.

320 CSS pixels are what is left of 1280 at a zoom of 400 % (WCAG 1.4.10).
"""

from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.models import User
from config.routes import NOBODY, RULES
from tests.browser.screens import SCREENS, Visit

RULES_OF_AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
LOOKS: list[tuple[Literal["light", "dark"], int]] = [
    ("light", 1280),
    ("dark", 1280),
    ("light", 320),
    ("dark", 320),
]
# Routes that show no screen of their own, or one that other tests look at.
ELSEWHERE = {
    "home": "only sends on",
    "healthz": "for machines",
    "readyz": "for machines",
    "accounts:link_open": "only sends on",
    "accounts:link_password": "asks for a second step first: tests/accounts/web",
    "mfa:password_step_options": "the same page as mfa:prompt_options",
    "mfa:verify_options": "the same page as mfa:prompt_options",
    "mfa:thaw_options": "the same page as mfa:prompt_options",
    "mfa:set_up_phone_call": "the same page as mfa:add_phone_call",
    "mfa:practised": "only sends on",
    "mfa:set_up_key": "the same page as mfa:add_key",
    "mfa:set_up_key_make": "the same page as mfa:add_key_make",
    "mfa:set_up_app": "the same page as mfa:add_app",
    "mfa:app_shell": "tests/browser/app",
    "mfa:app_manifest": "for machines",
    "mfa:app_worker": "for machines",
    "mfa:app_requests": "for machines",
    "mfa:set_up_totp": "the same page as mfa:add_totp",
    "mfa:trust_kept": "tests/browser/test_trust_pages.py",
    "mfa:added": "tests/flows",
}
FRAGMENTS = ("_state", ":state", "_qr")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_has_no_barrier(
    chromium: Page, live_site: str, user: User, agent: User, name: str
) -> None:
    visit = Visit(user, agent)
    path = SCREENS[name](visit)
    for cookie in visit.client.cookies.values():
        chromium.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_site}]
        )
    for look, width in LOOKS:
        chromium.emulate_media(color_scheme=look, reduced_motion="reduce")
        chromium.set_viewport_size({"width": width, "height": 800})
        shown = chromium.goto(f"{live_site}{path}")
        assert shown is not None
        assert shown.ok
        assert urlsplit(chromium.url).path == path
        found = Axe().run(chromium, options=RULES_OF_AXE)
        assert found.violations_count == 0, found.generate_report()
        fits = chromium.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert fits, f"{name} scrolls sideways at {width} pixels"


def test_every_route_has_its_screen() -> None:
    ours = ("mfa:", "accounts:", "caller:")
    shown = {
        name
        for name, rule in RULES.items()
        if rule.read != NOBODY and name.startswith(ours) and not name.endswith(FRAGMENTS)
    }
    looked_at = {name.split()[0] for name in SCREENS}
    assert shown - looked_at - set(ELSEWHERE) == set()
    assert (looked_at | set(ELSEWHERE)) - set(RULES) == set()
