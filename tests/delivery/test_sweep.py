"""The sweeper: what got stuck is freed, expired, reconciled or told to the broker again."""

from datetime import timedelta

import pytest
import redis
from django.utils import timezone

from accounts.models import User
from delivery import lifecycle
from delivery.dispatch import message_dispatch
from delivery.gateways.base import GatewayError
from delivery.interfaces import Text
from delivery.models import Call, Channel, Message
from delivery.sweep import outbox_sweep
from demo.simulator.exchange import DemoExchange
from demo.simulator.models import SimulatedCall
from tests.delivery.casting import Author, Listener, post
from tests.delivery.test_outbox import queued

pytestmark = pytest.mark.django_db(transaction=True)
LONG = timedelta(seconds=31)


def sweep() -> None:
    outbox_sweep(at=timezone.now())


def claim(message: Message, *, gateway: str = "", ago: timedelta = LONG) -> Message:
    """Leave the message as a worker does that dies after its claim, or after its intent."""
    taken = lifecycle.message_claim(message.pk)
    assert taken
    if gateway:
        lifecycle.message_intend(taken, gateway=gateway)
        Call.objects.update(dialled_at=timezone.now() - ago)
    Message.objects.update(claimed_at=timezone.now() - ago)
    return taken


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_row_the_broker_forgot_is_told_again_but_not_at_once(
    una: User, valkey: "redis.Redis"
) -> None:
    message = post(una)
    valkey.flushdb()
    sweep()
    assert queued(valkey) == []
    Message.objects.update(enqueued_at=timezone.now() - timedelta(seconds=11))
    sweep()
    sweep()
    assert queued(valkey) == [[str(message.pk)]]


def test_a_retry_is_told_when_it_is_due(una: User, valkey: "redis.Redis") -> None:
    message = post(una)
    taken = claim(message)
    lifecycle.message_retry(taken, delay=timedelta(seconds=30), failure="x")
    valkey.flushdb()
    sweep()
    assert queued(valkey) == []
    Message.objects.update(due_at=timezone.now())
    sweep()
    assert queued(valkey) == [[str(message.pk)]]


def test_a_call_lost_before_its_intent_is_tried_again(una: User, author: Author) -> None:
    message = post(una)
    claim(message)
    sweep()
    assert state_of(message) == "QUEUED"


def test_a_young_claim_is_left_alone(una: User) -> None:
    message = post(una)
    claim(message, gateway="simulator", ago=timedelta(seconds=5))
    sweep()
    assert state_of(message) == "SENDING"


def test_a_call_lost_after_its_intent_ends_unknown_and_is_told(
    una: User, listener: Listener
) -> None:
    message = post(una)
    claim(message, gateway="simulator")
    sweep()
    assert state_of(message) == "UNKNOWN"
    assert (message.call.state, message.call.outcome) == ("ENDED", "UNKNOWN")
    assert listener.ends == ["UNKNOWN"]
    message_dispatch(message_id=message.pk, at=timezone.now())
    assert not SimulatedCall.objects.exists()


def test_a_call_the_provider_has_is_reconciled_and_goes_on(
    una: User, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = post(una)
    claim(message, gateway="simulator")
    phone = SimulatedCall.objects.create(
        message_id=message.pk,
        number=message.destination,
        number_index=b"",
        says="",
        started_at=timezone.now(),
    )
    sweep()
    assert state_of(message) == "SENT"
    assert (message.call.state, message.call.gateway_ref) == ("RINGING", str(phone.pk))
    SimulatedCall.objects.update(state="ENDED", outcome="NO_ANSWER")
    Call.objects.update(news_at=timezone.now() - timedelta(minutes=1))
    sweep()
    assert listener.ends == ["NO_ANSWER"]


def test_a_provider_that_does_not_answer_is_given_up_in_time(
    una: User, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_a: object, **_k: object) -> None:
        raise GatewayError(reason="http_500", permanent=False, reached_provider=True)

    monkeypatch.setattr(DemoExchange, "call_status", broken)
    message = post(una)
    claim(message, gateway="simulator")
    sweep()
    assert (state_of(message), listener.ends) == ("UNKNOWN", [])
    Call.objects.update(dialled_at=timezone.now() - timedelta(seconds=51))
    sweep()
    assert listener.ends == ["UNKNOWN"]


def test_a_silent_call_ends_within_a_minute(una: User, listener: Listener) -> None:
    message = post(una)
    message_dispatch(message_id=message.pk, at=timezone.now())
    SimulatedCall.objects.all().delete()
    sweep()
    assert listener.ends == []
    minute = timezone.now() - timedelta(seconds=51)
    Call.objects.update(news_at=minute, dialled_at=minute)
    sweep()
    assert listener.ends == ["UNKNOWN"]


def test_no_call_lasts_for_ever(una: User, listener: Listener) -> None:
    message = post(una)
    message_dispatch(message_id=message.pk, at=timezone.now())
    ages = timezone.now() - timedelta(minutes=6)
    Call.objects.update(news_at=ages, dialled_at=ages)
    sweep()
    assert listener.ends == ["CANCELLED"]


def test_a_lost_mail_is_sent_again(una: User) -> None:
    message = post(una, channel=Channel.MAIL, destination="una@example.org")
    claim(message, gateway="smtp")
    sweep()
    assert state_of(message) == "QUEUED"


@pytest.mark.parametrize(("went_out", "ends"), [(True, "SENT"), (False, "UNKNOWN")])
def test_a_lost_text_is_asked_for(una: User, author: Author, *, went_out: bool, ends: str) -> None:
    message = post(una, channel=Channel.TEXT)
    claim(message, gateway="simulator")
    if went_out:
        DemoExchange().deliver(
            to=message.destination or "", text=Text("Hello"), message_id=message.pk
        )
    sweep()
    assert state_of(message) == ends
    sweep()
    assert message.failure == ("" if went_out else "unknown_to_provider")


def test_what_is_too_late_expires(una: User, listener: Listener) -> None:
    message = post(una, deadline=timedelta(0))
    sweep()
    assert (state_of(message), listener.ends) == ("EXPIRED", ["FAILED"])


def test_one_broken_row_does_not_stop_the_others(
    una: User, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = post(una, deadline=timedelta(0))
    mail = post(una, channel=Channel.MAIL, destination="u@example.org", deadline=timedelta(0))

    def broken(**_news: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(listener, "call_ended", broken)
    sweep()
    assert (state_of(first), state_of(mail)) == ("QUEUED", "EXPIRED")
