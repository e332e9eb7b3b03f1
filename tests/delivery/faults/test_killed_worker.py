"""E4, E5: `kill -9` at each step of a call. It ends in a final state and never rings twice."""

import os
import signal
from contextlib import ExitStack

import pytest
from django.utils import timezone

from accounts.models import User
from delivery.models import FINAL_STATES, Call, Message
from demo.simulator.models import SimulatedCall
from demo.simulator.phones import Act, phone_act
from tests.delivery.casting import Listener, post
from tests.delivery.faults.apps import AFTER_CLAIM, AFTER_INTENT, AFTER_RING
from tests.delivery.faults.conftest import Brake, pool_pids, until
from tests.fixtures.processes import Worker

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def has_ended(message: Message) -> bool:
    return Call.objects.filter(pk=message.pk, state="ENDED").exists()


def is_final(message: Message) -> bool:
    """Say whether nothing more happens to the message; UNKNOWN is first asked about."""
    message.refresh_from_db()
    if message.state == "UNKNOWN":
        return has_ended(message)
    return message.state in FINAL_STATES


def settles(worker: Worker, message: Message) -> tuple[str, int]:
    """Start the worker again; return the message's final state and how often the phone rang."""
    worker.restart()
    until(lambda: is_final(message))
    phones = SimulatedCall.objects.filter(message_id=message.pk)
    if message.state == "SENT":  # a phone rings: somebody declines the call
        assert phone_act(call_id=phones.get().pk, act=Act.HANG_UP, at=timezone.now())
    until(lambda: has_ended(message))
    return message.state, phones.count()


def test_before_the_claim(una: User, listener: Listener, brake: Brake, worker: Worker) -> None:
    worker.beat.stop()  # a sweep must not be what waits for the row
    with ExitStack() as held:
        message = post(una)
        held.enter_context(
            brake.row("SELECT 1 FROM delivery_message WHERE id = %s FOR UPDATE", message.pk)
        )
        brake.until_stopped()
        worker.kill()
    worker.beat.start()
    assert settles(worker, message) == ("SENT", 1)


def test_after_the_claim(una: User, listener: Listener, brake: Brake, worker: Worker) -> None:
    with brake.at(AFTER_CLAIM):
        message = post(una)
        brake.until_stopped()
        worker.kill()
    assert settles(worker, message) == ("SENT", 1)
    assert message.attempts == 2


def test_after_the_intent(una: User, listener: Listener, brake: Brake, worker: Worker) -> None:
    with brake.at(AFTER_INTENT):
        message = post(una)
        brake.until_stopped()
        assert message.call.state == "DIALLING"
        worker.kill()
    assert settles(worker, message) == ("UNKNOWN", 0)
    assert Call.objects.get().outcome == "UNKNOWN"


def test_after_the_phone_rang(una: User, listener: Listener, brake: Brake, worker: Worker) -> None:
    with brake.at(AFTER_RING):
        message = post(una)
        brake.until_stopped()
        worker.kill()
    assert settles(worker, message) == ("SENT", 1)
    assert listener.ends == ["BUSY"]


def test_before_the_outcome_is_committed(
    una: User, listener: Listener, brake: Brake, worker: Worker
) -> None:
    worker.beat.stop()  # a sweep would take a slow machine's row for one that lost its worker
    with ExitStack() as held:
        with brake.at(AFTER_RING):
            message = post(una)
            brake.until_stopped()
            held.enter_context(
                brake.row("SELECT 1 FROM delivery_message WHERE id = %s FOR UPDATE", message.pk)
            )
        brake.until_stopped()
        until(lambda: Message.objects.filter(pk=message.pk, state="SENDING").exists())
        worker.kill()
    worker.beat.start()
    assert settles(worker, message) == ("SENT", 1)


def test_after_all_was_done(una: User, listener: Listener, worker: Worker) -> None:
    message = post(una)
    until(lambda: is_final(message))
    worker.kill()
    assert settles(worker, message) == ("SENT", 1)


def test_a_task_that_comes_twice_rings_once(
    una: User, listener: Listener, brake: Brake, worker: Worker
) -> None:
    """Only the pool's process dies: its parent lives and delivers the task again at once."""
    with brake.at(AFTER_RING):
        message = post(una)
        brake.until_stopped()
        for pid in pool_pids(worker):
            os.kill(pid, signal.SIGKILL)
        until(lambda: "WorkerLostError" in worker.pool.output())
    until(lambda: is_final(message))
    assert (message.state, SimulatedCall.objects.count()) == ("SENT", 1)
