"""Encrypting everything anew with the newest key, so that an old one can be thrown away."""

from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction

from accounts import vault
from accounts.fields import EncryptedTextField
from audit.record import record
from audit.tags import Tag

BATCH = 500

PICK = """
SELECT {pk}, {column} FROM {table}
WHERE {column} IS NOT NULL AND substring({column} FROM 1 FOR %s) <> %s
ORDER BY {pk} LIMIT %s FOR UPDATE
"""
STORE = "UPDATE {table} SET {column} = %s WHERE {pk} = %s"


def encrypted_fields() -> list[tuple[type[models.Model], EncryptedTextField]]:
    """Return every encrypted column of the installed apps, each table once."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def keys_rotate(*, at: datetime) -> dict[str, int]:
    """Re-encrypt what is not under the newest key, in small transactions; return rows per column.

    It can be stopped and run again at any time. Raises VaultError when a value does not open: then
    no key may be thrown away.
    """
    counts = {}
    for model, field in encrypted_fields():
        name, rows = f"{model._meta.label_lower}.{field.name}", 0
        while batch := _batch_rotate(model, field):
            rows += batch
        counts[name] = rows
    with transaction.atomic():
        facts = [f"{name} {rows}" for name, rows in counts.items()]
        record(Tag.SYSTEM_KEYS_ROTATED, at=at, actor=None, subject=None, columns=facts)
    return counts


@transaction.atomic
def _batch_rotate(model: type[models.Model], field: EncryptedTextField) -> int:
    quote, prefix = connection.ops.quote_name, vault.newest_prefix()
    pk = model._meta.pk.column
    names = {
        "pk": quote(str(pk)),
        "column": quote(str(field.column)),
        "table": quote(model._meta.db_table),
    }
    with connection.cursor() as cursor:
        cursor.execute(PICK.format(**names), [len(prefix), prefix, BATCH])
        rows = cursor.fetchall()
        changed = [(_renewed(blob, field.purpose), pk) for pk, blob in rows]
        cursor.executemany(STORE.format(**names), changed)
    return len(rows)


def _renewed(blob: bytes, purpose: str) -> bytes:
    return vault.encrypt(vault.decrypt(blob, purpose=purpose), purpose=purpose)
