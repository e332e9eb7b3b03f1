"""Passcodes and codes: how they are made, kept, compared, and when they end."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from accounts.models import User
from audit.models import AuditEvent
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.domain import passcode_format
from mfa.domain.codes import digits_only
from mfa.methods.base import Answer
from mfa.models import (
    Authenticator,
    Challenge,
    FactorState,
    Method,
    Passcode,
    PasscodeKind,
    PasscodeState,
    Purpose,
    Service,
)
from mfa.passcodes.lifecycle import passcode_spend
from mfa.passcodes.secret import PasscodeHasher
from mfa.passcodes.services import Issued, PasscodeRefused
from tests.fixtures.database import Owner
from tests.mfa.casting import account, app_make, code_of, passcode_make, wrong_code_of

SEPARATORS = st.text(" \u00a0\u2009-–—.", max_size=2)  # noqa: RUF001
# Zeros of scripts whose ten digits follow each other: ASCII, Arabic, Devanagari, fullwidth, bold.
ZEROS = "0٠०０𝟎"  # noqa: RUF001


def typed(user: User, text: str, *, service: Service | None = None) -> Answer:
    """Type a passcode into a prompt of its own."""
    challenge = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.PASSCODE,
        user=user,
        service=service or account(),
        origin=Origin(browser="b" * 64),
        at=timezone.now(),
    )
    return challenge_answer(
        challenge_id=challenge.pk, browser="b" * 64, typed=text, at=timezone.now()
    )


@given(st.data())
def test_every_spelling_of_a_code_is_one_code(data: st.DataObject) -> None:
    code = passcode_format.draw(digits=9)
    spelled = "".join(
        data.draw(SEPARATORS) + chr(ord(data.draw(st.sampled_from(ZEROS))) + int(digit))
        for digit in code
    )
    assert digits_only(spelled) == code


@given(st.text(max_size=80))
def test_what_is_no_code_is_nothing(text: str) -> None:
    assert re.fullmatch(r"[0-9]*", digits_only(text))


@pytest.mark.django_db
def test_no_other_spelling_replays_a_used_code(user: User, issued_passcode: Issued) -> None:
    code = issued_passcode.code
    wide = "".join(chr(ord("０") + int(digit)) for digit in code)  # noqa: RUF001
    assert typed(user, wide) == Answer.ACCEPTED
    for spelling in (code, wide, f"{code[:5]} {code[5:]}", "-".join(code)):
        assert typed(user, spelling) == Answer.USED


@given(st.integers(0, 10**9 - 1), st.integers(0, 9), st.integers(1, 9))
def test_a_misheard_digit_is_told_from_a_guess(body: int, place: int, shift: int) -> None:
    code = f"{body:09d}"
    code += passcode_format.check_digit(code)
    changed = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    assert passcode_format.has_right_shape(code, digits=9)
    assert not passcode_format.has_right_shape(changed, digits=9)
    if place < 9 and code[place] != code[place + 1]:
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert not passcode_format.has_right_shape(swapped, digits=9)


def test_codes_are_drawn_evenly() -> None:
    drawn = [passcode_format.draw(digits=9) for _ in range(5_000)]
    assert {len(code) for code in drawn} == {10}
    for place in range(9):
        seen = Counter(code[place] for code in drawn)
        chi_square = sum((seen[str(d)] - 500) ** 2 / 500 for d in range(10))
        assert chi_square < 39.3  # 9 degrees of freedom, one false alarm in 100,000


@pytest.mark.django_db
def test_a_stored_passcode_is_worth_nothing_alone(issued_passcode: Issued) -> None:
    passcode, code = Passcode.objects.get(), issued_passcode.code
    assert passcode.secret.startswith("argon2_passcode$argon2id$")
    salt = PasscodeHasher().decode(passcode.secret)["salt"]
    assert len(salt) >= 22  # 128 bits at least
    assert not PasscodeHasher().verify(code, passcode.secret)  # without the pepper
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            query = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s")
            cursor.execute(query.format(sql.Identifier(table)).as_string(), [f"%{code}%"])
            assert cursor.fetchone()[0] == 0, table


@pytest.mark.django_db
def test_seeds_and_numbers_are_not_in_the_tables(app: Authenticator, phone: Authenticator) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM mfa_authenticator a")
        dump = cursor.fetchone()[0]
    for secret in (str(app.seed), str(phone.number)):
        assert secret not in dump
        assert secret.encode().hex() not in dump


@pytest.mark.django_db
def test_a_new_passcode_ends_the_old_one(user: User, agent: User) -> None:
    old = passcode_make(user=user, agent=agent)
    new = passcode_make(user=user, agent=agent)
    assert typed(user, old.code) == Answer.WRONG
    assert typed(user, new.code) == Answer.ACCEPTED
    states = dict(Passcode.objects.values_list("pk", "state"))
    assert states == {old.passcode.pk: PasscodeState.REVOKED, new.passcode.pk: PasscodeState.USED}


@pytest.mark.django_db
def test_a_passcode_is_one_persons_for_one_service(
    user: User, outsider: User, issued_passcode: Issued
) -> None:
    elsewhere, _ = Service.objects.get_or_create(slug="elsewhere", defaults={"name": "Elsewhere"})
    assert typed(outsider, issued_passcode.code) == Answer.WRONG
    assert typed(user, issued_passcode.code, service=elsewhere) == Answer.WRONG
    assert typed(user, issued_passcode.code) == Answer.ACCEPTED


@pytest.mark.django_db
def test_a_forgotten_phones_passcode_works_five_times(user: User, agent: User) -> None:
    issued = passcode_make(user=user, agent=agent, kind=PasscodeKind.FORGOTTEN)
    said = [typed(user, issued.code) for _ in range(6)]
    assert said == [Answer.ACCEPTED] * 5 + [Answer.USED]


@pytest.mark.django_db
def test_a_passcode_is_not_issued_over_a_lock(user: User, agent: User) -> None:
    until = timezone.now() + timedelta(minutes=1)
    FactorState.objects.update_or_create(pk=user.pk, defaults={"locked_until": until})
    with pytest.raises(PasscodeRefused):
        passcode_make(user=user, agent=agent)
    assert not Passcode.objects.exists()


@pytest.mark.django_db
def test_nothing_new_resets_the_count_of_failures(user: User, agent: User) -> None:
    app = app_make(user)
    for attempt in range(10):
        challenge = challenge_start(
            purpose=Purpose.SIGN_IN,
            method=Method.TOTP,
            user=user,
            authenticator=app,
            service=account(),
            origin=Origin(browser=f"{attempt:064d}", ip=f"192.0.2.{attempt}"),
            at=timezone.now(),
        )
        answer = challenge_answer(
            challenge_id=challenge.pk,
            browser=f"{attempt:064d}",
            typed=wrong_code_of(app),
            at=timezone.now(),
        )
        assert answer == Answer.WRONG
        if attempt == 5:
            passcode_make(user=user, agent=agent)
    assert FactorState.objects.get(pk=user.pk).failures == 10
    with pytest.raises(PasscodeRefused):
        passcode_make(user=user, agent=agent)


@pytest.mark.django_db
def test_a_stranger_on_the_phone_locks_nobody_out(user: User, agent: User) -> None:
    app = app_make(user)
    for _ in range(4):
        check = _read_out(user, agent, app)
        for _ in range(3):
            _answer(check, wrong_code_of(app))
        check.refresh_from_db()
    before = AuditEvent.objects.filter(tag="staff:check:refused").count()
    assert _answer(_read_out(user, agent, app), code_of(app)) == Answer.LOCKED
    assert AuditEvent.objects.filter(tag="staff:check:refused").count() == before + 1
    assert not FactorState.objects.filter(pk=user.pk, failures__gt=0).exists()


def _read_out(user: User, agent: User, app: Authenticator) -> Challenge:
    return challenge_start(
        purpose=Purpose.CALLER_CHECK,
        method=Method.TOTP,
        user=user,
        authenticator=app,
        asked_by=agent,
        case_ref="6a1d7f0e-0000-4000-8000-000000000001",  # type: ignore[arg-type]
        at=timezone.now(),
    )


def _answer(check: Challenge, code: str) -> Answer:
    return challenge_answer(challenge_id=check.pk, browser="", typed=code, at=timezone.now())


@pytest.fixture
def database_clock(owner_connection: Owner, transactional_db: None) -> Iterator[None]:
    """Put a clock that we can stop in front of the database's own, for this connection."""
    owner_connection.execute("CREATE SCHEMA stopped")
    owner_connection.execute(
        "CREATE FUNCTION stopped.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS "
        "$$ SELECT current_setting('stopped.now')::timestamptz $$"
    )
    owner_connection.execute(f"GRANT USAGE ON SCHEMA stopped TO {settings.DATABASE_APP_ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET search_path")
    owner_connection.execute("DROP SCHEMA stopped CASCADE")


@pytest.mark.parametrize(
    ("offset", "is_good"),
    [(timedelta(microseconds=-1), True), (timedelta(), False), (timedelta(microseconds=1), False)],
)
def test_a_passcode_ends_to_the_microsecond_on_the_databases_clock(
    database_clock: None,
    user: User,
    agent: User,
    offset: timedelta,
    is_good: bool,  # noqa: FBT001
) -> None:
    passcode = passcode_make(user=user, agent=agent).passcode
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = stopped, public, pg_catalog")
        cursor.execute(
            "SELECT set_config('stopped.now', %s, false)", [str(passcode.expires_at + offset)]
        )
    assert passcode_spend(passcode=passcode) is is_good
