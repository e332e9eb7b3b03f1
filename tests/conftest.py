"""Everything that has to be true before Django reads its settings."""

import django
import os

import pytest
from django.conf import settings

from tests.fixtures import ground

ground.enter()
django.setup()  # a conftest of an area may import models

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.database",
    "tests.fixtures.mail",
    "tests.fixtures.people",
    "tests.fixtures.processes",
    "tests.fixtures.trail",
]


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings, now that the environment is complete; pytest-django then sets up.

    Workers of pytest-xdist inherit the environment, and would read the settings of this process
    before their own part is added if they found the name of the module.
    """
    settings._setup()  # type: ignore[misc]
    os.environ.pop("DJANGO_SETTINGS_MODULE")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers after the last worker has ended."""
    ground.leave()
