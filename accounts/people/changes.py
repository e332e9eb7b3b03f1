"""Comparing the staged file with what is known, and making it so. Everything is set-based SQL.

A column that the file lacks changes nothing. In a column that it has, an empty cell means `none`,
except for status, tier, language and time zone, where it means `as it was`.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

# Rows just inserted have no statistics yet: the planner would take a million of them for none and
# compare each with each.
BULK = ("SET LOCAL enable_nestloop = off", "SET LOCAL work_mem = '64MB'", "SET LOCAL jit = off")
PLAIN = ("given_name", "family_name")
OPTIONAL = {"department": "''", "country": "''", "employee_number": "NULL"}
KEPT = ("status", "tier", "language", "time_zone")

CHANGED = """
CREATE TEMPORARY TABLE people_changed ON COMMIT DROP AS
SELECT t.id, t.line, u.tier AS old_tier, u.status AS old_status,
    {tier} AS new_tier, {status} AS new_status
FROM people_import AS t JOIN accounts_user AS u ON u.id = t.id
WHERE NOT t.is_new AND ({old}) IS DISTINCT FROM ({new})
"""
CONTACTS = """
CREATE TEMPORARY TABLE people_contacts ON COMMIT DROP AS
WITH wanted AS (
    SELECT id AS user_id, is_new, 'EMAIL' AS kind, email, NULL::bytea AS number,
        NULL::bytea AS number_index
    FROM people_import, unnest(emails) AS email
    UNION ALL
    SELECT id, is_new, 'PHONE', '', n.number, n.number_index
    FROM people_import, unnest(numbers, indexes) AS n (number, number_index)
), known AS (
    SELECT a.id, a.user_id, a.kind, a.email, a.number_index, a.from_directory
    FROM accounts_contact_address AS a JOIN people_import AS t ON t.id = a.user_id
    WHERE a.removed_at IS NULL
)
SELECT k.id AS gone_id, coalesce(w.user_id, k.user_id) AS user_id,
    coalesce(w.is_new, false) AS is_new, coalesce(w.kind, k.kind) AS kind,
    w.email, w.number, w.number_index
FROM wanted AS w FULL JOIN known AS k
    ON k.user_id = w.user_id AND k.kind = w.kind AND k.email = w.email
    AND coalesce(k.number_index, '') = coalesce(w.number_index, '')
WHERE k.id IS NULL OR (w.user_id IS NULL AND k.from_directory AND k.kind = ANY(%(kinds)s))
"""
CONTACT_COUNTS = """
SELECT count(*) FILTER (WHERE gone_id IS NULL), count(*) FILTER (WHERE gone_id IS NOT NULL)
FROM people_contacts
"""
INSERT = """
INSERT INTO accounts_user (
    id, password, is_superuser, username, given_name, family_name, employee_number, department,
    country, manager_id, manager_since, status, tier, language, time_zone, created_at, search_text
)
SELECT id, '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), false,
    username, given_name, family_name, employee_number, coalesce(department, ''),
    coalesce(country, ''), manager_id, CASE WHEN manager_id IS NOT NULL THEN %(at)s END,
    coalesce(status, 'ACTIVE'), coalesce(tier, 'STANDARD'), coalesce(language, ''),
    coalesce(time_zone, 'UTC'), %(at)s,
    accounts_search_text(
        given_name, family_name, username, nullif(array_to_string(emails, ' '), ''), employee_number
    )
FROM people_import WHERE is_new
"""
NUMBERS_FREE = """
UPDATE accounts_user AS u SET employee_number = NULL FROM people_import AS t
WHERE u.id = t.id AND u.employee_number IS DISTINCT FROM t.employee_number
AND EXISTS (SELECT 1 FROM people_import AS o WHERE o.employee_number = u.employee_number)
"""
CONTACTS_REMOVE = """
UPDATE accounts_contact_address AS a SET removed_at = %(at)s FROM people_contacts AS c
WHERE a.id = c.gone_id
"""
# What is added so soon after another one was removed takes its place, be it by another import: it
# counts as changed (case A3) and scores nothing for as long.
REPLACES = "interval '30 days'"
CONTACTS_ADD = """
INSERT INTO accounts_contact_address (
    user_id, kind, email, number, number_index, label, added_at, changed_at, from_directory
)
SELECT c.user_id, c.kind, c.email, c.number, c.number_index, '', %(at)s,
    CASE WHEN EXISTS (
        SELECT 1 FROM accounts_contact_address AS g
        WHERE g.user_id = c.user_id AND g.kind = c.kind AND g.removed_at > %(at)s - {replaces}
    ) THEN %(at)s END, true
FROM people_contacts AS c WHERE c.gone_id IS NULL
"""
UPDATE = """
UPDATE accounts_user AS u SET {settings} FROM people_import AS t
WHERE u.id = t.id AND u.id IN (SELECT id FROM people_changed)
"""
MANAGER_SINCE = """manager_since = CASE
    WHEN u.manager_id IS NOT DISTINCT FROM t.manager_id THEN u.manager_since
    WHEN t.manager_id IS NOT NULL THEN %(at)s END"""
SHUT_OUT = """
DELETE FROM accounts_session AS s USING people_import AS t, accounts_user AS u
WHERE s.user_id = t.id AND u.id = t.id AND u.status <> 'ACTIVE'
"""


def changes_find(columns: Collection[str]) -> None:
    """Work out once which people and addresses differ, in two temporary tables."""
    values = _values(columns)
    query = CHANGED.format(
        old=", ".join(f"u.{column}" for column in values),
        new=", ".join(values.values()),
        tier=values.get("tier", "u.tier"),
        status=values.get("status", "u.status"),
    )
    pairs = {"EMAIL": {"email", "email2"}, "PHONE": {"phone", "phone2"}}
    kinds = [kind for kind, pair in pairs.items() if pair.issubset(columns)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.people_changed, pg_temp.people_contacts")
        cursor.execute(query)
        cursor.execute(CONTACTS, {"kinds": kinds})
        cursor.execute("ANALYZE people_changed")
        cursor.execute("ANALYZE people_contacts")


def changes_apply(columns: Collection[str], *, at: datetime) -> None:
    """Insert and update people, replace their addresses, end sessions of those shut out."""
    values = _values(columns)
    settings = [f"{column} = {value}" for column, value in values.items()]
    if "manager_id" in values:
        settings.append(MANAGER_SINCE)
    statements = [
        *([NUMBERS_FREE] if "employee_number" in values else []),
        UPDATE.format(settings=", ".join(settings)),
        INSERT,
        CONTACTS_REMOVE,
        CONTACTS_ADD.format(replaces=REPLACES),
        SHUT_OUT,
    ]
    with connection.cursor() as cursor:
        for setting in BULK:
            cursor.execute(setting)
        for statement in statements:
            cursor.execute(statement, {"at": at})


def _values(columns: Collection[str]) -> dict[str, str]:
    """Return column and SQL value of everything that the file may change on a known person."""
    return {
        **{column: f"t.{column}" for column in PLAIN},
        **{c: f"coalesce(t.{c}, {none})" for c, none in OPTIONAL.items() if c in columns},
        **{column: f"coalesce(t.{column}, u.{column})" for column in KEPT if column in columns},
        **({"manager_id": "t.manager_id"} if "manager" in columns else {}),
    }
