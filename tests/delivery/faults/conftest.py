import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest

from tests.delivery.faults.apps import STOPS
from tests.fixtures.database import database_url
from tests.fixtures.processes import Worker

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the worker the stopping places and the sweeper little patience."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.delivery.faults.settings")
    for name, seconds in {"STUCK": "3", "LOST": "2", "SILENT": "6"}.items():
        monkeypatch.setenv(f"KEYDESK_{name}_SECONDS", seconds)


def until(true: Callable[[], object], *, seconds: float = 40) -> None:
    """Wait until something is the case."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


class Brake:
    """Holds locks that a worker runs into."""

    def __init__(self, held: ExitStack) -> None:
        self.held = held
        self.watcher = held.enter_context(_connection(autocommit=True))

    @contextmanager
    def at(self, step: int) -> Iterator[None]:
        """Stop the worker at one of its steps."""
        with _connection(autocommit=True) as holder:
            holder.execute("SELECT pg_advisory_lock(%s, %s)", [STOPS, step])
            yield

    @contextmanager
    def row(self, query: str, *values: Any) -> Iterator[None]:
        """Hold a row that the worker is about to change."""
        with _connection(autocommit=False) as holder:
            assert holder.execute(query, values).fetchone()
            yield
            holder.rollback()

    def until_stopped(self) -> None:
        """Wait until some process of Keydesk waits for a lock."""
        until(lambda: self.watcher.execute(WAITING).fetchone() != (0,))


def _connection(*, autocommit: bool) -> "psycopg.Connection[Any]":
    return psycopg.connect(database_url(os.environ["DATABASE_URL"]), autocommit=autocommit)


@pytest.fixture
def brake(transactional_db: None) -> Iterator[Brake]:
    with ExitStack() as held:
        yield Brake(held)


def pool_pids(worker: Worker) -> list[int]:
    """Return the processes of the worker's pool."""
    assert worker.pool.child
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(worker.pool.child.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(pid) for pid in found.stdout.split()]
