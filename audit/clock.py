"""The database's clock, which guards expiry and limits (an application server's may be wrong)."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """`clock_timestamp()`: this very moment, also in the middle of a long transaction."""

    function = "clock_timestamp"
    arity = 0
    output_field = DateTimeField()


def clock_read() -> datetime:
    """Return what `clock_timestamp()` says, for arithmetic outside of a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
