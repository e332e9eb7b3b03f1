"""Rights in the database: the application may add to the trail and read it, nothing else.

Of other records it may change the state, but never lose one: there is no code that deletes them.
"""

from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper

# What tells who proved what, and what was allowed for it. It moves from state to state and stays.
RECORDS = (
    *("helpdesk_case", "helpdesk_case_lost", "helpdesk_desklock", "helpdesk_fraudreport"),
    *("mfa_authenticator", "mfa_challenge", "mfa_evidence", "mfa_grant", "mfa_noticelink"),
    *("mfa_passcode", "mfa_recoverycode", "mfa_trustedbrowser"),
)
KEPT_BACK = {
    "audit_event": "UPDATE, DELETE, TRUNCATE",
    **dict.fromkeys(RECORDS, "DELETE, TRUNCATE"),
    "django_migrations": "INSERT, UPDATE, DELETE",
    "otp_totp_totpdevice": "INSERT, UPDATE",  # seeds in clear text: ours are in mfa_authenticator
}


def rights_grant(*, using: str, **_signal: Any) -> None:
    """After a migration, give the application's role what it needs and no more.

    Runs as the owner. Nothing happens where that role does not exist or migrates by itself;
    a system check speaks up about such an installation.
    """
    role = settings.DATABASE_APP_ROLE
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [role])
        is_self = cursor.fetchone()[0]
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if is_self or cursor.fetchone() is None:
            return
        _grant(cursor, connection.ops.quote_name(role))


def _grant(cursor: CursorWrapper, role: str) -> None:
    cursor.execute("SELECT quote_ident(current_schema())")
    schema = cursor.fetchone()[0]
    for statement in (
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    ):
        cursor.execute(statement)
    for table, rights in KEPT_BACK.items():
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        if cursor.fetchone()[0]:
            cursor.execute(f"REVOKE {rights} ON {table} FROM {role}")
