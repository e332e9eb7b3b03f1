"""C14: however many agents issue for one person at once, one passcode is live."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from mfa.evidence.points import CALL_BACK, MAIL_CODE
from mfa.models import (
    Authenticator,
    Challenge,
    ChallengeState,
    Evidence,
    FactorState,
    Method,
    Passcode,
    PasscodeState,
    Purpose,
)
from mfa.passcodes import services
from tests.fixtures.database import Owner
from tests.fixtures.people import person_make
from tests.mfa.casting import passcode_make, phone_make
from tests.mfa.racing import ROUNDS, THREADS, racers

pytestmark = [
    pytest.mark.race,
    pytest.mark.timeout(400),
    pytest.mark.django_db(transaction=True),
]
INDEX = "passcode_one_live_per_user"


@pytest.fixture
def agents(transactional_db: None) -> list[User]:
    """Return as many agents as there are threads."""
    return [person_make(f"agent{number}") for number in range(THREADS)]


@pytest.fixture
def landline(user: User) -> Authenticator:
    """Return a telephone that a caller can be checked with."""
    return phone_make(user, name="Landline")


def cases_make(user: User, agents: list[User], landline: Authenticator) -> list[UUID]:
    """Give every agent a case with 100 points, as two passed checks leave it behind."""
    now = timezone.now()
    mail = user.addresses.filter(kind="EMAIL").first()
    cases = [uuid4() for _ in agents]
    for agent, case_ref in zip(agents, cases, strict=True):
        for method, points in ((Method.PHONE_CALL, CALL_BACK), (Method.MAIL_CODE, MAIL_CODE)):
            check = _check(user, agent, case_ref, method, now)
            check.authenticator = landline if method == Method.PHONE_CALL else None
            check.address = mail if method == Method.MAIL_CODE else None
            check.save(force_insert=True)
            Evidence.objects.create(
                challenge=check,
                user=user,
                gathered_by=agent,
                case_ref=case_ref,
                channel=method,
                points=points,
                gathered_at=now,
            )
    return cases


def _check(user: User, agent: User, case_ref: UUID, method: Method, now: datetime) -> Challenge:
    return Challenge(
        purpose=Purpose.CALLER_CHECK,
        method=method,
        user=user,
        asked_by=agent,
        case_ref=case_ref,
        state=ChallengeState.APPROVED,
        created_at=now,
        expires_at=now + timedelta(minutes=5),
        decided_at=now,
    )


def live(user: User) -> int:
    return Passcode.objects.filter(user=user, state=PasscodeState.LIVE).count()


def test_agents_who_issue_at_once_leave_one_live_passcode(
    user: User, agents: list[User], landline: Authenticator
) -> None:
    with racers() as race:
        for _ in range(ROUNDS):
            cases = cases_make(user, agents, landline)

            def issue(number: int, cases: list[UUID] = cases) -> int:
                issued = passcode_make(user=user, agent=agents[number], case_ref=cases[number])
                return issued.passcode.pk

            made = race(issue)
            assert len(made) == THREADS
            assert [row.pk for row in Passcode.objects.filter(state="LIVE")] == [max(made)]


def test_without_lock_and_index_too_many_live(
    user: User,
    agents: list[User],
    landline: Authenticator,
    owner_connection: Owner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The naive control: nobody waits for anybody, and the database has no say."""

    class NoGuard:
        is_locked = False

        def __init__(self, user_id: int) -> None:
            """Lock nothing."""
            self.state = FactorState(pk=user_id)

    monkeypatch.setattr(services, "Guard", NoGuard)
    row = owner_connection.execute(
        "SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX]
    ).fetchone()
    assert row
    owner_connection.execute(f"DROP INDEX {INDEX}")
    try:
        worst = 0
        with racers() as race:
            for _ in range(ROUNDS):
                cases = cases_make(user, agents, landline)

                def issue(number: int, cases: list[UUID] = cases) -> None:
                    passcode_make(user=user, agent=agents[number], case_ref=cases[number])

                race(issue)
                worst = max(worst, live(user))
                if worst > 1:
                    break
        assert worst > 1
    finally:
        Passcode.objects.filter(state="LIVE").update(state="REVOKED")
        owner_connection.execute(row[0])
