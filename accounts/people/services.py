"""Importing people from a directory's CSV file."""

from datetime import datetime
from typing import Any, BinaryIO

from django.db import connection, transaction

from accounts.models import User
from accounts.people import rules, staging
from accounts.people.changes import CONTACT_COUNTS, changes_apply, changes_find
from accounts.people.file import PeopleFile
from accounts.people.report import ImportReport
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag

CHUNK = 1000
PEOPLE_EVENTS = """
SELECT id, old_tier, new_tier, old_status, new_status FROM people_changed
WHERE old_tier <> new_tier OR old_status <> new_status ORDER BY line
"""
CONTACT_EVENTS = """
SELECT user_id, count(*) FILTER (WHERE gone_id IS NULL), count(*) FILTER (WHERE gone_id IS NOT NULL)
FROM people_contacts WHERE NOT is_new GROUP BY user_id ORDER BY user_id
"""


@audited
def people_import(
    *, file: BinaryIO, actor: User | None, dry_run: bool, at: datetime
) -> ImportReport:
    """Bring people and their addresses in line with `file`; all of it or nothing.

    The file is streamed through a temporary table, so a million rows need no more memory than one
    thousand. Running it twice changes nothing the second time. Bad rows are in the report, and
    nothing is changed then. Raises ImportRefused. `actor` None is the operator's command line.
    """
    rules.import_allowed(actor=actor)
    report = ImportReport()
    columns = _stage(file, report)
    if not report.problem_count:
        changes_find(columns)
        rules.import_within_rules(actor=actor)
        _count(report)
    if report.problem_count or dry_run:
        transaction.set_rollback(True)
        return report
    if report.changes:
        changes_apply(columns, at=at)
        _record_each(actor, at)
    report.is_applied = True
    facts: dict[str, Any] = _counts(report)
    record(_tag(actor, "IMPORTED"), at=at, actor=actor, subject=None, **facts)
    return report


def _stage(file: BinaryIO, report: ImportReport) -> tuple[str, ...]:
    people = PeopleFile(file, report)
    if people.header_read():
        staging.staging_fill(people.rows())
        staging.staging_twice(report)
    if not report.problem_count:
        staging.staging_resolve()
        staging.staging_references(report)
    return people.columns


def _count(report: ImportReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CONTACT_COUNTS)
        report.contacts_added, report.contacts_removed = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM people_import WHERE is_new")
        report.created = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM people_changed")
        report.updated = cursor.fetchone()[0]


def _record_each(actor: User | None, at: datetime) -> None:
    """Tell of every known person whose tier, status or addresses changed, on their own timeline."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_EVENTS)
        while found := cursor.fetchmany(CHUNK):
            for pk, *tiers, old, new in found:
                facts = {"tier": tiers, "status": [old, new], "by": "import"}
                record(_tag(actor, "CHANGED"), at=at, actor=actor, subject=pk, **facts)
        cursor.execute(CONTACT_EVENTS)
        tag = Tag.STAFF_CONTACT_CHANGED if actor else Tag.SYSTEM_CONTACT_CHANGED
        while found := cursor.fetchmany(CHUNK):
            for pk, added, removed in found:
                facts = {"added": added, "removed": removed, "by": "import"}
                record(tag, at=at, actor=actor, subject=pk, **facts)


def _tag(actor: User | None, action: str) -> Tag:
    return Tag[f"{'STAFF' if actor else 'SYSTEM'}_PERSON_{action}"]


def _counts(report: ImportReport) -> dict[str, int]:
    return {
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "contacts_added": report.contacts_added,
        "contacts_removed": report.contacts_removed,
    }
