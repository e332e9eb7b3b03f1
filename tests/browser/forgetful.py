"""A browser that loses one cookie between two pages, as some add-ons and settings make it."""

import re

from django.urls import reverse
from playwright.sync_api import Page, Route


def forgets_trust(page: Page) -> None:
    """Let the cookie of a trusted browser be gone before the page that looks for it."""

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        answer = route.fetch(max_redirects=0)
        page.context.clear_cookies(name=re.compile("-trust-"))
        route.fulfill(status=answer.status, headers={"location": answer.headers["location"]})

    page.route(f"**{reverse('mfa:trust')}", lose)
