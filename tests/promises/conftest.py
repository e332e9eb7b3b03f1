"""A browser for the promises, with patience: the machine that tests may be slow."""

import pytest
from playwright.sync_api import Page, expect

PATIENCE = 20_000


@pytest.fixture(autouse=True)
def _patient() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def screen(page: Page) -> Page:
    """Return a page as wide as a telephone."""
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size({"width": 390, "height": 844})
    return page
