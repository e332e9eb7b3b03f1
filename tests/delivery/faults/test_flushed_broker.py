"""E6: Valkey is wiped in the middle of 200 calls. All are placed, none of them twice."""

import pytest
import redis
from django.db.models import Count

from accounts.models import User
from delivery.models import Message
from demo.simulator.models import SimulatedCall
from tests.delivery.casting import post
from tests.delivery.faults.conftest import until
from tests.fixtures.processes import Worker

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
CALLS = 200


def crowd() -> list[User]:
    return User.objects.bulk_create(
        User(username=f"user{n}", given_name="User", family_name=str(n), password="!")
        for n in range(CALLS)
    )


def rang() -> int:
    return SimulatedCall.objects.count()


def test_a_flush_loses_nothing_and_doubles_nothing(worker: Worker, valkey: "redis.Redis") -> None:
    for number, person in enumerate(crowd()):
        post(person, destination=f"+1406555{number + 100:04d}")
        if number in {CALLS // 4, CALLS // 2}:
            valkey.flushdb()
    until(lambda: rang() > CALLS // 3)
    valkey.flushdb()
    until(lambda: not Message.objects.filter(state__in=["QUEUED", "SENDING"]).exists())
    assert Message.objects.filter(state="SENT").count() == CALLS
    rings = SimulatedCall.objects.values("message_id").annotate(times=Count("pk"))
    assert [row["times"] for row in rings] == [1] * CALLS
