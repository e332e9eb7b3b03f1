"""Workers of pytest-xdist share servers, and nothing in them."""

import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection


def test_settings_are_those_of_this_worker() -> None:
    assert os.environ["KEYDESK_ORIGIN"] == settings.ORIGIN
    assert os.environ["REDIS_URL"] == settings.REDIS_URL


@pytest.mark.django_db
def test_each_worker_has_its_own_databases() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    assert urlsplit(settings.REDIS_URL).path == f"/{worker.removeprefix('gw')}"
    assert str(connection.settings_dict["NAME"]).endswith(worker) or worker == "gw0"
