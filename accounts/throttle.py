"""A limiter that counts in the database and on its clock, so that no wiped cache forgets."""

from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.models import Throttle
from audit.clock import ClockTimestamp

# One statement: the row lock of the upsert makes parallel hits queue up, so none is lost.
HIT = """
INSERT INTO accounts_throttle AS t (bucket, window_ends_at, count)
VALUES (%(bucket)s, clock_timestamp() + make_interval(secs => %(window)s), 1)
ON CONFLICT (bucket) DO UPDATE SET
    count = CASE WHEN t.window_ends_at <= clock_timestamp() THEN 1
                 ELSE LEAST(t.count, %(limit)s) + 1 END,
    window_ends_at = CASE WHEN t.window_ends_at <= clock_timestamp() THEN EXCLUDED.window_ends_at
                          ELSE t.window_ends_at END
RETURNING count
"""


def throttle_hit(*, bucket: str, limit: int, window: timedelta) -> bool:
    """Count one hit; say whether it is within `limit` in the bucket's current window."""
    with connection.cursor() as cursor:
        seconds = window.total_seconds()
        cursor.execute(HIT, {"bucket": _hashed(bucket), "limit": limit, "window": seconds})
        return int(cursor.fetchone()[0]) <= limit


def throttle_is_full(*, bucket: str, limit: int) -> bool:
    """Say whether the bucket's current window has `limit` hits, without counting one."""
    rows = Throttle.objects.filter(bucket=_hashed(bucket), window_ends_at__gt=ClockTimestamp())
    return rows.filter(count__gte=limit).exists()


def throttle_release(*, bucket: str) -> None:
    """Take one hit back, for an attempt that turned out to be none (it succeeded)."""
    Throttle.objects.filter(bucket=_hashed(bucket), count__gt=0).update(count=F("count") - 1)


def throttles_clear() -> int:
    """Delete the windows that are over."""
    return Throttle.objects.filter(window_ends_at__lte=ClockTimestamp()).delete()[0]


def _hashed(bucket: str) -> str:
    return salted_hmac("accounts.throttle", bucket, algorithm="sha256").hexdigest()
