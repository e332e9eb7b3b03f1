"""A few weeks of closed help desk cases, each with the steps it went through."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from audit.tags import Tag
from demo.people.plan import DevicePlan, PersonPlan
from helpdesk.models import CaseState, Loss
from mfa.models import AuthenticatorState, Kind, Method

WEEKS = 4
CASES = 36
AGENTS = ("agent", "agent", "agent2")
CALL_BACK, MAIL_CODE, THRESHOLD = 70, 30, 100  # security page, points of a caller check


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a case."""

    tag: Tag
    at: datetime
    facts: dict[str, object] = field(default_factory=dict)
    device: DevicePlan | None = None


@dataclass(slots=True)
class CasePlan:
    id: UUID
    person: PersonPlan
    agent: str
    ticket: str
    loss: Loss
    state: CaseState
    opened_at: datetime
    closed_at: datetime
    lost: DevicePlan | None = None
    steps: list[Step] = field(default_factory=list)


def desk_make(people: list[PersonPlan], random: Random, at: datetime) -> list[CasePlan]:
    """Return the cases, oldest first. Phones lost in them are replaced in the plan of the person.

    A resolved one says *lost* or *forgotten*; a tenth end without enough evidence.
    """
    callers = [one for one in people if _may_call(one, at)]
    moments = sorted(_working_hour(random, at) for _ in range(CASES))
    return [
        _case(caller, moment, f"INC{48_200 + 3 * number}", random)
        for number, (caller, moment) in enumerate(
            zip(random.sample(callers, CASES), moments, strict=True)
        )
    ]


def _may_call(person: PersonPlan, at: datetime) -> bool:
    """Say whether the agents could help this person alone, with a phone known long enough."""
    device = person.devices[0] if person.devices else None
    return (
        not (person.role or person.title or len(person.username) < 6)
        and len(person.phones) > 1
        and device is not None
        and device.kind == Kind.PHONE
        and device.is_held(at)
        and device.activated_at < at - timedelta(weeks=WEEKS + 2)
    )


def _working_hour(random: Random, at: datetime) -> datetime:
    """Return a moment of the last weeks at which the desk in Montana is staffed (15 to 23 UTC)."""
    while True:
        day = at - timedelta(days=random.randint(1, WEEKS * 7))
        if day.weekday() < 5:
            second = random.randrange(15 * 3600, 23 * 3600)
            midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
            return midnight + timedelta(seconds=second, microseconds=random.randrange(1_000_000))


def _case(person: PersonPlan, opened_at: datetime, ticket: str, random: Random) -> CasePlan:
    state = random.choices(
        (CaseState.RESOLVED, CaseState.FAILED, CaseState.ABANDONED), weights=(85, 10, 5)
    )[0]
    case = CasePlan(
        id=UUID(int=random.getrandbits(128), version=4),
        person=person,
        agent=random.choice(AGENTS),
        ticket=ticket,
        loss=random.choice((Loss.LOST, Loss.LOST, Loss.FORGOTTEN)),
        state=state,
        opened_at=opened_at,
        closed_at=opened_at,
    )
    if case.loss == Loss.LOST:
        case.lost = person.devices[0]
    case.steps = list(_steps(case, random))
    case.closed_at = case.steps[-1].at
    if case.lost and state == CaseState.RESOLVED:
        _replace(person, case.lost, case.closed_at)
    return case


def _steps(case: CasePlan, random: Random) -> Iterator[Step]:
    clock = _Clock(case.opened_at, random)
    yield Step(Tag.STAFF_CASE_OPENED, case.opened_at)
    yield Step(Tag.STAFF_CASE_CHANGED, clock.later(10), {"loss": case.loss.value})
    if case.lost:
        yield Step(Tag.STAFF_AUTHENTICATOR_LOST, clock.later(4), device=case.lost)
    call: dict[str, object] = {"purpose": "CALLER_CHECK", "method": Method.PHONE_CALL.value}
    yield Step(Tag.STAFF_CHECK_STARTED, clock.later(12), call)
    if case.state == CaseState.ABANDONED:
        yield Step(Tag.SYSTEM_CASE_ABANDONED, case.opened_at + timedelta(hours=8))
        return
    if case.state == CaseState.FAILED:
        reason = random.choice(("no_answer", "hung_up", "wrong_number"))
        yield Step(Tag.STAFF_EVIDENCE_FAILED, clock.later(35), {**call, "reason": reason})
        yield Step(Tag.STAFF_CASE_FAILED, clock.later(30), {"ticket": case.ticket})
        return
    yield Step(Tag.STAFF_EVIDENCE_GATHERED, clock.later(30), {**call, "points": CALL_BACK})
    mail: dict[str, object] = {"purpose": "CALLER_CHECK", "method": Method.MAIL_CODE.value}
    yield Step(Tag.STAFF_CHECK_STARTED, clock.later(6), mail)
    yield Step(Tag.STAFF_EVIDENCE_GATHERED, clock.later(40), {**mail, "points": MAIL_CODE})
    yield from _way_back_in(case, clock)


def _way_back_in(case: CasePlan, clock: "_Clock") -> Iterator[Step]:
    yield Step(Tag.STAFF_STEP_UP_ACCEPTED, clock.later(10), {"method": Method.TOTP.value})
    issued: dict[str, object] = {"kind": case.loss.value, "points": THRESHOLD}
    yield Step(Tag.STAFF_PASSCODE_ISSUED, clock.later(5), issued)
    yield Step(Tag.USER_PASSCODE_REDEEMED, clock.later(60), {"kind": case.loss.value})
    if case.lost:
        yield Step(Tag.STAFF_AUTHENTICATOR_REVOKED, clock.later(150), device=case.lost)
    yield Step(Tag.STAFF_CASE_CLOSED, clock.later(20), {"ticket": case.ticket})


def _replace(person: PersonPlan, lost: DevicePlan, at: datetime) -> None:
    """Let the person have enrolled another phone: the one lost had a number they took along."""
    lost.state, lost.revoked_at = AuthenticatorState.REVOKED, at
    lost.lost_at = at - timedelta(minutes=5)
    new_at = at - timedelta(seconds=45)
    person.devices.append(DevicePlan(Kind.PHONE, "New phone", new_at, number=lost.number))


class _Clock:
    """Time that goes on by about as much as a step takes."""

    def __init__(self, now: datetime, random: Random) -> None:
        self.now, self.random = now, random

    def later(self, seconds: int) -> datetime:
        self.now += timedelta(seconds=seconds * self.random.uniform(0.6, 1.5))
        return self.now
