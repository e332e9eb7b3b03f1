"""Any order of issuing, redeeming, withdrawing and running out (cases C1, C2, C4, C9, C10)."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.roles import Role
from audit.models import AuditEvent
from audit.tags import Tag
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.domain.policy import POLICY
from mfa.methods.base import Answer
from mfa.models import Method, Passcode, PasscodeKind, PasscodeState, Purpose
from mfa.passcodes.lifecycle import passcodes_distrust, passcodes_expire
from mfa.passcodes.services import Issued
from tests.fixtures.people import person_make
from tests.mfa.casting import account, forget_calls, passcode_make
from tests.mfa.stateful.machine import SMALL, somebody

BROWSER = "b" * 64
SMALLER = settings(SMALL, max_examples=8)  # a case with two checks for each passcode
LIVES = {
    PasscodeKind.LOST: POLICY.passcode_life,
    PasscodeKind.FORGOTTEN: POLICY.forgotten_life,
}


class Passcodes(RuleBasedStateMachine):
    """The model: uses left of the newest passcode, its state, wrong codes in a row."""

    @initialize()
    def begin(self) -> None:
        self.user = somebody()
        self.agent = person_make(f"agent-of-{self.user.username}", roles=(Role.AGENT,))
        self.issued: list[Issued] = []
        self.left = self.wrong = 0
        self.expected = PasscodeState.REVOKED
        self.is_over = False

    @precondition(lambda self: len(self.issued) < 2 and self.wrong < 10)
    @rule(kind=st.sampled_from(PasscodeKind))
    def issue(self, kind: PasscodeKind) -> None:
        forget_calls(self.user)
        life = LIVES[kind]
        self.issued.append(passcode_make(user=self.user, agent=self.agent, kind=kind, life=life))
        self.left = self.issued[-1].passcode.uses_left
        self.expected, self.is_over = PasscodeState.LIVE, False

    @precondition(lambda self: self.issued and self.wrong < 10)
    @rule(age=st.integers(0, 1))
    def redeem(self, age: int) -> None:
        age = min(age, len(self.issued) - 1)
        answer = self.typed(self.issued[-1 - age].code)
        if age:
            self.wrong += 1
            assert answer == Answer.WRONG
        elif self.expected == PasscodeState.LIVE and not self.is_over:
            assert answer == Answer.ACCEPTED
            self.left, self.wrong = self.left - 1, 0
            if not self.left:
                self.expected = PasscodeState.USED
        else:
            used_up = self.expected == PasscodeState.USED
            assert answer == (Answer.USED if used_up else Answer.EXPIRED)

    @precondition(lambda self: self.issued and self.wrong < 10)
    @rule()
    def mistype(self) -> None:
        code = self.issued[-1].code
        assert self.typed(code[:-1] + str((int(code[-1]) + 1) % 10)) == Answer.MISTYPED

    def typed(self, code: str) -> Answer:
        prompt = challenge_start(
            purpose=Purpose.SIGN_IN,
            method=Method.PASSCODE,
            user=self.user,
            service=account(),
            origin=Origin(BROWSER),
            at=timezone.now(),
        )
        return challenge_answer(
            challenge_id=prompt.pk, browser=BROWSER, typed=code, at=timezone.now()
        )

    @precondition(lambda self: self.issued)
    @rule()
    def run_out(self) -> None:
        rows = Passcode.objects.filter(pk=self.issued[-1].passcode.pk)
        rows.filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now())
        self.is_over = True

    @rule()
    def sweep(self) -> None:
        passcodes_expire()
        if self.expected == PasscodeState.LIVE and self.is_over:
            self.expected = PasscodeState.EXPIRED

    @rule()
    def distrust(self) -> None:
        with transaction.atomic():
            passcodes_distrust(user_id=self.user.pk)
        if self.expected == PasscodeState.LIVE:
            self.expected = PasscodeState.EXPIRED if self.is_over else PasscodeState.REVOKED

    @invariant()
    def the_newest_is_as_expected(self) -> None:
        if getattr(self, "issued", None):
            newest = Passcode.objects.get(pk=self.issued[-1].passcode.pk)
            assert (newest.state, newest.uses_left) == (self.expected, self.left)

    @invariant()
    def at_most_one_is_live(self) -> None:
        if hasattr(self, "user"):
            live = Passcode.objects.filter(user=self.user, state=PasscodeState.LIVE)
            assert live.count() <= 1
            assert all(one.pk == self.issued[-1].passcode.pk for one in live)

    @invariant()
    def every_use_is_on_record(self) -> None:
        if hasattr(self, "user"):
            redeemed = AuditEvent.objects.filter(
                tag=Tag.USER_PASSCODE_REDEEMED, subject_id=self.user.pk
            )
            rows = Passcode.objects.filter(user=self.user)
            assert redeemed.count() == sum(row.uses_total - row.uses_left for row in rows)


@pytest.mark.django_db(transaction=True)
def test_passcodes_in_any_order() -> None:
    run_state_machine_as_test(Passcodes, settings=SMALLER)
