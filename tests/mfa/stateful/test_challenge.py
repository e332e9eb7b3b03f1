"""Any order of starting, answering, cancelling, running out and using a challenge."""

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mfa.challenges.cancelling import challenge_cancel
from mfa.challenges.expiry import challenges_expire
from mfa.challenges.lifecycle import challenge_use
from mfa.challenges.origin import Origin
from mfa.challenges.rules import ChallengeRefused
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.methods.base import Answer
from mfa.models import Challenge, ChallengeState, Method, Purpose
from tests.mfa.browsing import code_renew
from tests.mfa.casting import account, app_make, code_of, wrong_code_of
from tests.mfa.stateful.machine import SMALL, somebody

BROWSERS = ("b" * 64, "e" * 64)
PURPOSES = (Purpose.SIGN_IN, Purpose.MANAGE)
PENDING, APPROVED = ChallengeState.PENDING, ChallengeState.APPROVED


class Challenges(RuleBasedStateMachine):
    """The model: what is open for a browser and purpose, and which approvals are used."""

    @initialize()
    def begin(self) -> None:
        self.user = somebody()
        self.app = app_make(self.user)
        self.open: dict[tuple[str, Purpose], Challenge] = {}
        self.approved: list[Challenge] = []
        self.used: set[object] = set()
        self.ends: dict[object, str] = {}
        self.wrong_in_a_row = 0

    @rule(browser=st.sampled_from(BROWSERS), purpose=st.sampled_from(PURPOSES))
    def start(self, browser: str, purpose: Purpose) -> None:
        try:
            made = challenge_start(
                purpose=purpose,
                method=Method.TOTP,
                user=self.user,
                authenticator=self.app,
                service=account(),
                origin=Origin(browser),
                at=timezone.now(),
            )
        except ChallengeRefused:
            made = None
        assert (made is None) == (self.wrong_in_a_row >= 10)
        if made is not None:
            self.open[browser, purpose] = made

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 9), right=st.booleans(), at_home=st.booleans())
    def answer(self, which: int, right: bool, at_home: bool) -> None:  # noqa: FBT001
        keys = list(self.open)
        browser, purpose = keys[which % len(keys)]
        challenge = self.open[browser, purpose]
        typed = code_of(self.app) if right else wrong_code_of(self.app)
        code_renew(self.app)
        answer = challenge_answer(
            challenge_id=challenge.pk,
            browser=browser if at_home else "x" * 64,
            typed=typed,
            at=timezone.now(),
        )
        if not at_home:
            assert answer == Answer.OVER
        elif self.wrong_in_a_row >= 10:
            assert answer == Answer.LOCKED
        elif right:
            assert answer == Answer.ACCEPTED
            self.approved.append(challenge)
            self.open.pop((browser, purpose))
            self.wrong_in_a_row = 0
        else:
            assert answer == Answer.WRONG
            self.wrong_in_a_row += 1

    @precondition(lambda self: self.approved)
    @rule(
        which=st.integers(0, 9),
        purpose=st.sampled_from(PURPOSES),
        browser=st.sampled_from(BROWSERS),
    )
    def use(self, which: int, purpose: Purpose, browser: str) -> None:
        challenge = self.approved[which % len(self.approved)]
        fits = (purpose, browser) == (challenge.purpose, challenge.browser)
        used = challenge_use(
            challenge_id=challenge.pk, user_id=self.user.pk, purpose=purpose, browser=browser
        )
        assert used == (fits and challenge.pk not in self.used)
        if used:
            self.used.add(challenge.pk)

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 9), how=st.sampled_from(["cancel", "run out"]))
    def end(self, which: int, how: str) -> None:
        key = list(self.open)[which % len(self.open)]
        challenge = self.open.pop(key)
        if how == "cancel":
            assert challenge_cancel(challenge=challenge, at=timezone.now())
            return
        Challenge.objects.filter(pk=challenge.pk).update(expires_at=timezone.now())
        typed = code_of(self.app)
        code_renew(self.app)
        answer = challenge_answer(
            challenge_id=challenge.pk, browser=key[0], typed=typed, at=timezone.now()
        )
        assert answer == Answer.EXPIRED

    @rule()
    def sweep(self) -> None:
        challenges_expire(at=timezone.now())

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        for row in Challenge.objects.filter(user=self.user) if hasattr(self, "user") else []:
            assert self.ends.get(row.pk, row.state) == row.state
            if row.state != PENDING:
                self.ends[row.pk] = row.state
                assert row.decided_at is not None
            assert row.used_at is None or row.state == APPROVED

    @invariant()
    def one_is_open_for_a_browser_and_purpose(self) -> None:
        if hasattr(self, "user"):
            rows = Challenge.objects.filter(user=self.user, state=PENDING)
            assert {row.pk for row in rows} == {one.pk for one in self.open.values()}


@pytest.mark.django_db(transaction=True)
def test_challenges_in_any_order() -> None:
    run_state_machine_as_test(Challenges, settings=SMALL)
