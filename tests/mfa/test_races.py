"""What may happen once happens once, whoever tries at the same moment.

Each test has a naive control that gets it wrong: it proves that the test can see the bug.
"""

import time
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from mfa.challenges.lifecycle import challenge_decide, challenge_use
from mfa.challenges.services import challenge_answer
from mfa.methods.base import Answer
from mfa.models import (
    Authenticator,
    Challenge,
    ChallengeState,
    FactorState,
    Method,
    Passcode,
    PasscodeKind,
    PasscodeState,
    Purpose,
)
from mfa.passcodes.secret import passcode_matches
from tests.mfa.browsing import code_renew
from tests.mfa.casting import account, code_of, passcode_make, wrong_code_of
from tests.mfa.racing import ROUNDS, THREADS, Race, racers

pytestmark = [
    pytest.mark.race,
    pytest.mark.timeout(400),
    pytest.mark.django_db(transaction=True),
]


def prompts(user: User, method: Method, app: Authenticator | None = None) -> list[UUID]:
    """Return an open prompt for each thread, each in a browser of its own."""
    now = timezone.now()
    made = Challenge.objects.bulk_create(
        Challenge(
            purpose=Purpose.SIGN_IN,
            method=method,
            user=user,
            authenticator=app,
            service=account(),
            browser=f"{number:064d}",
            created_at=now,
            expires_at=now + timedelta(minutes=5),
        )
        for number in range(THREADS)
    )
    return [challenge.pk for challenge in made]


def answers(race: Race, ids: list[UUID], typed: str) -> Counter[Answer]:
    def answer(number: int) -> Answer:
        browser = f"{number:064d}"
        return challenge_answer(
            challenge_id=ids[number], browser=browser, typed=typed, at=timezone.now()
        )

    return Counter(race(answer))


def naive_redeem(passcode: Passcode, code: str) -> bool:
    """Read, compare, write: what must not be done."""
    row = Passcode.objects.get(pk=passcode.pk)
    if row.uses_left == 0 or not passcode_matches(code, row.secret):
        return False
    row.uses_left -= 1
    row.state = PasscodeState.LIVE if row.uses_left else PasscodeState.USED
    try:
        row.save(update_fields=["uses_left", "state"])
    except IntegrityError:  # the database let no count go up again
        return False
    return True


def test_a_one_use_passcode_is_redeemed_once(user: User, agent: User) -> None:
    with racers() as race:
        for _ in range(ROUNDS):
            issued = passcode_make(user=user, agent=agent)
            before = AuditEvent.objects.filter(tag="user:passcode:refused").count()
            counted = answers(race, prompts(user, Method.PASSCODE), issued.code)
            assert counted == {Answer.ACCEPTED: 1, Answer.USED: THREADS - 1}
            after = AuditEvent.objects.filter(tag="user:passcode:refused").count()
            assert after - before == THREADS - 1


def test_the_naive_redeeming_fails(user: User, agent: User) -> None:
    worst = 0
    with racers() as race:
        for _ in range(ROUNDS):
            issued = passcode_make(user=user, agent=agent)
            worst = max(worst, sum(race(lambda _n: naive_redeem(issued.passcode, issued.code))))  # noqa: B023
            if worst > 1:
                break
    assert worst > 1


def test_a_passcode_with_three_uses_left_is_redeemed_three_times(user: User, agent: User) -> None:
    with racers() as race:
        for _ in range(ROUNDS):
            issued = passcode_make(user=user, agent=agent, kind=PasscodeKind.FORGOTTEN)
            Passcode.objects.filter(pk=issued.passcode.pk).update(uses_left=3)
            counted = answers(race, prompts(user, Method.PASSCODE), issued.code)
            assert counted == {Answer.ACCEPTED: 3, Answer.USED: THREADS - 3}


def test_the_naive_counting_down_fails(user: User, agent: User) -> None:
    worst = 0
    with racers() as race:
        for _ in range(ROUNDS):
            issued = passcode_make(user=user, agent=agent, kind=PasscodeKind.FORGOTTEN)
            Passcode.objects.filter(pk=issued.passcode.pk).update(uses_left=3)
            worst = max(worst, sum(race(lambda _n: naive_redeem(issued.passcode, issued.code))))  # noqa: B023
            if worst > 3:
                break
    assert worst > 3


def test_an_authenticator_code_is_accepted_once(user: User, app: Authenticator) -> None:
    with racers() as race:
        for _ in range(ROUNDS):
            counted = answers(race, prompts(user, Method.TOTP, app), code_of(app))
            assert counted[Answer.ACCEPTED] == 1
            code_renew(app)
            FactorState.objects.update(failures=0, locked_until=None)


def test_the_naive_use_of_a_code_fails(app: Authenticator) -> None:
    def accept(_number: int) -> bool:
        mine = Authenticator.objects.get(pk=app.pk)
        if mine.last_step > 0:
            return False
        mine.last_step = 1
        mine.save(update_fields=["last_step"])
        return True

    worst = 0
    with racers() as race:
        for _ in range(ROUNDS):
            code_renew(app)
            worst = max(worst, sum(race(accept)))
            if worst > 1:
                break
    assert worst > 1


def test_parallel_wrong_codes_are_all_counted_and_lock(user: User, app: Authenticator) -> None:
    with racers() as race:
        for _ in range(ROUNDS):
            counted = answers(race, prompts(user, Method.TOTP, app), wrong_code_of(app))
            assert counted == {Answer.WRONG: 10, Answer.LOCKED: THREADS - 10}
            assert FactorState.objects.get(pk=user.pk).failures == 10
            FactorState.objects.update(failures=0, locked_until=None)


def test_the_first_end_of_a_challenge_wins(user: User, app: Authenticator) -> None:
    ends = (ChallengeState.APPROVED, ChallengeState.DENIED, ChallengeState.REPORTED)
    with racers() as race:
        for _ in range(ROUNDS):
            challenge = Challenge.objects.get(pk=prompts(user, Method.TOTP, app)[0])

            def end(number: int, challenge: Challenge = challenge) -> ChallengeState | None:
                mine = Challenge.objects.get(pk=challenge.pk)
                to = ends[number % len(ends)]
                return to if challenge_decide(challenge=mine, to=to) else None

            won = [state for state in race(end) if state]
            challenge.refresh_from_db()
            assert won == [challenge.state]


def test_the_naive_end_fails(user: User, app: Authenticator) -> None:
    worst = 0
    with racers() as race:
        for _ in range(ROUNDS):
            pk = prompts(user, Method.TOTP, app)[0]

            def end(_number: int, pk: UUID = pk) -> bool:
                mine = Challenge.objects.get(pk=pk)
                if mine.state != ChallengeState.PENDING:
                    return False
                time.sleep(0)
                mine.state, mine.decided_at = ChallengeState.APPROVED, timezone.now()
                mine.save(update_fields=["state", "decided_at"])
                return True

            worst = max(worst, sum(race(end)))
            if worst > 1:
                break
    assert worst > 1


def test_an_approval_opens_one_door(user: User, app: Authenticator) -> None:
    with racers() as race:
        for _ in range(ROUNDS):
            challenge = Challenge.objects.get(pk=prompts(user, Method.TOTP, app)[0])
            challenge_decide(challenge=challenge, to=ChallengeState.APPROVED)

            def use(_number: int, challenge: Challenge = challenge) -> bool:
                return challenge_use(
                    challenge_id=challenge.pk,
                    user_id=challenge.user_id,
                    purpose=Purpose.SIGN_IN,
                    browser=challenge.browser,
                )

            assert sum(race(use)) == 1
