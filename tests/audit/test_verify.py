"""Story: somebody with the owner's password edits the trail by hand, and it shows (G1)."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from audit.models import AuditEvent, ChainHead, Stream
from audit.record import record
from audit.tags import Tag
from audit.verify import Result, chain_verify
from tests.fixtures.database import Owner

pytestmark = pytest.mark.django_db(transaction=True)

EMPTY_BODY = r"""
UPDATE audit_event SET body = '{}', hash = sha256('\x00' || prev || '{}') WHERE seq = 4
"""
FORGED_TAIL = """
INSERT INTO audit_event (stream, seq, at, tag, body, prev, hash)
SELECT stream, 11, at, tag, body, prev, hash FROM audit_event WHERE seq = 10
"""


@pytest.fixture
def ten_events(transactional_db: None) -> None:
    """Record ten staff events."""
    for number in range(10):
        with transaction.atomic():
            record(Tag.STAFF_CASE_OPENED, at=timezone.now(), actor=1, subject=number, note="ünï")


def attack(owner: Owner, *statements: str) -> None:
    """Run SQL as the owner with the trigger out of the way."""
    owner.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")
    for statement in statements:
        owner.execute(statement)
    owner.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_append_only")


def test_an_untouched_trail_is_good(ten_events: None) -> None:
    assert chain_verify().seq == 10
    assert chain_verify(start=4).result == Result.OK
    call_command("audit_verify")


def test_an_empty_trail_is_good(transactional_db: None) -> None:
    assert chain_verify().result == Result.OK


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE audit_event SET actor_id = 2 WHERE seq = 4", 4),
        ("UPDATE audit_event SET subject_id = NULL WHERE seq = 4", 4),
        ("UPDATE audit_event SET tag = 'staff:case:closed' WHERE seq = 4", 4),
        ("UPDATE audit_event SET at = at - interval '1 microsecond' WHERE seq = 4", 4),
        ("UPDATE audit_event SET case_id = gen_random_uuid() WHERE seq = 4", 4),
        ("UPDATE audit_event SET body = body || ' '::bytea WHERE seq = 4", 4),
        ("UPDATE audit_event SET body = '\\xff00'::bytea WHERE seq = 4", 4),
        ("UPDATE audit_event SET hash = sha256(hash) WHERE seq = 4", 4),
        ("UPDATE audit_event SET prev = sha256(prev) WHERE seq = 4", 4),
        ("DELETE FROM audit_event WHERE seq = 4", 4),
        ("DELETE FROM audit_event WHERE seq <= 4", 1),
        (EMPTY_BODY, 4),
        (EMPTY_BODY.replace("{}", "["), 4),
        (FORGED_TAIL, 11),
    ],
)
def test_the_first_bad_event_is_named(
    ten_events: None,
    owner_connection: Owner,
    capsys: pytest.CaptureFixture[str],
    statement: str,
    first_bad: int,
) -> None:
    attack(owner_connection, statement)

    verdict = chain_verify()
    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify")

    assert (verdict.result, verdict.seq) == (Result.TAMPERED, first_bad)
    assert ended.value.code == 1
    assert f"event {first_bad}:" in capsys.readouterr().err


def test_swapped_events_are_found(ten_events: None, owner_connection: Owner) -> None:
    attack(
        owner_connection,
        "UPDATE audit_event SET seq = 100 WHERE seq = 5",
        "UPDATE audit_event SET seq = 5 WHERE seq = 6",
        "UPDATE audit_event SET seq = 6 WHERE seq = 100",
    )
    assert (chain_verify().result, chain_verify().seq) == (Result.TAMPERED, 5)


def test_an_event_inserted_in_the_middle_is_found(
    ten_events: None, owner_connection: Owner
) -> None:
    attack(
        owner_connection,
        "UPDATE audit_event SET seq = seq + 100 WHERE seq > 5",
        "INSERT INTO audit_event (stream, seq, at, tag, actor_id, subject_id, body, prev, hash) "
        "SELECT stream, 6, at, tag, actor_id, subject_id, body, hash, "
        "sha256('\\x00' || hash || body) FROM audit_event WHERE seq = 5",
        "UPDATE audit_event SET seq = seq - 99 WHERE seq > 100",
        "UPDATE audit_chain_head SET seq = 11",
    )
    assert (chain_verify().result, chain_verify().seq) == (Result.TAMPERED, 6)


def test_a_cut_off_end_is_incomplete(
    ten_events: None, owner_connection: Owner, capsys: pytest.CaptureFixture[str]
) -> None:
    attack(owner_connection, "DELETE FROM audit_event WHERE seq > 8")

    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify", "--from", "3")

    assert ended.value.code == 2
    assert "event 9:" in capsys.readouterr().err


def test_a_forged_head_is_found(ten_events: None, owner_connection: Owner) -> None:
    owner_connection.execute("UPDATE audit_chain_head SET hash = sha256(hash)")
    assert (chain_verify().result, chain_verify().seq) == (Result.TAMPERED, 10)


def test_a_lost_head_stops_the_writing(ten_events: None, owner_connection: Owner) -> None:
    """Rather no act than a second event number one."""
    owner_connection.execute("DELETE FROM audit_chain_head")
    with pytest.raises(Exception, match="audit_event_seq_once"), transaction.atomic():
        record(Tag.STAFF_CASE_OPENED, at=timezone.now(), actor=1, subject=2)


def test_events_added_meanwhile_are_no_fault(
    ten_events: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head moves on while the trail is walked."""
    from audit import verify

    walk: Callable[..., object] = verify._first_fault

    def walk_and_add(*args: int) -> object:
        found = walk(*args)
        with transaction.atomic():
            record(Tag.STAFF_CASE_OPENED, at=timezone.now(), actor=1, subject=2)
        return found

    monkeypatch.setattr(verify, "_first_fault", walk_and_add)
    assert chain_verify().result == Result.OK


def test_the_exact_bytes_are_kept(ten_events: None) -> None:
    event = AuditEvent.objects.get(stream=Stream.STAFF, seq=1)
    assert bytes(event.body).isascii()
    assert b'"note":"\\u00fcn\\u00ef"' in bytes(event.body)
    assert ChainHead.objects.get().seq == 10
