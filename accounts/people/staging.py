"""The temporary table that holds the file while it is compared with what is known."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.people.report import PROBLEMS_SHOWN, ImportReport
from accounts.people.row import Row

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('people_import'))"
CREATE = """
CREATE TEMPORARY TABLE people_import (
    line int, username text, given_name text, family_name text,
    emails text[], numbers bytea[], indexes bytea[],
    employee_number text, department text, country text, manager text,
    status text, tier text, language text, time_zone text,
    id bigint, manager_id bigint, is_new boolean NOT NULL DEFAULT false
) ON COMMIT DROP
"""
COPY = """
COPY people_import (
    line, username, given_name, family_name, emails, numbers, indexes,
    employee_number, department, country, manager, status, tier, language, time_zone
) FROM STDIN
"""
# Ids are drawn here so that people and their managers can be inserted in one go.
RESOLVE = (
    "CREATE INDEX ON people_import (username)",
    "ANALYZE people_import",
    """
    UPDATE people_import AS t SET id = u.id FROM accounts_user AS u WHERE u.username = t.username
    """,
    """
    UPDATE people_import SET is_new = true,
        id = nextval(pg_get_serial_sequence('accounts_user', 'id'))
    WHERE id IS NULL
    """,
    """
    UPDATE people_import AS t SET manager_id = coalesce(m.id, u.id)
    FROM (SELECT DISTINCT manager FROM people_import WHERE manager IS NOT NULL) AS named
    LEFT JOIN people_import AS m ON m.username = named.manager
    LEFT JOIN accounts_user AS u ON u.username = named.manager
    WHERE t.manager = named.manager
    """,
    "CREATE UNIQUE INDEX ON people_import (id)",
    "ANALYZE people_import",
)
TWICE = """
SELECT t.line, f.first FROM people_import AS t JOIN (
    SELECT {column} AS value, min(line) AS first FROM people_import
    WHERE {column} IS NOT NULL GROUP BY {column} HAVING count(*) > 1
) AS f ON f.value = t.{column} AND f.first < t.line
ORDER BY t.line
"""
NO_MANAGER = "SELECT line FROM people_import WHERE manager IS NOT NULL AND manager_id IS NULL"
NUMBER_TAKEN = """
SELECT t.line FROM people_import AS t
JOIN accounts_user AS u ON u.employee_number = t.employee_number AND u.id <> t.id
WHERE NOT EXISTS (SELECT 1 FROM people_import AS o WHERE o.id = u.id)
"""


def staging_fill(rows: Iterable[tuple[int, Row]]) -> None:
    """Create the table and stream the rows into it."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.people_import")
        cursor.execute(CREATE)
        with cursor.copy(COPY) as copy:
            for line, row in rows:
                copy.write_row(_record(line, row))


def staging_resolve() -> None:
    """Give everybody an id and find the managers. Usernames must be unique."""
    with connection.cursor() as cursor:
        for statement in RESOLVE:
            cursor.execute(statement)


def staging_twice(report: ImportReport) -> None:
    """Report usernames and employee numbers that stand on two lines."""
    for column in ("username", "employee_number"):
        with connection.cursor() as cursor:
            cursor.execute(TWICE.format(column=column))
            while found := cursor.fetchmany(PROBLEMS_SHOWN):
                for line, first in found:
                    text = _("%(column)s: is on line %(first)d already")
                    report.problem_add(line, text % {"column": column, "first": first})


def staging_references(report: ImportReport) -> None:
    """Report managers that nobody is and employee numbers of somebody else."""
    for query, text in (
        (NO_MANAGER, _("manager: nobody has this username")),
        (NUMBER_TAKEN, _("employee_number: belongs to somebody else")),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"{query} ORDER BY line")
            while found := cursor.fetchmany(PROBLEMS_SHOWN):
                for (line,) in found:
                    report.problem_add(line, text)


def _record(line: int, row: Row) -> tuple[Any, ...]:
    return (
        line,
        row.username,
        row.given_name,
        row.family_name,
        list(row.emails),
        list(row.numbers),
        list(row.indexes),
        row.employee_number,
        row.department,
        row.country,
        row.manager,
        row.status,
        row.tier,
        row.language,
        row.time_zone,
    )
