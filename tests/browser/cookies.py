"""Handing a browser of Django's test client over to a real one."""

from django.conf import settings
from playwright.sync_api import Page

from accounts.models import User
from tests.helpdesk.casting import browser_of


def sign_in(page: Page, site: str, user: User) -> None:
    """Let the browser be one in which `user` is signed in with a second step."""
    cookie = browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
