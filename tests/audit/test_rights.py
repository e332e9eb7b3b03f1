"""G2: the application may add to the trail and read it; nobody may change it, nor its owner.

Nor can it lose what tells who proved what (B21 of the digest: a record of all ever bound).
"""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege
from pytest_django.fixtures import Settings

from audit.models import AuditEvent
from audit.record import record
from audit.rights import RECORDS
from audit.tags import Tag
from tests.fixtures.database import Owner

CHANGES = (
    "UPDATE audit_event SET tag = 'x'",
    "UPDATE audit_event SET tag = 'x' WHERE false",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE false",
    "TRUNCATE audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TABLE audit_event",
    "CREATE OR REPLACE FUNCTION audit_event_refuse_change() RETURNS trigger AS '' LANGUAGE sql",
)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def one_event(transactional_db: None) -> AuditEvent:
    """Record an event."""
    with transaction.atomic():
        return record(Tag.STAFF_CASE_OPENED, at=timezone.now(), actor=1, subject=2)


def test_the_tests_run_as_the_application(settings: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DATABASE_APP_ROLE,)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_is_denied(one_event: AuditEvent, statement: str) -> None:
    with (
        pytest.raises((ProgrammingError, InternalError), match=r"permission denied|must be owner"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().tag == Tag.STAFF_CASE_OPENED


@pytest.mark.parametrize("statement", CHANGES[:5])
def test_the_trigger_stops_the_owner(
    one_event: AuditEvent, owner_connection: Owner, statement: str
) -> None:
    with pytest.raises(InsufficientPrivilege, match="append-only"):
        owner_connection.execute(statement)
    assert AuditEvent.objects.get().tag == Tag.STAFF_CASE_OPENED


@pytest.mark.parametrize("table", RECORDS)
def test_the_application_deletes_no_record(table: str) -> None:
    for statement in (f"DELETE FROM {table} WHERE false", f"TRUNCATE {table}"):  # noqa: S608
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with connection.cursor() as cursor:  # the rest of its work goes on
        cursor.execute("SELECT has_table_privilege(%s, 'INSERT')", [table])
        assert cursor.fetchone() == (True,)


def test_what_ends_by_being_deleted_still_does() -> None:
    for table in ("accounts_session", "accounts_throttle", "delivery_message", "delivery_call"):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE false")  # noqa: S608


def test_a_staff_event_outside_the_chain_is_impossible() -> None:
    with pytest.raises(Exception, match="audit_event_staff_is_chained"):
        AuditEvent.objects.create(stream="STAFF", at=timezone.now(), tag="x", body=b"{}")
