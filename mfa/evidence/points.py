"""What a passed check of a caller is worth, and when it is worth nothing.

The values are our own choice (docs/threat-model.md). They are worked out anew whenever they are
counted, so a device that is marked lost after its check takes its points with it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from accounts.models import ContactAddress
from accounts.models.address import Kind as AddressKind
from audit.clock import ClockTimestamp
from mfa.devices.stale import is_stale
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, AuthenticatorState, Challenge, Kind, Method

CALL_BACK = 70
CALL_BACK_SHARED = 40  # several people answer that telephone
TOTP_READ_OUT = 80
MAIL_CODE = 30


def channel_of(challenge: Challenge) -> str:
    """Name the channel of a check: two checks on one channel count once."""
    if challenge.method == Method.MAIL_CODE:
        return "mail"
    if challenge.method == Method.PHONE_CALL:
        return f"phone:{number_index_of(challenge).hex()}"
    return f"authenticator:{challenge.authenticator_id}"


def number_index_of(challenge: Challenge) -> bytes:
    """Return the blind index of the number that a call goes to."""
    source = challenge.authenticator or challenge.address
    return bytes(source.number_index) if source and source.number_index else b""


def points_of(
    challenge: Challenge, *, now: datetime, call_back: dict[bytes, int] | None = None
) -> int:
    """Return what passing `challenge` is worth at `now` (the database's clock).

    `call_back` saves queries when several are weighed: `call_back_points` of their numbers.
    """
    if challenge.authenticator is not None and not _authenticator_counts(
        challenge.authenticator, now
    ):
        return 0
    if challenge.address is not None and not _address_counts(challenge.address, now):
        return 0
    if challenge.method == Method.MAIL_CODE:
        return MAIL_CODE
    if challenge.method == Method.TOTP:
        return TOTP_READ_OUT
    if challenge.method == Method.PHONE_CALL:
        index = number_index_of(challenge)
        known = call_back or {}
        return (known if index in known else call_back_points(challenge.user_id, [index]))[index]
    return 0


def _authenticator_counts(authenticator: Authenticator, now: datetime) -> bool:
    activated_at = authenticator.activated_at
    return (
        authenticator.state == AuthenticatorState.ACTIVE
        and activated_at is not None
        and activated_at <= now - POLICY.new_authenticator
        and not is_stale(authenticator, now)
    )


def _address_counts(address: ContactAddress, now: datetime) -> bool:
    changed_at = address.changed_at
    return (
        address.removed_at is None
        and address.added_at <= now - POLICY.new_authenticator
        and (changed_at is None or changed_at <= now - POLICY.changed_address)
    )


def call_back_points(user_id: int, indexes: Iterable[bytes]) -> dict[bytes, int]:
    """Return what a call to each number (by its blind index) says about this person; one query."""
    wanted = set(indexes) - {b""}
    if not wanted:
        return {}
    phones = Authenticator.objects.filter(kind=Kind.PHONE, number_index__in=wanted)
    # Naming the kind lets the partial index answer: without it a million people are read.
    addresses = ContactAddress.objects.filter(
        kind=AddressKind.PHONE, number_index__in=wanted, removed_at__isnull=True
    )
    mine = Q(user=user_id)
    # What somebody has only begun to add proves nothing: anybody can type anybody's number.
    held = Q(state__in=[AuthenticatorState.ACTIVE, AuthenticatorState.SUSPENDED])
    rows = _indexes(phones.filter(mine, ~Exists(_found_again()), lost_at__isnull=False), 0).union(
        _indexes(phones.filter(~mine, held), CALL_BACK_SHARED),
        _indexes(addresses.filter(~mine), CALL_BACK_SHARED),
    )
    found = dict.fromkeys(wanted, CALL_BACK)
    for index, points in rows:
        found[bytes(index)] = min(points, found[bytes(index)])
    return found


def _found_again() -> QuerySet[Any]:
    """Return what tells that a number once lost is the person's again: they added it anew."""
    return Authenticator.objects.filter(
        user=OuterRef("user"),
        number_index=OuterRef("number_index"),
        state=AuthenticatorState.ACTIVE,
        activated_at__gt=OuterRef("lost_at"),
        activated_at__lte=ClockTimestamp() - POLICY.new_authenticator,
    )


def _indexes(rows: QuerySet[Any], points: int) -> QuerySet[Any, tuple[bytes, int]]:
    return rows.order_by().values_list("number_index", Value(points))
