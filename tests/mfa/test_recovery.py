"""Saved recovery codes: how they are written, kept, compared and used (cases C3, C11, C13)."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from accounts.models import User
from audit.tags import Tag
from delivery.models import Message
from mfa.challenges.origin import Origin
from mfa.challenges.rules import METHODS_FOR, ChallengeRefused
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.devices.services import authenticator_remove
from mfa.domain import recovery_format
from mfa.domain.recovery_format import ALPHABET, SLOTS, canonical
from mfa.methods.base import Answer
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    FactorState,
    Kind,
    Method,
    Purpose,
    RecoveryCode,
)
from mfa.passcodes.secret import PasscodeHasher
from mfa.recovery.selectors import recovery_set_of
from mfa.recovery.services import RecoveryRefused
from tests.fixtures.trail import AuditTrail
from tests.mfa.casting import account, app_make, recovery_make

BROWSER = "b" * 64
LOOKALIKES = {"0": "0Oo", "1": "1IiLl"}
SEPARATORS = st.text(" \u00a0\u2009-–—.", max_size=2)  # noqa: RUF001


def set_of(user: User) -> Authenticator:
    found: Authenticator = Authenticator.objects.get(user=user, kind=Kind.RECOVERY, state="ACTIVE")
    return found


def typed(user: User, text: str, device: Authenticator | None = None) -> Answer:
    """Type a recovery code into a prompt of its own."""
    challenge = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.RECOVERY,
        user=user,
        authenticator=device or set_of(user),
        service=account(),
        origin=Origin(browser=BROWSER),
        at=timezone.now(),
    )
    return challenge_answer(
        challenge_id=challenge.pk, browser=BROWSER, typed=text, at=timezone.now()
    )


def wrong(code: str, place: int = 5) -> str:
    """Return the code with one character changed."""
    other = ALPHABET[(ALPHABET.index(code[place]) + 1) % 32]
    return code[:place] + other + code[place + 1 :]


@given(st.data(), st.sampled_from(SLOTS), st.text(ALPHABET, min_size=13, max_size=13))
def test_every_spelling_of_a_code_is_one_code(data: st.DataObject, slot: str, rest: str) -> None:
    code = slot + rest
    spelled = ""
    for char in code:
        alike = LOOKALIKES.get(char, char + char.lower() + chr(ord(char) + 0xFEE0))
        spelled += data.draw(SEPARATORS) + data.draw(st.sampled_from(alike))
    if len(spelled) <= recovery_format.LONGEST:
        assert canonical(spelled) == code


@given(st.text(max_size=90))
def test_what_is_no_code_is_nothing_and_the_form_is_stable(text: str) -> None:
    once = canonical(text)
    assert set(once) <= set(ALPHABET)
    assert canonical(once) == once


def test_a_code_is_sixty_five_random_bits_and_says_which_one_it_is() -> None:
    codes = [recovery_format.draw("C", characters=13) for _ in range(4_000)]
    assert {code[0] for code in codes} == {"C"}
    assert {len(code) for code in codes} == {14}
    for place in range(1, 14):
        seen = Counter(code[place] for code in codes)
        chi_square = sum((seen[char] - 125) ** 2 / 125 for char in ALPHABET)
        assert chi_square < 81  # 31 degrees of freedom, about one false alarm in 300,000
    assert len(set(SLOTS)) == 10
    assert not set(SLOTS) & set("OIL01")
    assert recovery_format.grouped("A234567890BCDE") == "A2345-67890-BCDE"


@pytest.mark.django_db
def test_each_code_works_once_and_the_others_go_on(user: User, audit_trail: AuditTrail) -> None:
    codes = recovery_make(user)
    assert len(codes) == 10
    assert typed(user, recovery_format.grouped(codes[2]).lower()) == Answer.ACCEPTED
    for spelling in (codes[2], codes[2].lower(), recovery_format.grouped(codes[2])):
        assert typed(user, spelling) == Answer.USED
    assert typed(user, codes[3]) == Answer.ACCEPTED
    found = recovery_set_of(user.pk)
    assert found is not None
    assert (found.left, found.total, found.few_left) == (8, 10, False)
    assert len(audit_trail.events(Tag.USER_RECOVERY_REDEEMED)) == 2
    assert len(audit_trail.events(Tag.USER_RECOVERY_REFUSED)) == 3


@pytest.mark.django_db
def test_everybody_is_told_of_making_and_using(user: User) -> None:
    codes = recovery_make(user)
    typed(user, codes[0])
    posted = Message.objects.filter(person=user, kind="mfa.notice").order_by("created_at")
    assert [message.facts["notice"] for message in posted] == ["recovery_created", "recovery_used"]


@pytest.mark.django_db
def test_new_codes_end_the_old_ones_at_once(user: User) -> None:
    old = recovery_make(user)
    first = set_of(user)
    new = recovery_make(user, replaces=first.pk)
    assert typed(user, old[0]) == Answer.WRONG
    assert typed(user, new[0]) == Answer.ACCEPTED
    first.refresh_from_db()
    with pytest.raises(ChallengeRefused):
        typed(user, old[1], device=first)


@pytest.mark.django_db
def test_a_page_sent_twice_makes_one_set(user: User) -> None:
    codes = recovery_make(user)
    with pytest.raises(RecoveryRefused):
        recovery_make(user)
    assert typed(user, codes[0]) == Answer.ACCEPTED
    assert RecoveryCode.objects.count() == 10


@pytest.fixture
def hash_runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a code is hashed."""
    runs: list[str] = []
    encode = PasscodeHasher.encode

    def counted(self: PasscodeHasher, password: str, salt: str) -> Any:
        runs.append("run")
        return encode(self, password, salt)

    def verified(self: PasscodeHasher, password: str, encoded: str) -> Any:
        runs.append("run")
        return verify(self, password, encoded)

    verify = PasscodeHasher.verify
    monkeypatch.setattr(PasscodeHasher, "encode", counted)
    monkeypatch.setattr(PasscodeHasher, "verify", verified)
    return runs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("right", Answer.ACCEPTED),
        ("wrong", Answer.WRONG),
        ("another slot", Answer.WRONG),
        ("no such slot", Answer.WRONG),
        ("used", Answer.USED),
        ("used slot, wrong code", Answer.WRONG),
        ("replaced meanwhile", Answer.WRONG),
        ("of somebody else", Answer.WRONG),
    ],
)
def test_whatever_is_typed_costs_one_hash(
    user: User, outsider: User, case: str, expected: Answer, hash_runs: list[str]
) -> None:
    codes = recovery_make(user)
    code = codes[0]
    challenge = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.RECOVERY,
        user=user,
        authenticator=set_of(user),
        service=account(),
        origin=Origin(browser=BROWSER),
        at=timezone.now(),
    )
    if case.startswith("used"):
        RecoveryCode.objects.filter(slot=code[0]).update(used_at=timezone.now())
    if case in {"wrong", "used slot, wrong code"}:
        code = wrong(code)
    elif case == "another slot":
        code = "B" + code[1:]
    elif case == "no such slot":
        code = "Z" + code[1:]
    elif case == "replaced meanwhile":
        Authenticator.objects.filter(kind=Kind.RECOVERY).update(state="REVOKED", confirmed=False)
    elif case == "of somebody else":
        code = recovery_make(outsider)[0]
    hash_runs.clear()
    answer = challenge_answer(
        challenge_id=challenge.pk, browser=BROWSER, typed=code, at=timezone.now()
    )
    assert answer == expected
    assert len(hash_runs) == 1


