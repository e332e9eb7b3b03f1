"""Any order of asking, answering, cancelling and running out (cases D1 to D4, F5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
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
from mfa.devices.services import authenticator_suspend
from mfa.models import Challenge, ChallengeState, Method, Purpose
from tests.mfa.app.pushing import ask_over, attempt, time_passes
from tests.mfa.phone import Phone, bound_phone, device_of, number_shown, wrong_number
from tests.mfa.stateful.machine import SMALL, somebody

BROWSERS = ("b" * 64, "e" * 64)
PENDING = ChallengeState.PENDING


class AppAnswers(RuleBasedStateMachine):
    """`ends` is what the model knows: once a request has ended, nothing changes it."""

    @initialize()
    def begin(self) -> None:
        self.user = somebody()
        self.phone: Phone = bound_phone(self.user)
        self.ends: dict[Any, str] = {}
        self.seen: list[dict[str, Any]] = []
        self.blocked = self.lost = False

    def challenges(self) -> list[Challenge]:
        return list(Challenge.objects.filter(user=self.user, purpose=Purpose.SIGN_IN))

    def waiting(self) -> list[Challenge]:
        now = timezone.now()
        return [c for c in self.challenges() if c.state == PENDING and c.expires_at > now]

    @rule(browser=st.sampled_from(BROWSERS))
    def ask(self, browser: str) -> None:
        before = [one.browser for one in self.waiting()]
        ended = attempt(self.user, self.phone, browser=browser)
        if self.lost:
            assert ended == "not_available"
        elif self.blocked:
            assert ended == "prompts_blocked"
        elif before and before != [browser]:
            assert ended in {"push_pending", "push_off"}

    @rule()
    def some_seconds_pass(self) -> None:
        time_passes(self.user, timedelta(seconds=20))

    @precondition(lambda self: not self.lost)
    @rule()
    def look(self) -> None:
        found = self.phone.look()
        assert [one["id"] for one in found] == [str(one.pk) for one in self.waiting()]
        self.seen += found

    @precondition(lambda self: self.seen)
    @rule(which=st.integers(0, 9), how=st.sampled_from(["right", "wrong", "mistake", "not_me"]))
    def answer(self, which: int, how: str) -> None:
        request = self.seen[which % len(self.seen)]
        open_now = {str(one.pk) for one in self.waiting()}
        if how in {"mistake", "not_me"}:
            status, said = self.phone.deny(request, how)
        else:
            number = number_shown(self.user) if how == "right" else wrong_number(self.user)
            status, said = self.phone.approve(request, number)
        if self.lost:
            assert (status, said) == (401, {"error": "unknown"})
        elif request["id"] not in open_now and how != "not_me":
            assert said in ({"result": "over"}, {"error": "changed"})
        elif request["id"] in open_now and status == 200:
            expected = {"right": "approved", "wrong": "wrong", "mistake": "denied"}
            assert said["result"] == expected.get(how, "reported")
        if said.get("result") == "reported":
            self.blocked = True

    @rule()
    def call_off(self) -> None:
        for challenge in self.waiting():
            assert challenge_cancel(challenge=challenge, at=timezone.now())

    @rule()
    def run_out(self) -> None:
        for challenge in self.waiting():
            ask_over(challenge)

    @rule()
    def sweep(self) -> None:
        challenges_expire(at=timezone.now())

    @precondition(lambda self: not self.lost)
    @rule(coin=st.integers(0, 5))
    def lose_the_phone(self, coin: int) -> None:
        if coin == 0:
            with transaction.atomic():
                authenticator_suspend(device=device_of(self.phone))
            self.lost = True

    @invariant()
    def ends_are_for_ever(self) -> None:
        for challenge in self.challenges() if hasattr(self, "user") else []:
            if challenge.pk in self.ends:
                assert challenge.state == self.ends[challenge.pk]
            elif challenge.state != PENDING:
                self.ends[challenge.pk] = challenge.state

    @invariant()
    def at_most_one_waits(self) -> None:
        if hasattr(self, "user"):
            waiting = self.waiting()
            assert len(waiting) <= 1
            assert not waiting or not (self.lost or self.blocked)
            assert all(one.method == Method.APP_PUSH for one in waiting)


@pytest.mark.django_db(transaction=True)
def test_answers_in_any_order() -> None:
    run_state_machine_as_test(AppAnswers, settings=SMALL)
