"""Filling happens once, in demo mode, and gives the same people each time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from demo.people.fill import DemoRefused, Plan, demo_fill, plan_make

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
MONTH = timedelta(days=30)


def test_the_same_people_are_made_on_another_day() -> None:
    first, second = plan_make(NOON), plan_make(NOON + timedelta(days=9, hours=3))
    assert _portraits(first) == _portraits(second)
    assert [one.ticket for one in first.cases] == [one.ticket for one in second.cases]


def _portraits(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (one.username, one.country, one.mails[0].email, [phone.number for phone in one.phones])
        for one in plan.people
    ]


@pytest.mark.django_db
def test_a_second_fill_changes_nothing_and_asks_one_question() -> None:
    User.objects.create_user("somebody", given_name="Some", family_name="Body")
    with CaptureQueriesContext(connection) as queries:
        assert demo_fill(at=NOON) is None
    assert len([one for one in queries if "accounts_user" in one["sql"]]) == 1
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_outside_of_demo_mode_nothing_is_made(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(DemoRefused):
        demo_fill(at=NOON)
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("demo_fill")
    assert not User.objects.exists()
