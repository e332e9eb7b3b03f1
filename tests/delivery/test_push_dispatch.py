"""A push message through the outbox: at least once, uncounted, never beyond its deadline."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from delivery import interfaces, lifecycle
from delivery.dispatch import message_dispatch
from delivery.health import pushes_possible
from delivery.interfaces import Letter
from delivery.models import Budget, Call, Channel, Message, MessageState
from delivery.push import subscription_check
from delivery.sweep import outbox_sweep
from tests.delivery.casting import KIND, Author, post
from tests.delivery.gateways.contract import NUDGE
from tests.fixtures.push import PushService

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Ear:
    """Remembers whose subscription ended."""

    gone: list[Message] = field(default_factory=list)

    def endpoint_gone(self, *, message: Message, at: datetime) -> None:  # noqa: ARG002
        self.gone.append(message)


@pytest.fixture
def ear(author: Author) -> Any:
    author.words = NUDGE
    made = Ear()
    interfaces.register(KIND, author=author, listener=made)
    yield made
    interfaces._listeners.pop(KIND)


@pytest.fixture
def to(push_service: PushService) -> str:
    return subscription_check(push_service.subscriber().subscription)


def push(person: User, to: str, **fields: Any) -> Message:
    return post(person, channel=Channel.PUSH, destination=to, **fields)


def send(message: Message) -> Message:
    message_dispatch(message_id=message.pk, at=timezone.now())
    message.refresh_from_db()
    return message


def test_it_goes_out_and_costs_nothing(
    una: User, ear: Ear, to: str, push_service: PushService
) -> None:
    for _ in range(8):  # more than a person may be called in an hour
        message = send(push(una, to))
    assert (message.state, message.gateway_ref) == (MessageState.SENT, "localhost")
    assert len(push_service.arrived) == 8
    assert not Budget.objects.exists()
    assert not Call.objects.exists()


def test_a_push_service_keeps_it_no_longer_than_its_deadline(
    una: User, ear: Ear, to: str, push_service: PushService
) -> None:
    send(push(una, to, deadline=timedelta(seconds=20)))
    assert 17 <= int(push_service.arrived[0].headers["ttl"]) <= 20
    assert send(push(una, to, deadline=timedelta(0))).state == MessageState.EXPIRED
    assert len(push_service.arrived) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_who_keeps_the_subscription_hears_that_it_ended(
    una: User, ear: Ear, to: str, push_service: PushService, status: int
) -> None:
    push_service.status = status
    message = send(push(una, to))
    assert (message.state, message.failure) == (MessageState.FAILED, f"http_{status}")
    assert [one.destination for one in ear.gone] == [to]
    assert AuditEvent.objects.filter(tag="system:message:failed").count() == 1


@pytest.mark.parametrize("status", [400, 403, 413])
def test_another_refusal_ends_the_message_only(
    una: User, ear: Ear, to: str, push_service: PushService, status: int
) -> None:
    push_service.status = status
    assert send(push(una, to)).state == MessageState.FAILED
    assert ear.gone == []


def test_a_busy_push_service_is_left_alone_for_as_long_as_it_says(
    una: User, ear: Ear, to: str, push_service: PushService
) -> None:
    push_service.status, push_service.headers = 429, {"Retry-After": "40"}
    message = send(push(una, to))
    assert (message.state, message.failure) == (MessageState.QUEUED, "http_429")
    assert timedelta(seconds=35) < message.due_at - timezone.now() <= timedelta(seconds=40)
    push_service.headers = {"Retry-After": "600"}
    Message.objects.update(due_at=timezone.now())
    assert send(message).state == MessageState.FAILED  # that would be too late


def test_a_worker_that_died_after_the_intent_leaves_it_to_another(
    una: User, ear: Ear, to: str, settings: Any
) -> None:
    settings.STUCK_SECONDS = 0
    message = push(una, to)
    claimed = lifecycle.message_claim(message.pk)
    assert claimed
    assert lifecycle.message_intend(claimed, gateway="web_push")
    outbox_sweep(at=timezone.now())
    assert send(message).state == MessageState.SENT


def test_a_subscription_that_is_allowed_no_more_breaks_nothing(
    una: User, ear: Ear, to: str, settings: Any, push_service: PushService
) -> None:
    settings.PUSH_LOCAL = False
    message = send(push(una, to))
    assert (message.state, message.failure) == (MessageState.FAILED, "endpoint_scheme")
    assert push_service.arrived == []


def test_a_letter_is_no_push(una: User, author: Author, to: str) -> None:
    author.words = Letter("Hello", "world")
    assert send(push(una, to)).failure == "wrong_words"


def test_the_subscription_is_encrypted_in_the_outbox(una: User, to: str) -> None:
    message = push(una, to)
    row = Message.objects.filter(pk=message.pk).values_list("facts", "failure", "destination_index")
    assert json.loads(to)["endpoint"] not in str(list(row))


def test_without_a_key_apps_cannot_be_woken(settings: Any) -> None:
    assert pushes_possible()
    settings.VAPID_PRIVATE_KEY = None
    assert not pushes_possible()


def test_a_listener_hears_only_what_it_listens_to(ear: Ear) -> None:
    assert interfaces.listener_of(KIND) is None
    assert interfaces.push_listener_of(KIND) is ear
