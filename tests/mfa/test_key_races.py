"""A key's answer counts once, whoever sends it at the same moment (cases C1, D3)."""

from collections import Counter
from functools import partial

import pytest
from django.utils import timezone

from accounts.models import User
from mfa.challenges.services import challenge_answer
from mfa.methods.base import Answer
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    FactorState,
    Method,
)
from tests.mfa.key_casting import HERE, asked
from tests.mfa.racing import ROUNDS, THREADS, Race, racers
from tests.mfa.soft_key import SoftKey, key_make
from tests.mfa.test_races import prompts

pytestmark = [
    pytest.mark.race,
    pytest.mark.timeout(400),
    pytest.mark.django_db(transaction=True),
]


def test_one_answer_is_accepted_once(user: User) -> None:
    soft = SoftKey()
    key = key_make(user, soft)
    with racers() as race:
        for _ in range(ROUNDS):
            challenge = asked(key)
            send = partial(
                challenge_answer,
                challenge_id=challenge.pk,
                browser=HERE.browser,
                typed=soft.sign(challenge),
            )
            counted = Counter(race(lambda _number: send(at=timezone.now())))  # noqa: B023
            assert counted == {Answer.ACCEPTED: 1, Answer.OVER: THREADS - 1}


def test_of_many_copies_one_signs_in_and_all_are_set_aside(user: User) -> None:
    """Thirty prompts, each signed with the same count: a single key would have counted up."""
    soft = SoftKey(count=7, step=0)
    with racers() as race:
        for _ in range(ROUNDS):
            key = key_make(user, soft, sign_count=6)
            counted = signed_at_once(race, user, key, soft)
            assert counted[Answer.ACCEPTED] == 1
            assert counted[Answer.SET_ASIDE] == 1
            assert counted[Answer.OVER] + counted[Answer.WRONG] == THREADS - 2
            key.refresh_from_db()
            assert key.state == AuthenticatorState.SUSPENDED
            Authenticator.objects.update(state=AuthenticatorState.REVOKED)
            FactorState.objects.update(failures=0, locked_until=None)


def signed_at_once(race: Race, user: User, key: Authenticator, soft: SoftKey) -> Counter[Answer]:
    ids = prompts(user, Method.WEBAUTHN, key)
    typed = [soft.sign(Challenge.objects.get(pk=pk)) for pk in ids]

    def answer(number: int) -> Answer:
        return challenge_answer(
            challenge_id=ids[number],
            browser=f"{number:064d}",
            typed=typed[number],
            at=timezone.now(),
        )

    return Counter(race(answer))


def test_the_naive_counting_fails(user: User) -> None:
    def count(_number: int) -> bool:
        mine = Authenticator.objects.get(pk=key.pk)
        if mine.sign_count >= 7:
            return False
        mine.sign_count = 7
        mine.save(update_fields=["sign_count"])
        return True

    key, worst = key_make(user), 0
    with racers() as race:
        for _ in range(ROUNDS):
            Authenticator.objects.update(sign_count=6)
            worst = max(worst, sum(race(count)))
            if worst > 1:
                break
    assert worst > 1
