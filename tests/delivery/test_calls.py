"""What a provider reports: once, forwards only, and never a proof by itself."""

from uuid import uuid4

import pytest
import redis
from django.utils import timezone

from accounts.models import User
from delivery.calls import EventKind, EventRefused, call_event
from delivery.dispatch import message_dispatch
from delivery.hanging_up import call_hang_up
from delivery.interfaces import Reply
from delivery.models import Call, CallEvent, Message
from delivery.outbox import message_cancel
from demo.simulator.exchange import DemoExchange
from tests.delivery.casting import Listener, post
from tests.delivery.test_outbox import queued

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def call(una: User, listener: Listener) -> Call:
    message = post(una)
    message_dispatch(message_id=message.pk, at=timezone.now())
    return Call.objects.get(pk=message.pk)


def tell(call: Call, kind: EventKind, number: str, key: str | None = None) -> Reply | None:
    reply = call_event(
        gateway=call.gateway,
        gateway_ref=call.gateway_ref,
        event_id=number,
        kind=kind,
        key=key,
        at=timezone.now(),
    )
    call.refresh_from_db()
    return reply


def test_a_key_reaches_the_listener(call: Call, listener: Listener) -> None:
    tell(call, EventKind.ANSWERED, "2")
    assert tell(call, EventKind.KEY, "3", "5") == listener.reply
    tell(call, EventKind.COMPLETED, "4")
    assert (listener.keys, listener.ends) == (["5"], ["COMPLETED"])
    assert (call.state, call.outcome) == ("ENDED", "COMPLETED")
    assert call.rang_at
    assert call.answered_at
    assert call.ended_at
    assert call.rang_at < call.answered_at < call.ended_at


def test_the_same_event_twice_counts_once(call: Call, listener: Listener) -> None:
    tell(call, EventKind.KEY, "3", "5")
    assert tell(call, EventKind.KEY, "3", "5") is None
    tell(call, EventKind.HUNG_UP, "4")
    tell(call, EventKind.HUNG_UP, "4")
    assert (listener.keys, listener.ends) == (["5"], ["HUNG_UP"])


def test_a_call_only_moves_forwards(call: Call, listener: Listener) -> None:
    tell(call, EventKind.COMPLETED, "9")
    for number, kind in enumerate([EventKind.ANSWERED, EventKind.RINGING, EventKind.HUNG_UP]):
        tell(call, kind, f"late-{number}")
    assert tell(call, EventKind.KEY, "late-key", "5") is None
    assert (call.state, call.outcome) == ("ENDED", "COMPLETED")
    assert (listener.keys, listener.ends) == ([], ["COMPLETED"])


def test_a_key_that_overtakes_the_answer_counts(call: Call, listener: Listener) -> None:
    tell(call, EventKind.KEY, "3", "5")
    tell(call, EventKind.ANSWERED, "2")
    tell(call, EventKind.RINGING, "1b")
    assert (call.state, listener.keys) == ("ANSWERED", ["5"])


@pytest.mark.parametrize(
    "kind",
    [EventKind.VOICEMAIL, EventKind.HUNG_UP, EventKind.NO_ANSWER, EventKind.BUSY],
)
def test_an_end_presses_no_key(call: Call, listener: Listener, kind: EventKind) -> None:
    tell(call, kind, "2")
    assert tell(call, EventKind.KEY, "3", "5") is None
    assert (listener.keys, listener.ends) == ([], [kind.value])


@pytest.mark.parametrize("key", ["", "12", "A", None, "\x00", "٣"])
def test_a_key_that_is_none_is_refused(call: Call, listener: Listener, key: str | None) -> None:
    with pytest.raises(EventRefused):
        tell(call, EventKind.KEY, "3", key)
    assert (listener.keys, CallEvent.objects.count()) == ([], 1)


def test_only_key_events_carry_keys(call: Call) -> None:
    with pytest.raises(EventRefused):
        tell(call, EventKind.ANSWERED, "3", "5")


@pytest.mark.parametrize("ref", ["", "unknown"])
def test_an_unknown_call_is_refused(call: Call, listener: Listener, ref: str) -> None:
    at = timezone.now()
    for extra in ({}, {"message_id": uuid4()}, {"message_id": call.pk}):
        with pytest.raises(EventRefused):
            call_event(
                gateway="simulator",
                gateway_ref=ref,
                event_id="1",
                kind=EventKind.KEY,
                key="1",
                at=at,
                **extra,
            )
    with pytest.raises(EventRefused):
        call_event(
            gateway="other",
            gateway_ref=call.gateway_ref,
            event_id="1",
            kind=EventKind.HUNG_UP,
            at=at,
        )
    assert listener.keys == listener.ends == []


def test_an_event_before_our_own_commit_of_the_reference_is_not_lost(
    call: Call, listener: Listener
) -> None:
    Call.objects.filter(pk=call.pk).update(gateway_ref="", state="DIALLING")
    call_event(
        gateway="simulator",
        gateway_ref="fast",
        event_id="7",
        kind=EventKind.KEY,
        key="5",
        message_id=call.pk,
        at=timezone.now(),
    )
    call.refresh_from_db()
    assert (call.gateway_ref, call.state, listener.keys) == ("fast", "ANSWERED", ["5"])


def test_news_of_a_call_in_doubt_settles_its_message(call: Call) -> None:
    Message.objects.filter(pk=call.pk).update(state="UNKNOWN", finished_at=timezone.now())
    tell(call, EventKind.ANSWERED, "2")
    assert Message.objects.get(pk=call.pk).state == "SENT"


def test_a_listener_that_fails_leaves_nothing_behind(
    call: Call, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_news: object) -> Reply:
        raise RuntimeError

    monkeypatch.setattr(listener, "key_pressed", broken)
    with pytest.raises(RuntimeError):
        tell(call, EventKind.KEY, "3", "5")
    call.refresh_from_db()
    assert (call.state, CallEvent.objects.filter(event_id="3").exists()) == ("RINGING", False)


def test_cancelling_stops_the_phone_and_frees_the_line(
    call: Call, listener: Listener, una: User, valkey: "redis.Redis"
) -> None:
    message_cancel(ref=call.message.ref, at=timezone.now())
    assert [str(call.pk)] in queued(valkey)
    call_hang_up(message_id=call.pk)
    call_hang_up(message_id=call.pk)
    call.refresh_from_db()
    assert (call.state, call.outcome, listener.ends) == ("ENDED", "CANCELLED", ["CANCELLED"])
    post(una)


def test_a_call_that_cannot_be_stopped_rings_out(
    call: Call, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(DemoExchange, "hang_up", broken)
    call_hang_up(message_id=call.pk)
    call.refresh_from_db()
    assert (call.state, listener.ends) == ("RINGING", [])
