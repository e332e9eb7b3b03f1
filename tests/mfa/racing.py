"""Thirty threads at a barrier, each with a database connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
Race = Callable[[Callable[[int], T]], list[T]]

THREADS = 30
ROUNDS = 20


@contextmanager
def racers(threads: int = THREADS) -> Iterator[Race[T]]:
    """Yield a function that runs a piece of work in all threads at the same moment."""
    barrier = Barrier(threads, timeout=30)

    def run_one(work: Callable[[int], T], number: int) -> T:
        connection.ensure_connection()
        barrier.wait()
        return work(number)

    def leave(_number: int) -> None:
        barrier.wait()
        connection.close()

    with ThreadPoolExecutor(threads) as pool:

        def race(work: Callable[[int], T]) -> list[T]:
            return list(pool.map(lambda number: run_one(work, number), range(threads)))

        yield race
        list(pool.map(leave, range(threads)))
