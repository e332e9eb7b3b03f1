"""Two agents at once, on PostgreSQL, each with the naive way that must fail."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import AuditEvent
from audit.tags import Tag
from helpdesk.acts.services import passcode_issue_act
from helpdesk.cases.services import case_open
from helpdesk.models import Case, StepUp
from helpdesk.refusals import DeskRefused
from mfa.models import Passcode, PasscodeState
from tests.fixtures.people import mail_add, person_make, phone_add
from tests.helpdesk.casting import asked, opened, verified
from tests.mfa.casting import phone_make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run all at a barrier, each in a thread with a connection of its own."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def caller(transactional_db: None) -> User:
    """Return somebody with two numbers and two mail addresses."""
    person = person_make("caller")
    phone_add(person, "+14065550101")
    phone_add(person, "+14065550102")
    mail_add(person, "caller@example.net")
    return person


def agents(count: int) -> list[User]:
    return [person_make(f"agent{n}", roles=(Role.AGENT,)) for n in range(count)]


def live(person: User) -> int:
    return Passcode.objects.filter(user=person, state=PasscodeState.LIVE).count()


def test_two_agents_issue_at_once_and_one_passcode_lives(caller: User) -> None:
    phone_make(caller, number="+14065550101")
    cases = [verified(agent, caller) for agent in agents(2)]
    done = at_once(
        *(partial(passcode_issue_act, asked=asked(case), at=timezone.now()) for case in cases)
    )
    assert not [one for one in done if isinstance(one, Exception)]
    assert (Passcode.objects.count(), live(caller)) == (2, 1)


def test_one_case_issues_once_however_often_it_is_clicked(caller: User) -> None:
    case = verified(agents(1)[0], caller)
    done = at_once(
        *(lambda: passcode_issue_act(asked=asked(case), at=timezone.now()) for _ in range(8))
    )
    assert sum(isinstance(one, DeskRefused) for one in done) == 7
    assert Passcode.objects.count() == 1
    assert AuditEvent.objects.filter(tag=Tag.STAFF_PASSCODE_ISSUED).count() == 1
    assert AuditEvent.objects.filter(tag=Tag.STAFF_PASSCODE_REFUSED).count() == 7


def naive_once(case: Case, meet: threading.Barrier) -> None:
    """Look whether it was done, then do it: what the services must not do."""
    is_done = StepUp.objects.filter(case=case).exists()
    meet.wait()
    if not is_done:
        now = timezone.now()
        StepUp.objects.create(case=case, agent=case.agent, session="", made_at=now, expires_at=now)


def test_the_naive_way_does_it_more_than_once(caller: User) -> None:
    case = opened(agents(1)[0], caller)
    meet = threading.Barrier(8)
    at_once(*(lambda: naive_once(case, meet) for _ in range(8)))
    assert StepUp.objects.count() > 1


def test_one_agent_has_one_open_case_about_a_person(caller: User) -> None:
    agent = agents(1)[0]
    for _ in range(ROUNDS):
        done = at_once(
            *(
                lambda: case_open(agent=agent, person_id=caller.pk, at=timezone.now())
                for _ in range(6)
            )
        )
        assert {getattr(one, "pk", one) for one in done} == {Case.objects.get().pk}
