"""An event lives and dies with its change, and can be neither malformed nor overlong (G3, G4)."""

import json
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from audit.models import AuditEvent, Stream
from audit.origin import request_facts
from audit.record import record
from audit.selectors import events_of_case, facts_of
from audit.tags import Tag
from audit.verify import Result, chain_verify
from tests.fixtures.trail import AuditTrail


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(Tag.USER_PASSWORD_FAILED, at=timezone.now(), actor=None, subject=None)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_when_the_event_cannot_be_written_the_act_is_undone(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(*_args: object, **_kwargs: object) -> None:
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr("audit.record._insert", disk_full)

    @transaction.atomic
    def act() -> None:
        User.objects.filter(pk=user.pk).update(given_name="Changed")
        record(Tag.STAFF_PERSON_CHANGED, at=timezone.now(), actor=None, subject=user)

    with pytest.raises(OSError, match="disk full"):
        act()

    user.refresh_from_db()
    assert user.given_name == "User"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_leaves_no_gap() -> None:
    for number in range(6):
        with transaction.atomic():
            record(Tag.STAFF_CASE_OPENED, at=timezone.now(), actor=1, subject=number)
            if number % 2:
                transaction.set_rollback(True)
    seqs = AuditEvent.objects.order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == [1, 2, 3]
    assert chain_verify().result == Result.OK


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_parallel_events_form_one_chain() -> None:
    start = threading.Barrier(10)

    def write() -> None:
        try:
            start.wait(timeout=10)
            for _ in range(5):
                with transaction.atomic():
                    record(Tag.STAFF_CASE_OPENED, at=timezone.now(), actor=1, subject=2)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert (chain_verify().result, chain_verify().seq) == (Result.OK, 50)


@pytest.mark.django_db
def test_what_could_break_a_line_or_a_screen_is_replaced(audit_trail: AuditTrail) -> None:
    nasty = "a\r\nb\x1b[31m\x00\u2028\u202e" + "x" * 1_000_000
    with transaction.atomic():
        record(Tag.STAFF_CASE_OPENED, at=timezone.now(), actor=None, subject=None, note=nasty)

    (event,) = audit_trail.events()
    body = bytes(event.body)
    assert body.isascii()
    assert len(body) < 5000
    assert b"\n" not in body
    assert audit_trail.facts(Tag.STAFF_CASE_OPENED)["note"].isprintable()


@pytest.mark.django_db
def test_facts_are_small_and_plain(audit_trail: AuditTrail) -> None:
    case, at = uuid4(), timezone.now()
    with transaction.atomic():
        record(
            *(Tag.STAFF_CASE_OPENED,),
            at=at,
            actor=1,
            subject=2,
            case=str(case),
            flag=True,
            ids=[1, None, case],
            names={"b", "a"},
            moment=at,
        )
        with pytest.raises(TypeError, match="dict"):
            record(Tag.STAFF_CASE_OPENED, at=at, actor=1, subject=2, bad={"a": 1})
    (event,) = audit_trail.events()
    facts = audit_trail.facts(Tag.STAFF_CASE_OPENED)
    assert event.case_id == case
    assert facts["ids"] == [1, None, str(case)]
    assert facts["names"] == ["a", "b"]
    assert facts["moment"].endswith("Z")


@pytest.mark.django_db
def test_sign_ins_are_plain_and_staff_acts_are_chained(audit_trail: AuditTrail) -> None:
    with transaction.atomic():
        record(Tag.USER_PASSWORD_FAILED, at=timezone.now(), actor=None, subject=5)
        record(Tag.SYSTEM_KEYS_ROTATED, at=timezone.now(), actor=None, subject=None)
    plain, chained = audit_trail.events()
    assert (plain.stream, plain.seq, plain.hash) == (Stream.SIGN_IN, None, None)
    assert (chained.stream, chained.seq) == (Stream.STAFF, 1)
    assert json.loads(bytes(chained.body))["seq"] == 1


def test_every_tag_names_source_subject_and_action() -> None:
    for tag in Tag:
        source, subject, action = tag.split(":")
        assert source in {"user", "staff", "system"}
        assert subject
        assert action
        assert len(tag) <= 64


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", [], "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", ["10.0.0.0/8"], "203.0.113.9"),
        ("10.0.0.5", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.5", "1.2.3.4, 198.51.100.1, 10.0.0.6", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.5", "'; DROP TABLE", ["10.0.0.0/8"], ""),
        ("10.0.0.5", "", ["10.0.0.0/8"], ""),
        ("", "", [], ""),
    ],
)
def test_the_address_is_not_what_a_stranger_claims(
    settings: Settings, peer: str, forwarded: str, proxies: list[str], expected: str
) -> None:
    """E12: X-Forwarded-For counts only behind a proxy that the settings trust."""
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded, HTTP_USER_AGENT="x" * 5000
    )
    facts = request_facts(request)
    assert facts["ip"] == expected
    assert len(facts["agent"]) == 200


@pytest.mark.django_db
def test_the_newest_events_of_a_case_come_first() -> None:
    at, case = timezone.now(), uuid4()
    with transaction.atomic():
        for number in range(9):
            moment = at + timedelta(seconds=number // 3)
            record(Tag.STAFF_CASE_CHANGED, at=moment, actor=7, subject=8, case=case, number=number)
        record(Tag.STAFF_CASE_CHANGED, at=at, actor=7, subject=8, case=uuid4())

    events = events_of_case(case=case, limit=5)
    assert [facts_of(event)["number"] for event in events] == [8, 7, 6, 5, 4]
