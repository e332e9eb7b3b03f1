"""Signing in with a password tells a stranger nothing (C13)."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import passwords
from accounts.models import Throttle, User
from accounts.models.user import Status
from accounts.passwords import password_check
from audit.tags import Tag
from tests.fixtures.people import PASSWORD, person_make
from tests.fixtures.trail import AuditTrail

pytestmark = pytest.mark.django_db


@pytest.fixture
def hash_runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a password is hashed."""
    runs: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def count_encode(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        runs.append("encode")
        return encode(self, password, salt)

    def count_verify(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        runs.append("verify")
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", count_encode)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", count_verify)
    return runs


def check(username: str = "user", password: str = PASSWORD, ip: str = "192.0.2.1") -> User | None:
    """Try a password."""
    return password_check(username=username, password=password, ip=ip, at=timezone.now())


def test_the_right_password_is_accepted(user: User, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.USER_PASSWORD_ACCEPTED):
        assert check(" USER ") == user


@pytest.mark.parametrize(
    "case",
    ["right", "wrong", "unknown", "no password", "locked", "disabled", "throttled", "nul", "huge"],
)
def test_whatever_happens_costs_one_hash_and_one_event(
    user: User, case: str, hash_runs: list[str], audit_trail: AuditTrail
) -> None:
    typed = {"unknown": "nobody", "no password": "new", "nul": "us\x00er"}
    username = typed.get(case, "user")
    password = {"wrong": "wrong", "huge": "x" * 1_000_000}.get(case, PASSWORD)
    User.objects.create_user("new", given_name="N", family_name="N")
    if case in {"locked", "disabled"}:
        User.objects.filter(pk=user.pk).update(status=case.upper())
    for _ in range(passwords.USERNAME_LIMIT if case == "throttled" else 0):
        check(password="wrong")
    hash_runs.clear()

    with CaptureQueriesContext(connection) as queries:
        expected = Tag.USER_PASSWORD_ACCEPTED if case == "right" else Tag.USER_PASSWORD_FAILED
        with audit_trail.records(expected):
            found = check(username, password)

    assert (found == user) == (case == "right")
    assert len(hash_runs) == 1
    assert len(queries) < 20


def test_neither_the_name_nor_the_password_typed_is_kept(
    user: User, audit_trail: AuditTrail
) -> None:
    check("my-secret-typed-as-a-name", "and-another")
    check("user", "my-other-secret")
    bodies = b"".join(bytes(event.body) for event in audit_trail.events())
    assert b"secret" not in bodies
    assert b"another" not in bodies


def test_ten_wrong_ones_close_the_name_for_a_while(user: User) -> None:
    for _ in range(passwords.USERNAME_LIMIT):
        assert check(password="wrong") is None
    assert check() is None
    assert check(ip="192.0.2.2") is None


def test_right_ones_are_not_counted(user: User) -> None:
    for _ in range(passwords.USERNAME_LIMIT + 5):
        assert check() == user


def test_one_address_cannot_try_everybody(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "IP_LIMIT", 5)
    for number in range(5):
        check(f"name{number}", "wrong")
    assert check() is None
    assert check(ip="192.0.2.2") == user


def test_a_locked_person_gets_the_same_answer(user: User) -> None:
    User.objects.filter(pk=user.pk).update(status=Status.LOCKED)
    assert check() is None
    assert Throttle.objects.filter(count=1).count() == 2


@pytest.mark.parametrize(
    "password",
    [
        "northfieldcollege",
        "N0rthfield-C0llege!",
        "keydeskkeydesk1",
        "Helpdesk-2026!!",
        "northfield 1234",
        "password1234",
        "short",
        "outsider-outsider",
    ],
)
def test_passwords_that_others_would_guess_are_refused(
    outsider: User, settings: Settings, password: str
) -> None:
    settings.ORGANISATION = "Northfield College"
    with pytest.raises(ValidationError):
        validate_password(password, outsider)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "Ümläute mit Leerzeichen", "x7#Kp!q9Lm2$", "n" * 40 + "orth", "a b c d e f g " * 20],
)
def test_long_and_strange_passwords_are_fine(outsider: User, password: str) -> None:
    validate_password(password, outsider)
    outsider.set_password(password)
    outsider.save()
    assert check("outsider", password) == outsider


def test_people_are_made_without_a_usable_password() -> None:
    assert not User.objects.create_user("X", given_name="X", family_name="X").has_usable_password()
    assert person_make("y").has_usable_password()
