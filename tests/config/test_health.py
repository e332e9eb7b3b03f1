"""Alive and ready: who asks gets a plain yes or no, and nothing else."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.utils import timezone

from delivery.health import heartbeat_note
from delivery.models import Heartbeat
from stack.valkey import free_port

pytestmark = pytest.mark.django_db(transaction=True)


def beat(seconds_ago: int) -> None:
    seen_at = timezone.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name="worker", defaults={"seen_at": seen_at})


def test_alive_asks_nobody(client: Client) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", lambda: pytest.fail("asked the database"))
        assert client.get("/healthz").content == b"ok\n"


def test_ready_when_every_part_answers(client: Client) -> None:
    heartbeat_note()
    heartbeat_note()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_not_ready_without_a_heartbeat(client: Client) -> None:
    assert client.get("/readyz").json()["worker"] == "down"


def test_not_ready_when_the_last_heartbeat_is_old(client: Client) -> None:
    beat(seconds_ago=60)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "down"


def test_not_ready_without_a_broker(client: Client, settings: LazySettings) -> None:
    beat(seconds_ago=1)
    settings.REDIS_URL = f"redis://:secret@127.0.0.1:{free_port()}/0"
    answer = client.get("/readyz")
    assert answer.json() == {"database": "ok", "broker": "down", "worker": "ok"}
    assert b"secret" not in answer.content


def test_not_ready_without_a_database(client: Client) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "down", "broker": "ok", "worker": "down"}


def test_nobody_can_write(client: Client) -> None:
    assert client.post("/readyz").status_code == 403
