"""Posting: in the caller's transaction, told to the broker after it."""

import json
import socket
import time
from base64 import b64decode
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import redis
from celery import current_app
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.numbers import NumberRefused
from delivery import broker as broker_module
from delivery.models import Channel, Message, MessageState
from delivery.outbox import message_cancel, message_post
from tests.delivery.casting import KIND, NUMBERS, post

pytestmark = pytest.mark.django_db(transaction=True)


def queued(valkey: "redis.Redis") -> list[list[object]]:
    """Return the arguments of all tasks that wait in the broker."""
    names = [key for key in valkey.keys("*") if valkey.type(key) == b"list"]
    tasks = [json.loads(raw) for name in names for raw in valkey.lrange(name, 0, -1)]
    assert all(task["content-type"] == "application/json" for task in tasks)
    bodies = [json.loads(b64decode(task["body"])) for task in tasks]
    return [body[0] for body in bodies]


def test_the_broker_gets_the_id_and_nothing_else(valkey: "redis.Redis", una: User) -> None:
    message = post(una, facts={"nothing": "secret"})
    assert queued(valkey) == [[str(message.pk)]]
    assert NUMBERS[0] not in str(valkey.lrange("celery", 0, -1))


def test_a_rollback_leaves_no_row_and_no_task(valkey: "redis.Redis", una: User) -> None:
    with transaction.atomic():
        post(una)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert queued(valkey) == []


def test_posting_needs_the_callers_transaction(una: User) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        message_post(
            channel=Channel.VOICE,
            kind=KIND,
            ref=uuid4(),
            person=una,
            destination=NUMBERS[0],
            at=timezone.now(),
            deadline=timedelta(minutes=1),
        )


@pytest.mark.parametrize("number", ["+19005550100", "+8816123456", "12", "+1406555010x", ""])
def test_numbers_that_cost_money_are_not_even_posted(una: User, number: str) -> None:
    with pytest.raises(NumberRefused):
        post(una, destination=number)
    assert not Message.objects.exists()


def test_an_address_with_a_line_break_is_not_posted(una: User) -> None:
    with pytest.raises(ValidationError):
        post(una, channel=Channel.MAIL, destination="una@example.org\nBcc: all@example.org")


@pytest.mark.parametrize("silent", [True, False])
def test_a_dead_broker_neither_breaks_nor_slows_a_request(
    una: User, monkeypatch: pytest.MonkeyPatch, *, silent: bool
) -> None:
    """It refuses connections, or (like a stopped process) accepts them and never says a word."""
    dead = broker_module.Broker()
    monkeypatch.setattr(broker_module, "broker", dead)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1] if silent else 1
        url = f"redis://127.0.0.1:{port}/0"
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)
        started = time.monotonic()
        message = post(una)
        assert time.monotonic() - started < 1
        post(una, destination=NUMBERS[1])
        assert time.monotonic() - started < 1.2  # the second one does not even try
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    assert dead.silent_until > time.monotonic()


def test_cancelling_takes_back_what_waits(una: User) -> None:
    ref: UUID = uuid4()
    message = post(una, ref=ref)
    assert message_cancel(ref=ref, at=timezone.now()) == 1
    assert message_cancel(ref=ref, at=timezone.now()) == 0
    message.refresh_from_db()
    assert message.state == MessageState.CANCELLED


def cut_all_others(valkey: "redis.Redis") -> None:
    """Cut the connections to this test's Valkey database, as a restart does."""
    mine = valkey.client_info()
    for client in valkey.client_list():
        if client["db"] == str(mine["db"]) and client["id"] != str(mine["id"]):
            valkey.client_kill_filter(_id=client["id"])


def test_a_broker_that_came_back_is_told_again(
    valkey: "redis.Redis", una: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = broker_module.Broker()
    monkeypatch.setattr(broker_module, "broker", fresh)
    post(una)
    cut_all_others(valkey)
    post(una, destination=NUMBERS[1])  # may fail on the cut connection
    fresh.silent_until = 0.0
    last = post(una, destination=NUMBERS[2])
    assert [str(last.pk)] in queued(valkey)
