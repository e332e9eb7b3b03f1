"""Linking a phone: 128 bits from the screen, once, within ten minutes, with proof of the key."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from mfa.app import linking
from mfa.app.linking import app_add
from mfa.domain.app_protocol import b64_text
from mfa.domain.codes import activation_token
from mfa.models import Authenticator, AuthenticatorState, Challenge, FactorState, Purpose
from tests.mfa.browsing import second_step, sign_in_with_app, text_of
from tests.mfa.casting import app_make
from tests.mfa.phone import DESK, Phone, device_of, linked_phone

pytestmark = pytest.mark.django_db
TOKEN = (404, {"error": "token"})
APP, STATE = reverse("mfa:add_app"), reverse("mfa:add_app_state")


def offered(user: User) -> tuple[Authenticator, str]:
    device = app_add(user=user, passcode=None, origin=DESK, at=timezone.now())
    return device, activation_token(settings.CODE_KEY, device.pk)


def der(key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> bytes:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.DER, spki)


def test_a_code_links_one_phone_once(user: User) -> None:
    device, token = offered(user)
    assert len(token) == 26  # base32 of 128 bits
    first, second = Phone(), Phone()
    assert first.activate(token)[0] == 201
    assert second.activate(token) == TOKEN
    assert device_of(first).pk == device.pk
    assert AuditEvent.objects.filter(tag="user:app:linked").count() == 1
    assert device_of(first).added_ip == DESK.ip


def test_a_code_ends_after_ten_minutes_on_the_databases_clock(user: User) -> None:
    device, token = offered(user)
    row = Authenticator.objects.get(pk=device.pk)
    assert row.activation_ends_at is not None
    left = row.activation_ends_at - timezone.now()
    assert timedelta(minutes=9, seconds=50) < left <= timedelta(minutes=10, seconds=1)
    Authenticator.objects.filter(pk=device.pk).update(activation_ends_at=timezone.now())
    assert Phone().activate(token) == TOKEN


def test_a_newer_code_ends_the_older(user: User) -> None:
    _, old = offered(user)
    _, new = offered(user)
    assert Phone().activate(old) == TOKEN
    assert Phone().activate(new)[0] == 201


def test_the_code_is_not_in_the_tables(user: User) -> None:
    device, token = offered(user)
    row = Authenticator.objects.filter(pk=device.pk).values().get()
    assert token not in str(row)
    assert token.lower() not in str(row).lower()


@pytest.mark.parametrize("typed", ["lower", "groups", "hyphens"])
def test_a_typed_code_may_have_spaces(user: User, typed: str) -> None:
    _, token = offered(user)
    groups = [token[start : start + 4] for start in range(0, len(token), 4)]
    forms = {"lower": token.lower(), "groups": " ".join(groups), "hyphens": "-".join(groups)}
    assert Phone().activate(forms[typed])[0] == 201


def test_the_proof_is_over_this_code_and_this_key(user: User) -> None:
    _, token = offered(user)
    phone, other = Phone(), Phone()
    wrong = (400, {"error": "proof"})
    assert phone.activate(token, public_key=other.public_key) == wrong
    assert phone.activate(token, proof=phone.sign("something else")) == wrong
    assert phone.activate(token, proof="AAAA") == wrong
    assert phone.activate(token)[0] == 201


def test_only_keys_of_p256_in_their_one_spelling(user: User) -> None:
    _, token = offered(user)
    phone = Phone()
    others = [
        der(ec.generate_private_key(ec.SECP384R1()).public_key()),
        der(ed25519.Ed25519PrivateKey.generate().public_key()),
        der(phone.key.public_key()) + b"\0",
        b"",
    ]
    for other in others:
        assert phone.activate(token, public_key=b64_text(other))[0] == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'{"token":"x"}', b'{"a":1,"a":1}', b"NaN", b"\xff", b"[" * 5000],
)
def test_another_shape_is_refused_without_a_word(user: User, body: bytes) -> None:
    answer = Phone().send("POST", "/app/api/activate", body, {})
    assert answer == (400, {"error": "shape"})


def test_a_large_body_is_not_looked_at() -> None:
    assert Phone().send("POST", "/app/api/activate", b"x" * 10_001, {}) == (413, {"error": "size"})


def test_wrong_codes_from_one_address_are_slowed_down(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "WRONG_TOKENS", 2)
    _, token = offered(user)
    for _ in range(2):
        assert Phone().activate("A" * 26) == TOKEN
    assert Phone().activate(token) == (429, {"error": "later"})


def test_right_codes_do_not_count_as_wrong_ones(
    user: User, outsider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "WRONG_TOKENS", 1)
    for person in (user, outsider, user):
        assert Phone().activate(offered(person)[1])[0] == 201


def test_a_linked_phone_counts_for_nothing_before_its_practice(user: User) -> None:
    phone = linked_phone(user)
    device = device_of(phone)
    assert device.state == AuthenticatorState.PENDING
    assert Challenge.objects.get(authenticator=device).purpose == Purpose.ENROLMENT
    assert phone.ask("POST", "name", {"name": "New"}) == (409, {"error": "refused"})
    assert phone.ask("POST", "remove", {}) == (200, {})
    assert phone.ask("GET", "requests") == (401, {"error": "unknown"})


def test_whoever_reported_a_request_uses_another_device_first(client: Client, user: User) -> None:
    app = app_make(user)
    sign_in_with_app(client, app)
    client.get(reverse("mfa:add"))
    second_step(client, app)
    FactorState.objects.update_or_create(
        pk=user.pk, defaults={"prompts_blocked_at": timezone.now()}
    )
    page = client.post(APP, {"start": "1"}, follow=True).content.decode()
    assert "Requests are switched off" in page


def test_the_page_follows_what_happens(client: Client, user: User) -> None:
    app = app_make(user)
    sign_in_with_app(client, app)
    assert client.get(APP).status_code == 302
    client.get(reverse("mfa:add"))
    second_step(client, app)
    assert client.get(APP)["Location"] == reverse("mfa:add")  # nothing was begun
    assert client.get(STATE).status_code == 404
    client.post(APP, {"start": "1"})
    assert "Waiting for your phone" in text_of(client, APP)
    device = Authenticator.objects.latest("pk")
    Authenticator.objects.filter(pk=device.pk).update(activation_ends_at=timezone.now())
    page = text_of(client, APP)
    assert "has run out" in page
    assert "Get a new code" in page
    assert activation_token(settings.CODE_KEY, device.pk)[:4] not in page
    assert client.get(reverse("mfa:add_app_qr")).status_code == 404
    assert Client().get(reverse("mfa:add_app_qr")).status_code == 302


def test_a_practice_can_be_repeated(client: Client, user: User) -> None:
    app = app_make(user)
    sign_in_with_app(client, app)
    client.get(reverse("mfa:add"))
    second_step(client, app)
    client.post(APP, {"start": "1"})
    phone = Phone()
    phone.activate(activation_token(settings.CODE_KEY, Authenticator.objects.latest("pk").pk))
    (practice,) = phone.look()
    phone.approve(practice, "0")
    assert "not the number" in text_of(client, APP)
    assert client.post(APP)["Location"] == APP
    client.post(APP, {"again": "1"})
    (again,) = phone.look()
    assert again["id"] != practice["id"]
    client.post(APP, {"again": "1"})  # too soon: the one that waits goes on waiting
    assert "just sent one" in text_of(client, APP)
    assert [one["id"] for one in phone.look()] == [again["id"]]
    phone.deny(again, "not_me")
    assert "not you" in text_of(client, APP)
