"""A recovery code is used once, whoever tries at the same moment; the naive way fails."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import User
from mfa.challenges.services import challenge_answer
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge, Kind, Method, Purpose, RecoveryCode
from mfa.passcodes.secret import passcode_matches
from tests.mfa.casting import account, recovery_make
from tests.mfa.racing import ROUNDS, THREADS, racers

pytestmark = [
    pytest.mark.race,
    pytest.mark.timeout(400),
    pytest.mark.django_db(transaction=True),
]


def prompts(user: User) -> list[UUID]:
    """Return an open prompt for each thread, each in a browser of its own."""
    now = timezone.now()
    codes = Authenticator.objects.get(user=user, kind=Kind.RECOVERY)
    made = Challenge.objects.bulk_create(
        Challenge(
            purpose=Purpose.SIGN_IN,
            method=Method.RECOVERY,
            user=user,
            authenticator=codes,
            service=account(),
            browser=f"{number:064d}",
            created_at=now,
            expires_at=now + timedelta(minutes=5),
        )
        for number in range(THREADS)
    )
    return [challenge.pk for challenge in made]


def naive_use(code: str) -> bool:
    """Read, compare, write: what must not be done."""
    row = RecoveryCode.objects.get(slot=code[0])
    if row.used_at is not None or not passcode_matches(code, row.secret):
        return False
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    return True


def test_a_recovery_code_is_used_once(user: User) -> None:
    codes = recovery_make(user)
    with racers() as race:
        for code in codes:
            ids = prompts(user)

            def answer(number: int, ids: list[UUID] = ids, code: str = code) -> Answer:
                return challenge_answer(
                    challenge_id=ids[number],
                    browser=f"{number:064d}",
                    typed=code,
                    at=timezone.now(),
                )

            assert Counter(race(answer)) == {Answer.ACCEPTED: 1, Answer.USED: THREADS - 1}


def test_the_naive_use_fails(user: User) -> None:
    code = recovery_make(user)[0]
    worst = 0
    with racers() as race:
        for _ in range(ROUNDS):
            RecoveryCode.objects.update(used_at=None)
            worst = max(worst, sum(race(lambda _number: naive_use(code))))
            if worst > 1:
                break
    assert worst > 1
