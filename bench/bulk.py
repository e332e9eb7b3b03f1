"""Loading a table fast: its indexes and foreign keys are set aside and built once, at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid)
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
"""
FOREIGN_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'f'
"""


@contextmanager
def set_aside(owner: psycopg.Connection[tuple[str, str]], table: str) -> Iterator[None]:
    """Take indexes, foreign keys and triggers of `table` off, and put them back at the end."""
    named = sql.Identifier(table)
    indexes = owner.execute(INDEXES, [table]).fetchall()
    keys = owner.execute(FOREIGN_KEYS, [table]).fetchall()
    alter = sql.SQL("ALTER TABLE {} {}")
    owner.execute(alter.format(named, sql.SQL("DISABLE TRIGGER USER")))
    for name, _ in indexes:
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    for name, _ in keys:
        drop = sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(name))
        owner.execute(alter.format(named, drop))
    yield
    for _, definition in indexes:
        owner.execute(definition.encode())
    for name, definition in keys:
        add = sql.SQL("ADD CONSTRAINT {} ").format(sql.Identifier(name))
        owner.execute(alter.format(named, add + sql.SQL(definition)))
    owner.execute(alter.format(named, sql.SQL("ENABLE TRIGGER USER")))
