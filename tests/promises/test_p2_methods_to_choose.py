"""P2: security key, app, authenticator code and phone call to choose from, the strongest first."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.mfa.browsing import code_renew
from tests.promises.walking import (
    app_set_up,
    code_confirm,
    intro_skip,
    mailed_code_type,
    password_type,
    sees,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STRONGEST_FIRST = [
    "Security key or passkey",
    "Keydesk app",
    "Code from an authenticator app",
    "Phone call",
]


def test_four_ways_each_with_an_honest_line(screen: Page, live_site: str, user: User) -> None:
    password_type(screen, live_site, user)
    intro_skip(screen)
    mailed_code_type(screen, user)
    ways = screen.locator(".ways > li")
    expect(ways).to_have_count(len(STRONGEST_FIRST))
    for way, title in zip(ways.all(), STRONGEST_FIRST, strict=True):
        expect(way.locator("strong")).to_contain_text(title)
        expect(way.locator(".badge")).to_be_visible()
    expect(ways.last).to_contain_text("Weakest of these")
    app = app_set_up(screen, user)
    sees(screen, "Add another way to sign in?")
    code_renew(app)
    screen.context.clear_cookies()
    password_type(screen, live_site, user)
    code_confirm(screen, app)
    sees(screen, "Add another way to sign in?")
