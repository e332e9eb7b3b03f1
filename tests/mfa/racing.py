"""Thirty threads at a barrier, each with a database connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

THREADS = 30
ROUNDS = 20


class Race:
    """Runs a piece of work in all threads at the same moment; called with the thread's number."""

    def __init__(self, start: Callable[[Callable[[int], Any]], list[Any]]) -> None:
        self.start = start

    def __call__(self, work: Callable[[int], T]) -> list[T]:
        return self.start(work)


@contextmanager
def racers(threads: int = THREADS) -> Iterator["Race"]:
    """Start the threads; they keep their connections from one race to the next."""
    barrier = Barrier(threads, timeout=30)

    def run_one(work: Callable[[int], T], number: int) -> T:
        connection.ensure_connection()
        barrier.wait()
        return work(number)

    def leave(_number: int) -> None:
        barrier.wait()
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        yield Race(lambda work: list(pool.map(partial(run_one, work), range(threads))))
        list(pool.map(leave, range(threads)))
