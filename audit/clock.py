"""The database's clock, which guards expiry and limits (an application server's may be wrong)."""

from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """`clock_timestamp()`: this very moment, also in the middle of a long transaction."""

    function = "clock_timestamp"
    arity = 0
    output_field = DateTimeField()