@pytest.mark.django_db
def test_what_can_be_no_code_counts_for_nothing(user: User, hash_runs: list[str]) -> None:
    codes = recovery_make(user)
    hash_runs.clear()
    for text in ("", codes[0][:-1], codes[0] + "0", "U" * 14, "!" * 14):
        assert typed(user, text) == Answer.MISTYPED
    assert hash_runs == []
    assert not FactorState.objects.filter(failures__gt=0).exists()


@pytest.mark.django_db
def test_ten_wrong_codes_lock_and_the_right_one_waits(user: User) -> None:
    codes = recovery_make(user)
    challenge = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.RECOVERY,
        user=user,
        authenticator=set_of(user),
        service=account(),
        origin=Origin(browser=BROWSER),
        at=timezone.now(),
    )
    tries = [*[wrong(code) for code in codes], codes[0]]
    said = [
        challenge_answer(challenge_id=challenge.pk, browser=BROWSER, typed=text, at=timezone.now())
        for text in tries
    ]
    assert said == [Answer.WRONG] * 10 + [Answer.LOCKED]


@pytest.mark.django_db
def test_a_dump_holds_no_code(user: User) -> None:
    codes = recovery_make(user)
    row = RecoveryCode.objects.get(slot=codes[0][0])
    assert row.secret.startswith("argon2_passcode$argon2id$")
    assert not PasscodeHasher().verify(codes[0], row.secret)  # without the pepper
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            query = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s")
            text = query.format(sql.Identifier(table)).as_string()
            for code in codes[:3]:
                for shown in (code, recovery_format.grouped(code), code[1:]):
                    cursor.execute(text, [f"%{shown}%"])
                    assert cursor.fetchone()[0] == 0, table


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", [one for one in Purpose if one != Purpose.SIGN_IN])
def test_a_recovery_code_signs_in_and_does_nothing_else(purpose: Purpose) -> None:
    assert Method.RECOVERY not in METHODS_FOR[purpose]


@pytest.mark.django_db
def test_codes_are_no_way_in_that_lets_the_last_device_go(user: User) -> None:
    app = app_make(user)
    recovery_make(user)
    with pytest.raises(AuthenticatorRefused):
        authenticator_remove(user=user, authenticator_id=app.pk, at=timezone.now())
    app.refresh_from_db()
    assert app.state == AuthenticatorState.ACTIVE
