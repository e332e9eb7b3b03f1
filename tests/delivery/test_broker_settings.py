"""E7: an attacker in the broker finds ids, and cannot make a worker run anything else."""

import inspect

import pytest
from celery import current_app
from django.conf import settings

from delivery import tasks
from stack.processes import commands
from stack.serving import Serving


def test_only_json_is_taken_and_nothing_is_kept() -> None:
    conf = current_app.conf
    assert conf.accept_content == ["json"]
    assert conf.task_serializer == "json"
    assert conf.task_ignore_result
    assert settings.CELERY_RESULT_BACKEND is None


def test_a_lost_worker_means_a_second_delivery() -> None:
    conf = current_app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] >= 60


def test_our_tasks_take_ids_or_nothing() -> None:
    ours = {name: task for name, task in current_app.tasks.items() if name.startswith("delivery.")}
    assert set(ours) == {
        "delivery.message_send",
        "delivery.call_stop",
        "delivery.sweep",
        "delivery.heartbeat",
    }
    for task in ours.values():
        names = list(inspect.signature(task.run).parameters)
        assert all(name.endswith("_id") for name in names)


def test_garbage_in_the_broker_is_an_error_and_nothing_more() -> None:
    for garbage in ("", "1 OR 1=1", "../../etc/passwd"):
        with pytest.raises(ValueError, match="UUID"):
            tasks.message_send.run(garbage)


def test_a_worker_takes_no_orders_from_the_broker_and_tells_nothing() -> None:
    conf = current_app.conf
    assert not conf.worker_enable_remote_control
    assert not conf.worker_send_task_events
    assert not conf.task_send_sent_event
    worker = commands(Serving(), has_mailbox=False)["worker"]
    assert {"--without-gossip", "--without-mingle", "--without-heartbeat"} <= set(worker)
