"""What a passed check of a caller is worth, and when it is worth nothing.

The values are our own choice (docs/threat-model.md). They are worked out anew whenever they are
counted, so a device that is marked lost after its check takes its points with it.
"""

from datetime import datetime

from django.db.models import Q

from accounts.models import ContactAddress
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, AuthenticatorState, Challenge, Kind, Method

CALL_BACK = 70
CALL_BACK_SHARED = 40  # several people answer that telephone
TOTP_READ_OUT = 80
MAIL_CODE = 30

GONE = (AuthenticatorState.SUSPENDED, AuthenticatorState.REVOKED)


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


def points_of(challenge: Challenge, *, now: datetime) -> int:
    """Return what passing `challenge` is worth at `now` (the database's clock)."""
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
        return _call_back_points(challenge.user_id, number_index_of(challenge))
    return 0


def _authenticator_counts(authenticator: Authenticator, now: datetime) -> bool:
    activated_at = authenticator.activated_at
    return (
        authenticator.state == AuthenticatorState.ACTIVE
        and activated_at is not None
        and activated_at <= now - POLICY.new_authenticator
    )


def _address_counts(address: ContactAddress, now: datetime) -> bool:
    changed_at = address.changed_at
    return (
        address.removed_at is None
        and address.added_at <= now - POLICY.new_authenticator
        and (changed_at is None or changed_at <= now - POLICY.changed_address)
    )


def _call_back_points(user_id: int, number_index: bytes) -> int:
    phones = Authenticator.objects.filter(kind=Kind.PHONE, number_index=number_index)
    if phones.filter(user=user_id, lost_at__isnull=False).exists():
        return 0  # the same telephone, under another heading
    live = ~Q(state=AuthenticatorState.REVOKED) & ~Q(user=user_id)
    shared = (
        phones.filter(live).exists()
        or ContactAddress.objects.filter(number_index=number_index, removed_at__isnull=True)
        .exclude(user=user_id)
        .exists()
    )
    return CALL_BACK_SHARED if shared else CALL_BACK
