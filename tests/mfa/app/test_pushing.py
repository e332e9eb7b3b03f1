"""The push message: wakes the app, says nothing, and is not needed."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.tags import Tag
from delivery.dispatch import message_dispatch
from delivery.models import Channel, Message, MessageState
from mfa.challenges.cancelling import challenge_cancel
from mfa.challenges.selectors import progress_of
from mfa.methods.app_push import ChallengePush
from mfa.models import Challenge
from tests.fixtures.push import PushService
from tests.mfa.app.pushing import push
from tests.mfa.phone import Phone, bound_phone, device_of, number_shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(user: User) -> Phone:
    return bound_phone(user)


def step_of(challenge: Challenge) -> str:
    return progress_of(Challenge.objects.get(pk=challenge.pk)).step


def deliver(challenge: Challenge) -> Message:
    message = Message.objects.get(ref=challenge.pk, channel=Channel.PUSH)
    message_dispatch(message_id=message.pk, at=timezone.now())
    message.refresh_from_db()
    return message


def test_a_push_says_only_that_there_is_something(
    user: User, phone: Phone, push_service: PushService
) -> None:
    subscriber = push_service.subscriber()
    assert phone.ask("POST", "push", {"subscription": subscriber.subscription}) == (200, {})
    assert phone.ask("GET", "requests")[1]["device"]["push"] is True
    challenge = push(user, phone)
    assert step_of(challenge) == "queued"
    assert deliver(challenge).state == MessageState.SENT
    (received,) = push_service.arrived
    said = subscriber.decrypt(received.body)
    assert said == '{"kind":"request"}'
    assert number_shown(user) not in said
    assert step_of(challenge) == "sent"


def test_nobody_is_woken_for_what_is_over(
    user: User, phone: Phone, push_service: PushService
) -> None:
    phone.ask("POST", "push", {"subscription": push_service.subscriber().subscription})
    challenge = push(user, phone)
    message = Message.objects.get(ref=challenge.pk, channel=Channel.PUSH)
    assert ChallengePush().write(message) is not None
    challenge_cancel(challenge=challenge, at=timezone.now())
    assert ChallengePush().write(message) is None
    assert deliver(challenge).state == MessageState.CANCELLED
    assert push_service.arrived == []


def test_a_phone_without_push_still_gets_its_requests(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    assert step_of(challenge) == "waiting"
    assert not Message.objects.filter(channel=Channel.PUSH).exists()
    assert len(phone.look()) == 1


def test_a_subscription_that_is_gone_is_forgotten(
    user: User, phone: Phone, push_service: PushService
) -> None:
    push_service.status = 410
    phone.ask("POST", "push", {"subscription": push_service.subscriber().subscription})
    challenge = push(user, phone)
    assert deliver(challenge).state == MessageState.FAILED
    assert device_of(phone).push_subscription is None
    assert AuditEvent.objects.filter(tag=Tag.USER_APP_UNSUBSCRIBED).count() == 1
    assert step_of(challenge) == "waiting"  # it can be answered all the same
    assert len(phone.look()) == 1


def test_a_newer_subscription_stays(user: User, phone: Phone, push_service: PushService) -> None:
    push_service.status = 410
    phone.ask("POST", "push", {"subscription": push_service.subscriber("/old").subscription})
    challenge = push(user, phone)
    phone.ask("POST", "push", {"subscription": push_service.subscriber("/new").subscription})
    deliver(challenge)
    assert "/new" in (device_of(phone).push_subscription or "")


@pytest.mark.parametrize(
    "subscription",
    [
        {},
        [],
        "",
        7,
        {"endpoint": "http://fcm.googleapis.com/x", "keys": {}},
        {"endpoint": "https://169.254.169.254/x", "keys": {"p256dh": "x", "auth": "x"}},
    ],
)
def test_only_push_services_are_kept(phone: Phone, subscription: Any) -> None:
    sent = phone.ask("POST", "push", {"subscription": subscription})
    assert sent == (400, {"error": "subscription"})
    assert device_of(phone).push_subscription is None


def test_pushes_can_be_switched_off(phone: Phone, push_service: PushService) -> None:
    phone.ask("POST", "push", {"subscription": push_service.subscriber().subscription})
    assert phone.ask("POST", "push", {"subscription": None}) == (200, {})
    assert device_of(phone).push_subscription is None
    tags = [Tag.USER_APP_SUBSCRIBED, Tag.USER_APP_UNSUBSCRIBED]
    assert AuditEvent.objects.filter(tag__in=tags).count() == 2


@pytest.mark.parametrize("data", [{}, {"subscription": None, "more": 1}, [], None])
def test_another_shape_changes_nothing(phone: Phone, data: object) -> None:
    assert phone.ask("POST", "push", data) == (400, {"error": "shape"})
