"""Many at once: one winner, nobody twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from delivery.calls import EventKind, call_event
from delivery.dispatch import message_dispatch
from delivery.models import Call, CallEvent
from delivery.sweep import outbox_sweep
from demo.simulator.models import SimulatedCall
from tests.delivery.casting import Listener, post

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
THREADS = 12


def together(*acts: Callable[[], object]) -> list[object]:
    gate = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            gate.wait(20)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.fixture
def call(una: User, listener: Listener) -> Call:
    message = post(una)
    message_dispatch(message_id=message.pk, at=timezone.now())
    return Call.objects.get(pk=message.pk)


def telling(
    call: Call, kind: EventKind, number: str, key: str | None = None
) -> Callable[[], object]:
    return lambda: call_event(
        gateway=call.gateway,
        gateway_ref=call.gateway_ref,
        event_id=number,
        kind=kind,
        key=key,
        at=timezone.now(),
    )


def test_many_workers_with_one_task_dial_once(una: User, listener: Listener) -> None:
    message = post(una)
    together(*[lambda: message_dispatch(message_id=message.pk, at=timezone.now())] * THREADS)
    assert SimulatedCall.objects.count() == Call.objects.count() == 1


def test_one_event_many_times_reaches_the_listener_once(call: Call, listener: Listener) -> None:
    together(*[telling(call, EventKind.KEY, "7", "5")] * THREADS)
    assert listener.keys == ["5"]
    assert CallEvent.objects.filter(event_id="7").count() == 1


def test_of_many_ends_the_first_wins(call: Call, listener: Listener) -> None:
    kinds = [EventKind.HUNG_UP, EventKind.VOICEMAIL, EventKind.BUSY, EventKind.COMPLETED] * 3
    together(*(telling(call, kind, f"end-{n}") for n, kind in enumerate(kinds)))
    call.refresh_from_db()
    assert listener.ends == [call.outcome]


def test_a_key_and_a_hang_up_at_once_never_leave_a_key_after_the_end(
    call: Call, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    guard = Lock()

    def heard(word: str) -> Callable[..., object]:
        def hear(**_news: object) -> object:
            with guard:
                order.append(word)
            return listener.reply

        return hear

    monkeypatch.setattr(listener, "key_pressed", heard("key"))
    monkeypatch.setattr(listener, "call_ended", heard("end"))
    keys = [telling(call, EventKind.KEY, f"k{n}", "5") for n in range(5)]
    together(*keys, telling(call, EventKind.HUNG_UP, "end"), *keys)
    assert order.count("end") == 1
    assert order[-1] == "end"


def test_sweepers_side_by_side_end_a_call_once(call: Call, listener: Listener) -> None:
    SimulatedCall.objects.all().delete()
    Call.objects.update(news_at="2020-01-01T00:00Z", dialled_at="2020-01-01T00:00Z")
    together(*[lambda: outbox_sweep(at=timezone.now())] * 4)
    assert listener.ends == ["UNKNOWN"]
