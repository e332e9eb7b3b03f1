"""Adding a security key or passkey: the key itself is made by the browser, in its challenge."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.refusal import audited
from mfa.challenges.origin import Origin
from mfa.devices.adding import confirmation_start, pending_make
from mfa.devices.rescue import Rescue
from mfa.devices.services import NAME_LENGTH, name_clean
from mfa.models import Authenticator, AuthenticatorState, Challenge, Kind, Method


@audited
def key_add(
    *,
    user: User,
    name: str,
    is_passkey: bool,
    passcode: Rescue | None,
    origin: Origin,
    at: datetime,
    is_first: bool = False,
) -> Challenge:
    """Start to add a key; as `phone_add`. `is_passkey`: it has to verify its owner each time."""
    key = pending_make(
        user=user,
        passcode=passcode,
        is_first=is_first,
        origin=origin,
        kind=Kind.WEBAUTHN,
        name=name_clean(name) or _name_free(user, is_passkey=is_passkey),
        is_passkey=is_passkey,
        created_at=at,
    )
    return confirmation_start(key, Method.WEBAUTHN, origin, at)


def _name_free(user: User, *, is_passkey: bool) -> str:
    """Return a name that tells the new key from the person's others."""
    name = _("Passkey") if is_passkey else _("Security key")
    others = Authenticator.objects.filter(user=user, name__startswith=name)
    taken = set(
        others.exclude(
            state__in=[AuthenticatorState.PENDING, AuthenticatorState.REVOKED]
        ).values_list("name", flat=True)
    )
    names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)[:NAME_LENGTH]
