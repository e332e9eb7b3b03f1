"""The worker's side, step by step, through the simulator's telephone company."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from delivery import interfaces, lifecycle
from delivery.dispatch import message_dispatch
from delivery.gateways import simulator
from delivery.gateways.base import GatewayError
from delivery.interfaces import Letter, Script, Text
from delivery.models import Budget, Call, Channel, Message, MessageState
from demo.simulator.models import SimulatedCall, SimulatedText
from tests.delivery.casting import Author, Listener, post

pytestmark = pytest.mark.django_db(transaction=True)


def send(message: Message) -> Message:
    """Let a worker have a go at it."""
    message_dispatch(message_id=message.pk, at=timezone.now())
    message.refresh_from_db()
    return message


class Exchange:
    """A telephone company that does what the test wants."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors, self.rang = list(errors), 0

    def ring(self, **_call: object) -> str:
        self.rang += 1
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        return f"ref-{self.rang}"

    deliver = ring

    def call_status(self, **_call: object) -> None:
        return None

    text_ref = call_status


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    company = Exchange()
    monkeypatch.setattr(simulator, "_exchanges", [company])
    return company


def test_a_call_rings_and_is_sent(una: User, author: Author) -> None:
    message = send(post(una))
    assert message.state == MessageState.SENT
    phone = SimulatedCall.objects.get()
    assert (phone.says, phone.number) == ("Hello. Press a key.", message.destination)
    assert message.gateway_ref == message.call.gateway_ref == str(phone.pk)
    assert message.call.state == "RINGING"


def test_a_text_is_delivered(una: User, author: Author) -> None:
    author.words = Text("Hello")
    assert send(post(una, channel=Channel.TEXT)).state == MessageState.SENT
    assert SimulatedText.objects.get().body == "Hello"


def test_a_second_delivery_of_the_task_dials_nothing(una: User, author: Author) -> None:
    message = send(post(una))
    send(message)
    Message.objects.filter(pk=message.pk).update(state="SENDING", finished_at=None)
    send(message)
    assert SimulatedCall.objects.count() == 1


def test_no_author_no_call(una: User) -> None:
    message = send(post(una))
    assert (message.state, message.failure) == (MessageState.FAILED, "no_author")


def test_an_author_who_wants_it_no_more_cancels_it(una: User, author: Author) -> None:
    author.words = None
    assert send(post(una)).state == MessageState.CANCELLED
    assert Budget.objects.get().reserved == 0
    assert not SimulatedCall.objects.exists()


def test_a_broken_author_is_asked_again(una: User, author: Author, listener: Listener) -> None:
    author.words = KeyError("secret 123456")
    message = send(post(una))
    assert (message.state, message.failure) == (MessageState.QUEUED, "author")
    assert message.due_at > timezone.now()
    assert not Call.objects.exists()


def test_too_late_is_expired_and_the_listener_hears(una: User, listener: Listener) -> None:
    message = send(post(una, deadline=timedelta(0)))
    assert message.state == MessageState.EXPIRED
    assert listener.ends == ["FAILED"]
    assert AuditEvent.objects.filter(tag="system:message:failed").exists()


def test_a_number_that_became_forbidden_is_not_dialled(
    una: User, listener: Listener, settings: object, exchange: Exchange
) -> None:
    message = post(una)
    settings.PHONE_COUNTRIES = frozenset({"DE"})  # type: ignore[attr-defined]
    assert send(message).failure == "number_refused"
    assert (exchange.rang, listener.ends) == (0, ["FAILED"])


def test_words_of_the_wrong_kind_are_a_failure(una: User, author: Author) -> None:
    author.words = Letter("Hello", "world")
    assert send(post(una)).failure == "wrong_words"


def test_without_a_gateway_it_fails_closed(una: User, author: Author, settings: object) -> None:
    settings.VOICE_GATEWAY = "none"  # type: ignore[attr-defined]
    message = send(post(una))
    assert (message.state, message.failure) == (MessageState.FAILED, "no_gateway")


def test_what_surely_did_not_reach_the_provider_is_tried_again(
    una: User, listener: Listener, exchange: Exchange
) -> None:
    exchange.errors = [GatewayError(reason="unreachable", permanent=False, reached_provider=False)]
    message = send(post(una))
    assert (message.state, message.failure) == (MessageState.QUEUED, "unreachable")
    assert not Call.objects.exists()
    Message.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert send(message).state == MessageState.SENT
    assert (exchange.rang, message.call.gateway_ref) == (2, "ref-2")


@pytest.mark.parametrize(
    "error",
    [
        GatewayError(reason="http_500", permanent=False, reached_provider=True),
        TimeoutError("+14065550100"),
        ValueError(),
        AttributeError("None has no such thing"),
        ZeroDivisionError(),
    ],
)
@pytest.mark.parametrize("channel", [Channel.VOICE, Channel.TEXT])
def test_anything_else_is_unknown_and_never_dialled_again(
    una: User, author: Author, exchange: Exchange, error: Exception, channel: Channel
) -> None:
    author.words = Script("Hello") if channel == Channel.VOICE else Text("Hello")
    exchange.errors = [error]
    message = send(post(una, channel=channel))
    assert message.state == MessageState.UNKNOWN
    assert "555" not in message.failure
    send(message)
    assert exchange.rang == 1
    assert AuditEvent.objects.filter(tag="system:message:unknown").exists()


def test_a_providers_no_is_final(una: User, listener: Listener, exchange: Exchange) -> None:
    exchange.errors = [GatewayError(reason="blocked", permanent=True, reached_provider=True)]
    assert send(post(una)).state == MessageState.FAILED
    assert listener.ends == ["FAILED"]


def test_a_worker_that_was_given_up_can_change_nothing(una: User, author: Author) -> None:
    message = post(una)
    slow = lifecycle.message_claim(message.pk)
    assert slow is not None
    assert lifecycle.message_retry(slow, delay=timedelta(0), failure="worker_lost")
    assert send(message).state == MessageState.SENT
    assert not lifecycle.message_intend(slow, gateway="simulator")
    assert not lifecycle.message_retry(slow, delay=timedelta(0), failure="late")
    assert SimulatedCall.objects.count() == Call.objects.count() == 1


def test_an_undeclared_move_is_an_error(una: User) -> None:
    with pytest.raises(ValueError, match="never goes"):
        lifecycle.message_move(
            Message.objects.all(), old=MessageState.SENT, new=MessageState.QUEUED
        )


def test_kinds_are_registered_once_for_all(author: Author) -> None:
    assert interfaces.author_of("test.call") is author
    assert interfaces.listener_of("test.call") is None
