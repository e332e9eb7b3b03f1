"""`record()`: the one way to write an event, in the transaction of what it tells about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from audit import chain
from audit.facts import fact_clean, moment
from audit.models import AuditEvent, ChainHead, Stream
from audit.tags import Tag

Person = models.Model | int | None
COLUMNS = (
    *("stream", "seq", "at", "tag", "actor_id", "subject_id", "case_id"),
    *("body", "prev", "hash"),
)
INSERT = f"""
    INSERT INTO audit_event ({", ".join(COLUMNS)})
    VALUES ({", ".join(["%s"] * len(COLUMNS))}) RETURNING id
"""  # noqa: S608 - constants


def record(
    tag: Tag,
    *,
    at: datetime,
    actor: Person,
    subject: Person,
    case: UUID | str | None = None,
    **facts: object,
) -> AuditEvent:
    """Write one event. Call it once per change, last in the transaction.

    Staff events lock the head of their chain until commit, hence *last*. Facts are JSON scalars or
    lists of them and never secrets, numbers, mail addresses or names. An event must live and die
    with its change: outside a transaction this raises TransactionManagementError.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "An audit event is written in the transaction of what it tells about."
        raise transaction.TransactionManagementError(message)
    event, entry = _event(tag, at, (actor, subject), case, facts)
    if event.stream == Stream.STAFF:
        return _append(event, entry)
    event.body = chain.canonical(entry)
    _insert(event)
    return event


def sign_in_event(
    tag: Tag, *, at: datetime, actor: Person, subject: Person, **facts: object
) -> AuditEvent:
    """Return an event as `record` would write it, unsaved, for those who insert many at once.

    Raises ValueError for a tag of the chained stream: its order is its proof.
    """
    event, entry = _event(tag, at, (actor, subject), None, facts)
    if event.stream == Stream.STAFF:
        message = "A chained event is written one at a time."
        raise ValueError(message)
    event.body = chain.canonical(entry)
    return event


def _event(
    tag: Tag,
    at: datetime,
    people: tuple[Person, Person],
    case: UUID | str | None,
    facts: dict[str, object],
) -> tuple[AuditEvent, dict[str, Any]]:
    """Return the row and the entry that becomes its body."""
    tag = Tag(tag)
    case_id = case if isinstance(case, UUID) or case is None else UUID(str(case))
    actor, subject = people
    entry: dict[str, Any] = {
        "stream": str(tag.stream),
        "at": moment(at),
        "tag": str(tag),
        "actor": id_of(actor),
        "subject": id_of(subject),
        "case": str(case_id) if case_id else None,
        "facts": {name: fact_clean(value) for name, value in facts.items()},
    }
    event = AuditEvent(
        stream=tag.stream,
        at=at,
        tag=str(tag),
        actor_id=entry["actor"],
        subject_id=entry["subject"],
        case_id=case_id,
    )
    return event, entry


def _append(event: AuditEvent, entry: dict[str, Any]) -> AuditEvent:
    head = _head_lock(event.stream)
    event.seq = entry["seq"] = head.seq + 1
    event.prev = bytes(head.hash)
    event.body = chain.canonical(entry)
    event.hash = chain.link(event.prev, event.body)
    _insert(event)
    ChainHead.objects.filter(pk=head.pk).update(seq=event.seq, hash=event.hash)
    return event


def _insert(event: AuditEvent) -> None:
    """Write the row. Nearly every request does: the ORM takes three times as long to say so."""
    values = [getattr(event, column) for column in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        event.pk = cursor.fetchone()[0]


def _head_lock(stream: str) -> ChainHead:
    """Lock and return the head. A lost head restarts at 0 and fails on the unique seq."""
    head = ChainHead.objects.select_for_update().filter(pk=stream).first()
    if head is None:
        start = ChainHead(stream=stream, seq=0, hash=chain.GENESIS)
        ChainHead.objects.bulk_create([start], ignore_conflicts=True)
        head = ChainHead.objects.select_for_update().get(pk=stream)
    return head


def id_of(person: Person) -> int | None:
    """Return the id of a person who may be given by id."""
    return person.pk if isinstance(person, models.Model) else person
