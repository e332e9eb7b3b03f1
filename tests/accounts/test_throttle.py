"""The limiter holds under parallel attempts, and the test can see a limiter that does not."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import Throttle
from accounts.throttle import throttle_hit, throttle_release, throttles_clear
from audit.clock import ClockTimestamp

MINUTE = timedelta(minutes=1)
THREADS = 30
ROUNDS = 20
LIMIT = 5
Hit = Callable[[str], bool]


def ours(bucket: str) -> bool:
    """Hit the real limiter."""
    return throttle_hit(bucket=bucket, limit=LIMIT, window=MINUTE)


def naive(bucket: str) -> bool:
    """Read, then write: the limiter that most of us would write first."""
    row, _ = Throttle.objects.get_or_create(
        bucket=bucket, defaults={"window_ends_at": ClockTimestamp() + MINUTE, "count": 0}
    )
    if row.count >= LIMIT:
        return False
    row.count += 1
    row.save()
    return True


def storm(hit: Hit, bucket: str) -> int:
    """Hit one bucket from thirty threads at once; return how many got through."""
    start, passed = threading.Barrier(THREADS), []

    def attempt() -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            if hit(bucket):
                passed.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return len(passed)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_do_not_get_past_it() -> None:
    assert [storm(ours, f"b{number}") for number in range(ROUNDS)] == [LIMIT] * ROUNDS


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_storm_gets_past_a_naive_limiter() -> None:
    assert any(storm(naive, f"b{number}") > LIMIT for number in range(ROUNDS))


@pytest.mark.django_db
def test_a_window_ends_by_the_clock_of_the_database() -> None:
    hits = [ours("a") for _ in range(LIMIT + 2)]
    assert hits == [True] * LIMIT + [False] * 2
    Throttle.objects.update(window_ends_at=ClockTimestamp())
    assert ours("a")
    assert ours("b")


@pytest.mark.django_db
def test_a_released_hit_is_free_again() -> None:
    for _ in range(LIMIT):
        ours("a")
    throttle_release(bucket="a")
    assert ours("a")
    assert not ours("a")


@pytest.mark.django_db
def test_names_do_not_stand_in_the_table_and_old_windows_go() -> None:
    ours("password name alice")
    assert "alice" not in Throttle.objects.get().bucket
    assert throttles_clear() == 0
    Throttle.objects.update(window_ends_at=ClockTimestamp())
    assert throttles_clear() == 1
