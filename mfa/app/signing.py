"""Whether a request comes from an app that is still somebody's (case F5), just now, and once."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from accounts.throttle import throttle_hit
from audit.clock import ClockTimestamp
from audit.record import record
from audit.tags import Tag
from mfa.app.selectors import IN_USE
from mfa.domain.app_protocol import LEEWAY, SignedRequest, is_signed, key_read
from mfa.models import Authenticator, Kind

EVENTS_AN_HOUR = 10  # of refusals of one app: who knows its id shall not fill the trail


class Away(StrEnum):
    """Why an app is turned away; it reads the value."""

    UNKNOWN = "unknown"
    CLOCK = "clock"
    AGAIN = "again"


class AppTurnedAway(Exception):  # noqa: N818
    """`server_ms` is the database's clock, for an app whose own is off."""

    def __init__(self, error: Away, server_ms: int = 0) -> None:
        super().__init__(error)
        self.error = error
        self.server_ms = server_ms


def app_authenticate(
    *, signed: SignedRequest | None, is_change: bool, at: datetime
) -> Authenticator:
    """Return the app that signed this request; raises AppTurnedAway.

    A change uses its moment up before anything else happens, in a transaction of its own: a copy
    that comes later, after a crash or a refusal too, is told so. Unknown apps, revoked ones and
    wrong signatures get one answer.
    """
    device = _device(signed) if signed else None
    if signed is None or device is None:
        raise AppTurnedAway(Away.UNKNOWN)
    key = key_read(bytes(device.public_key or b""))
    if key is None or not is_signed(key, signed.signature, signed.text):
        _refusal_record(device, "signature", at)
        raise AppTurnedAway(Away.UNKNOWN)
    now_ms = ms_of(vars(device)["now"])
    if abs(now_ms - signed.ms) > LEEWAY / timedelta(milliseconds=1):
        raise AppTurnedAway(Away.CLOCK, now_ms)
    if is_change and not _moment_use(device, signed.ms):
        _refusal_record(device, "again", at)
        raise AppTurnedAway(Away.AGAIN)
    return device


def ms_of(moment: datetime) -> int:
    """Return a moment as the app writes it: milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def _device(signed: SignedRequest) -> Authenticator | None:
    apps = Authenticator.objects.filter(app_id=signed.app_id, kind=Kind.APP, state__in=IN_USE)
    found: Authenticator | None = apps.select_related("user").annotate(now=ClockTimestamp()).first()
    return found


def _moment_use(device: Authenticator, ms: int) -> bool:
    """Move the marker forward; only the first of two that come at once can."""
    fresh = Authenticator.objects.filter(pk=device.pk, state__in=IN_USE, last_signed_ms__lt=ms)
    return fresh.update(last_signed_ms=ms) == 1


@transaction.atomic
def _refusal_record(device: Authenticator, reason: str, at: datetime) -> None:
    bucket = f"mfa app refused {device.pk}"
    if throttle_hit(bucket=bucket, limit=EVENTS_AN_HOUR, window=timedelta(hours=1)):
        record(
            Tag.USER_APP_REFUSED,
            at=at,
            actor=None,
            subject=device.user_id,
            authenticator=device.pk,
            reason=reason,
        )
