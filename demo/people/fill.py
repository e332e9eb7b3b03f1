"""Filling an empty installation with the demo's people and their past."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.record import record
from audit.tags import Tag
from demo.people.crowd import crowd_make
from demo.people.desk import CasePlan, desk_make
from demo.people.history import SignIn, history_make
from demo.people.plan import PersonPlan
from demo.people.reach import reach_add
from demo.people.rows import addresses_write, devices_write, users_write
from demo.people.trail import cases_write, roles_write, sign_ins_write

SEED = 20_260_301
HISTORY_START = timedelta(days=400)


class DemoRefused(Exception):  # noqa: N818
    """Known passwords have no business in a real installation."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything, before it is written."""

    people: list[PersonPlan]
    cases: list[CasePlan]
    history: list[SignIn]


def demo_fill(*, at: datetime) -> Plan | None:
    """Make everything in one transaction; return None when there are people already.

    The same people each time; only the dates move with `at`. Raises DemoRefused outside of demo
    mode.
    """
    if not settings.DEMO:
        message = "The demo's people have known passwords: demo mode only (KEYDESK_DEMO=1)."
        raise DemoRefused(message)
    with transaction.atomic():
        if User.objects.exists():
            return None
        return _fill(at)


def plan_make(at: datetime) -> Plan:
    """Return all that `demo_fill` would make on that day."""
    random = Random(SEED)  # noqa: S311 - made-up people, not secrets
    people = crowd_make(random, at)
    reach_add(people, random, at)
    cases = desk_make(people, random, at)
    return Plan(people=people, cases=cases, history=history_make(people, random, at))


def _fill(at: datetime) -> Plan:
    plan = plan_make(at)
    users = users_write(plan.people)
    addresses_write(plan.people, users)
    devices = devices_write(plan.people, users)
    sign_ins_write(plan.history, users, devices)
    roles_write(plan.people, users, at - HISTORY_START)
    cases_write(plan.cases, users, devices)
    record(Tag.SYSTEM_DEMO_SEEDED, at=at, actor=None, subject=None, people=len(plan.people))
    return plan
