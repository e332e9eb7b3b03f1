"""From the plan to the audit trail: the year of sign-ins, then the desk's cases in their order."""

from datetime import datetime, timedelta

from django.db import connection

from accounts.models import User
from audit.models import AuditEvent
from audit.record import record, sign_in_event
from audit.tags import Tag
from demo.people.desk import CasePlan, Step
from demo.people.history import SignIn
from demo.people.plan import PersonPlan
from helpdesk.models import Case
from mfa.models import Kind, Method

COLUMNS = ("stream", "at", "tag", "actor_id", "subject_id", "body")
COPY = f"COPY {AuditEvent._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"
METHODS = {Kind.PHONE: Method.PHONE_CALL, Kind.TOTP: Method.TOTP}


def sign_ins_write(history: list[SignIn], users: dict[str, User], devices: dict[int, int]) -> None:
    """Copy the sign-ins in. They are of the stream without a chain, so they can go in bulk."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for one in history:
            event = _sign_in(one, users[one.person.username].pk, devices)
            copy.write_row([getattr(event, name) for name in COLUMNS])


def roles_write(people: list[PersonPlan], users: dict[str, User], at: datetime) -> None:
    """Write who was given which role, as the first links of the chain."""
    for number, person in enumerate(one for one in people if one.role):
        record(
            Tag.SYSTEM_ROLE_GRANTED,
            at=at + timedelta(minutes=2 * number),
            actor=None,
            subject=users[person.username],
            role=person.role,
        )


def cases_write(cases: list[CasePlan], users: dict[str, User], devices: dict[int, int]) -> None:
    """Write the cases, and the events of all of them in the order in which they happened."""
    made = Case.objects.bulk_create([_case(one, users) for one in cases])
    for row, plan in zip(made, cases, strict=True):
        if plan.lost:
            row.lost.add(devices[id(plan.lost)])
    steps = [(step, case) for case in cases for step in case.steps]
    for step, case in sorted(steps, key=lambda pair: pair[0].at):
        _step_write(step, case, users, devices)


def _sign_in(one: SignIn, person: int, devices: dict[int, int]) -> AuditEvent:
    return sign_in_event(
        one.tag,
        at=one.at,
        actor=person,
        subject=person,
        method=METHODS[one.device.kind].value,
        device=f"mfa.authenticator/{devices[id(one.device)]}",  # as django-otp names it
        service="account",
        **({"reason": one.reason} if one.reason else {}),
        ip=one.ip,
        agent=one.agent,
    )


def _case(plan: CasePlan, users: dict[str, User]) -> Case:
    return Case(
        id=plan.id,
        person=users[plan.person.username],
        agent=users[plan.agent],
        ticket=plan.ticket,
        loss=plan.loss,
        state=plan.state,
        opened_at=plan.opened_at,
        closed_at=plan.closed_at,
    )


def _step_write(
    step: Step, case: CasePlan, users: dict[str, User], devices: dict[int, int]
) -> None:
    person = users[case.person.username]
    facts = dict(step.facts)
    if step.device:
        facts["authenticator"] = devices[id(step.device)]
    actors = {"user": person, "staff": users[case.agent]}
    actor = actors.get(step.tag.split(":")[0])
    record(step.tag, at=step.at, actor=actor, subject=person, case=case.id, **facts)
