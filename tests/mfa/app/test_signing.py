"""Who may speak for a phone: its key, over this very request, now, and once (case C5)."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from audit.models import AuditEvent
from audit.tags import Tag
from mfa.domain.app_protocol import (
    LEEWAY,
    b64_bytes,
    b64_text,
    canonical,
    digest,
    key_read,
    request_read,
    token_clean,
    token_grouped,
)
from mfa.models import Authenticator
from tests.mfa.phone import API, Phone, bound_phone, device_of

pytestmark = pytest.mark.django_db
UNKNOWN = (401, {"error": "unknown"})
NAME = json.dumps({"name": "Mine"}).encode()


@pytest.fixture
def phone(user: User) -> Phone:
    return bound_phone(user)


def send(phone: Phone, header: str, *, path: str = f"{API}/name", body: bytes = NAME) -> object:
    return phone.send("POST", path, body, {"Keydesk-App": header})


def name_of(phone: Phone) -> str:
    return device_of(phone).name


def test_another_key_speaks_for_nobody(user: User, phone: Phone) -> None:
    other = bound_phone(user)
    other.app_id, true_id = phone.app_id, other.app_id
    assert other.ask("POST", "name", {"name": "Mine"}) == UNKNOWN
    assert other.ask("GET", "requests") == UNKNOWN
    other.app_id = true_id
    assert name_of(phone) == "Pixel"
    refused = AuditEvent.objects.filter(tag=Tag.USER_APP_REFUSED, subject_id=user.pk)
    assert refused.count() == 2


@pytest.mark.parametrize("part", ["body", "path", "method", "app_id", "ms"])
def test_whatever_is_altered_breaks_the_signature(user: User, phone: Phone, part: str) -> None:
    header = phone.header("POST", f"{API}/name", NAME, phone.moment())
    app_id, ms, signature = header.split(".")
    if part == "body":
        sent = send(phone, header, body=json.dumps({"name": "Evil"}).encode())
    elif part == "path":
        sent = send(phone, header, path=f"{API}/remove")
    elif part == "method":
        sent = phone.send("GET", f"{API}/requests", b"", {"Keydesk-App": header})
    elif part == "app_id":
        sent = send(phone, f"{bound_phone(user).app_id}.{ms}.{signature}")
    else:
        sent = send(phone, f"{app_id}.{int(ms) + 1}.{signature}")
    assert sent == UNKNOWN
    assert name_of(phone) == "Pixel"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "x",
        "..",
        "{id}.{ms}",
        "{id}.{ms}.{short}",
        "{id}.{ms}.{sig}=",
        "{id}.-{ms}.{sig}",
        "{id}. {ms}.{sig}",
        "{ID}.{ms}.{sig}",
        "{id}.{ms}.{sig}.{sig}",
        "{id}.{ms}.{zero}",
    ],
)
def test_a_header_of_another_shape_is_nobodys(phone: Phone, header: str) -> None:
    app_id, ms, sig = phone.header("POST", f"{API}/name", NAME, phone.moment()).split(".")
    parts = {"id": app_id, "ID": app_id.upper(), "ms": ms, "sig": sig}
    made = header.format(**parts, short=sig[:-2], zero=b64_text(bytes(64)))
    assert send(phone, made) == UNKNOWN


def test_each_change_is_taken_once(phone: Phone) -> None:
    header = phone.header("POST", f"{API}/name", NAME, phone.moment())
    assert send(phone, header) == (200, {})
    assert send(phone, header) == (409, {"error": "again"})
    assert AuditEvent.objects.filter(tag=Tag.USER_AUTHENTICATOR_RENAMED).count() == 1
    assert phone.ask("POST", "name", {"name": "New"})[0] == 200


def test_moments_only_go_forward(phone: Phone) -> None:
    early, late = phone.moment(), phone.moment()
    assert phone.ask("POST", "name", {"name": "Late"}, ms=late)[0] == 200
    assert phone.ask("POST", "name", {"name": "Early"}, ms=early) == (409, {"error": "again"})
    assert name_of(phone) == "Late"


def test_the_marker_of_a_used_moment_never_expires(phone: Phone) -> None:
    header = phone.header("POST", f"{API}/name", NAME, phone.moment())
    marker = int(header.split(".")[1])
    send(phone, header)
    assert device_of(phone).last_signed_ms == marker
    leeway_over = int(LEEWAY / timedelta(milliseconds=1))
    rows = Authenticator.objects.filter(app_id=phone.app_id)
    rows.update(last_signed_ms=marker + leeway_over)
    assert phone.ask("POST", "name", {"name": "New"}) == (409, {"error": "again"})


def test_a_refused_change_has_used_its_moment_up(phone: Phone) -> None:
    body = json.dumps({"name": ""}).encode()
    header = phone.header("POST", f"{API}/name", body, phone.moment())
    assert send(phone, header, body=body) == (409, {"error": "refused"})
    assert send(phone, header, body=body) == (409, {"error": "again"})


@pytest.mark.parametrize("ahead", [timedelta(minutes=-3), timedelta(minutes=3)])
def test_a_wrong_clock_learns_the_servers(phone: Phone, ahead: timedelta) -> None:
    phone.ahead_ms = int(ahead / timedelta(milliseconds=1))
    phone.last_ms = 0
    for sent in (phone.ask("GET", "requests"), phone.ask("POST", "name", {"name": "New"})):
        status, answer = sent
        assert (status, answer["error"]) == (401, "clock")
        assert abs(answer["server_ms"] + phone.ahead_ms - phone.last_ms) < 60_000
    phone.ahead_ms = phone.last_ms = 0
    assert phone.ask("POST", "name", {"name": "New"})[0] == 200


def test_a_stranger_learns_no_time_and_an_unknown_app_nothing(phone: Phone) -> None:
    stranger = Phone(app_id="00000000-0000-4000-8000-000000000000", ahead_ms=999_999)
    assert stranger.ask("GET", "requests") == UNKNOWN
    assert stranger.ask("POST", "name", {"name": "x"}) == UNKNOWN


def test_somebody_who_knows_the_id_cannot_fill_the_trail(user: User, phone: Phone) -> None:
    thief = Phone(app_id=phone.app_id)
    for _ in range(15):
        assert thief.ask("GET", "requests") == UNKNOWN
    assert AuditEvent.objects.filter(tag=Tag.USER_APP_REFUSED).count() == 10


def test_no_cookie_is_set_or_read(phone: Phone) -> None:
    client = Client()
    header = phone.header("GET", f"{API}/requests", b"", phone.moment())
    answer = client.get(f"{API}/requests", headers={"Keydesk-App": header})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" not in answer.headers.get("Vary", "")


@given(st.binary(max_size=80))
def test_base64url_has_one_spelling(data: bytes) -> None:
    text = b64_text(data)
    assert b64_bytes(text) == data
    assert b64_bytes(text + "=") is None
    if data:
        assert b64_bytes(text + "\n") is None


@given(st.text(max_size=120))
def test_no_text_breaks_the_readers(text: str) -> None:
    b64_bytes(text)
    token_clean(text)
    assert request_read(text, method="GET", path="/", body=b"") is None
    assert key_read(text.encode(errors="replace")) is None


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=26, max_size=26))
def test_a_code_is_one_code_however_it_is_typed(token: str) -> None:
    grouped = token_grouped(token)
    for typed in (token, grouped, grouped.replace(" ", "-"), grouped.lower(), f" {grouped}\n"):
        assert token_clean(typed) == token


def test_the_digest_is_over_the_text_as_shown() -> None:
    text = canonical({"b": "é", "a": 1})
    assert text == '{"a":1,"b":"é"}'
    assert digest(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()
