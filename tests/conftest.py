"""Everything that has to be true before Django reads its settings."""

import os

import django
import pytest

from tests.fixtures import ground

ground.enter()
django.setup()  # the conftest of an area may import models
# Workers of pytest-xdist inherit the environment. With this name in it they would read the
# settings before their own part of the environment is there.
os.environ.pop("DJANGO_SETTINGS_MODULE")

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.database",
    "tests.fixtures.mail",
    "tests.fixtures.people",
    "tests.fixtures.processes",
    "tests.fixtures.push",
    "tests.fixtures.trail",
]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers after the last worker has ended."""
    ground.leave()
