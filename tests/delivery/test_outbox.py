"""Posting: in the caller's transaction, told to the broker after it."""

import json
import time
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
    bodies = [json.loads(__import__("base64").b64decode(task["body"])) for task in tasks]
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


def test_a_dead_broker_neither_breaks_nor_slows_a_request(
    una: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = broker_module.Broker()
    monkeypatch.setattr(broker_module, "broker", dead)
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    started = time.monotonic()
    message = post(una)
    assert time.monotonic() - started < 1
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
