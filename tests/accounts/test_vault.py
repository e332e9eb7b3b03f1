"""What a dump must not give away is encrypted, bound to its place, and can change keys (G7)."""

import os

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from accounts import vault
from accounts.models import ContactAddress, User
from audit.tags import Tag
from tests.fixtures.trail import AuditTrail

NUMBER = "+14065550101"


@given(st.text(max_size=200))
def test_what_goes_in_comes_out(text: str) -> None:
    assert vault.decrypt(vault.encrypt(text, purpose="a"), purpose="a") == text


def test_the_same_number_never_looks_the_same() -> None:
    blobs = {vault.encrypt(NUMBER, purpose="a") for _ in range(50)}
    assert len(blobs) == 50
    assert not any(NUMBER.encode() in blob for blob in blobs)


def test_a_value_moved_elsewhere_does_not_open() -> None:
    with pytest.raises(vault.VaultError, match="another purpose"):
        vault.decrypt(vault.encrypt(NUMBER, purpose="a"), purpose="b")


@pytest.mark.parametrize("position", [0, 1, 4, 6, 20, -1])
def test_a_changed_value_does_not_open(position: int) -> None:
    blob = bytearray(vault.encrypt(NUMBER, purpose="a"))
    blob[position] ^= 1
    with pytest.raises(vault.VaultError):
        vault.decrypt(bytes(blob), purpose="a")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"+14065550101", bytes(17)])
def test_what_is_no_blob_does_not_open(blob: bytes) -> None:
    with pytest.raises(vault.VaultError):
        vault.decrypt(blob, purpose="a")


def test_the_blind_index_needs_its_key(settings: Settings) -> None:
    before = vault.blind_index(NUMBER)
    assert before == vault.blind_index(NUMBER)
    settings.INDEX_KEY = os.urandom(32)
    assert before != vault.blind_index(NUMBER)


@pytest.mark.django_db
def test_the_column_holds_no_number_and_can_not_be_searched(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM accounts_contact_address WHERE number IS NOT NULL")
        assert all(b"4065550" not in bytes(blob) for (blob,) in cursor.fetchall())
    assert ContactAddress.objects.filter(number__isnull=False).count() == 2
    with pytest.raises(FieldError):
        ContactAddress.objects.filter(number=NUMBER).first()
    found = ContactAddress.objects.get(number_index=vault.blind_index(NUMBER))
    assert (found.number, found.masked) == (NUMBER, "••• ••01")


@pytest.mark.django_db(transaction=True)
def test_keys_are_rotated(
    user: User, settings: Settings, audit_trail: AuditTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = settings.DATA_KEYS
    settings.DATA_KEYS = [os.urandom(32), *old]
    monkeypatch.setattr("accounts.rotation.BATCH", 1)

    with audit_trail.records(Tag.SYSTEM_KEYS_ROTATED):
        call_command("rotate_keys")
    columns = audit_trail.facts(Tag.SYSTEM_KEYS_ROTATED)["columns"]
    settings.DATA_KEYS = settings.DATA_KEYS[:1]

    assert "accounts.contactaddress.number 2" in columns
    numbers = {a.number for a in user.addresses.filter(kind="PHONE")}
    assert numbers == {NUMBER, "+14065550102"}


@pytest.mark.django_db(transaction=True)
def test_a_lost_key_is_told_before_one_is_thrown_away(user: User, settings: Settings) -> None:
    settings.DATA_KEYS = [os.urandom(32)]
    with pytest.raises(CommandError, match="Keep every key"):
        call_command("rotate_keys")
