"""The database's clock, read once for a page."""

from datetime import datetime

from django.db import connection


def clock_read() -> datetime:
    """Return `clock_timestamp()`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
