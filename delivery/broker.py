"""Telling the broker about a message. It may be down: the sweeper finds what it was not told."""

import logging
import time
from uuid import UUID

from celery import current_app
from kombu.pools import ProducerPool

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5  # after a failure, so that not every request waits for a dead broker
# Shorter than a worker's own: a page waits for this.
TIMEOUTS = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "connect_retries_timeout": 0.5,
    "max_retries": 1,
    "interval_start": 0,
}


class Broker:
    """This process's connections to the broker, for tasks that a request enqueues."""

    def __init__(self) -> None:
        self.silent_until = 0.0
        self.pool: ProducerPool | None = None

    def send(self, task: str, message_id: UUID, *, priority: int) -> None:
        """Enqueue a task by name; raises whatever the broker's client raises."""
        if self.pool is None:
            options = {**current_app.conf.broker_transport_options, **TIMEOUTS}
            connection = current_app.connection_for_write(transport_options=options)
            self.pool = ProducerPool(connection.Pool(limit=8), limit=8)
        with self.pool.acquire(block=True, timeout=1) as producer:
            current_app.send_task(
                task, (str(message_id),), priority=priority, producer=producer, retry=False
            )


broker = Broker()


def message_enqueue(*, message_id: UUID, priority: int) -> bool:
    """Tell the broker that a message waits. False, quickly and without an error, if it cannot."""
    return _tell("delivery.message_send", message_id, priority=priority)


def call_stop_enqueue(*, message_id: UUID) -> bool:
    """Tell the broker that a call is to be stopped; if that gets lost, the call rings out."""
    return _tell("delivery.call_stop", message_id, priority=0)


def _tell(task: str, message_id: UUID, *, priority: int) -> bool:
    if time.monotonic() < broker.silent_until:
        return False
    try:
        broker.send(task, message_id, priority=priority)
    except Exception as error:  # noqa: BLE001  # whatever it is, the request must not fail by it
        broker.silent_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker does not answer: %s", type(error).__name__)
        return False
    return True
