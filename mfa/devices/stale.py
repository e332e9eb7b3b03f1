"""Devices unused for long: flagged, worth nothing in a check, asked about once (case F6)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from audit.clock import ClockTimestamp, clock_read
from audit.record import record
from audit.tags import Tag
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, AuthenticatorState, Kind
from mfa.notices import Notice, notice_post

PEOPLE_AT_ONCE = 100


def is_stale(device: Authenticator, now: datetime) -> bool:
    """Say whether a device in use has not been used for 90 days. Recovery codes lie and wait."""
    used_at = device.last_used_at or device.activated_at
    in_use = device.state == AuthenticatorState.ACTIVE and device.kind != Kind.RECOVERY
    return in_use and used_at is not None and used_at <= now - POLICY.stale_device


def stale_among(devices: Iterable[Authenticator]) -> frozenset[int]:
    """Return the ids of those that are stale, by the database's clock."""
    now = clock_read()
    return frozenset(device.pk for device in devices if is_stale(device, now))


def stale_remind(*, at: datetime) -> int:
    """Tell everybody with such a device, once; return to how many people."""
    people = list(_unreminded().values_list("user", flat=True).distinct()[:PEOPLE_AT_ONCE])
    return sum(_remind(user_id, at) for user_id in people)


@transaction.atomic
def _remind(user_id: int, at: datetime) -> int:
    rows = _unreminded().filter(user=user_id)
    devices = list(rows.values_list("pk", flat=True))
    if not rows.update(stale_reminded_at=ClockTimestamp()):
        return 0  # another worker was faster
    user = User.objects.get(pk=user_id)
    notice_post(Notice.AUTHENTICATOR_STALE, user=user, ref=uuid4(), at=at)
    record(Tag.USER_AUTHENTICATOR_REMINDED, at=at, actor=None, subject=user, authenticators=devices)
    return 1


def _unreminded() -> QuerySet[Authenticator]:
    used_at = Coalesce(F("last_used_at"), F("activated_at"))
    again = Q(stale_reminded_at__isnull=True) | Q(stale_reminded_at__lt=F("last_used_at"))
    rows: QuerySet[Authenticator] = (
        Authenticator.objects.alias(used_at=used_at)
        .filter(again, state=AuthenticatorState.ACTIVE, user__status="ACTIVE")
        .filter(used_at__lte=ClockTimestamp() - POLICY.stale_device)
        .exclude(kind=Kind.RECOVERY)
        .order_by("pk")
    )
    return rows
