"""Adding an authenticator: a PENDING row first, put to use by its own approved challenge."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.numbers import NumberRefused, extension_parse, number_split
from accounts.vault import blind_index
from audit.clock import ClockTimestamp
from audit.refusal import audited
from mfa.challenges.cancelling import device_challenges_cancel
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_start
from mfa.devices.lifecycle import authenticator_move
from mfa.devices.rescue import Rescue, binding_ends, rescue_column
from mfa.devices.selectors import ever_had_one
from mfa.devices.services import authenticator_refusal, name_clean
from mfa.locks import Guard
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    Kind,
    Method,
    Purpose,
)

MOST_PER_PERSON = 10
SEED_BYTES = 20  # 160 bits, as RFC 4226 recommends


@dataclass(frozen=True, slots=True)
class NewPhone:
    """What somebody typed to add a phone; `number` in any usual notation."""

    number: str
    name: str = ""
    extension: str = ""


@audited
def phone_add(
    *,
    user: User,
    new: NewPhone,
    passcode: Rescue | None,
    origin: Origin,
    at: datetime,
    is_first: bool = False,
) -> Challenge:
    """Start to add a phone: it rings and waits for the digit on the screen.

    `passcode` is the code that opened this session, if one did (of the help desk, or a saved one):
    it may bind one authenticator, in its first ten minutes. `is_first`: the mailed code of a first
    sign-in is all the proof there is, so there must not have been an authenticator ever. Raises
    AuthenticatorRefused with a text for the person's eyes.
    """
    number, extension = phone_number_check(user=user, new=new)
    name = name_clean(new.name) or _("Phone")
    phone = pending_make(
        user=user,
        passcode=passcode,
        is_first=is_first,
        origin=origin,
        kind=Kind.PHONE,
        name=name,
        number=number,
        number_index=blind_index(number),
        extension=extension or None,
        created_at=at,
    )
    return confirmation_start(phone, Method.PHONE_CALL, origin, at)


@audited
def totp_add(
    *,
    user: User,
    name: str,
    passcode: Rescue | None,
    origin: Origin,
    at: datetime,
    is_first: bool = False,
) -> Challenge:
    """Start to add an authenticator app: its challenge waits for the first code; as `phone_add`.

    The seed lives encrypted in the PENDING row, never in the session.
    """
    app = pending_make(
        user=user,
        passcode=passcode,
        is_first=is_first,
        origin=origin,
        kind=Kind.TOTP,
        name=name_clean(name) or _("Authenticator app"),
        seed=secrets.token_hex(SEED_BYTES),
        created_at=at,
    )
    return confirmation_start(app, Method.TOTP, origin, at)


@audited
def confirmation_restart(
    *, user: User, challenge_id: UUID, origin: Origin, at: datetime
) -> Challenge:
    """Confirm the same PENDING device anew, after a call that came to nothing."""
    old = Challenge.objects.filter(
        pk=challenge_id,
        user=user,
        purpose=Purpose.ENROLMENT,
        browser=origin.browser,
        authenticator__state=AuthenticatorState.PENDING,
    ).first()
    if old is None or old.authenticator is None:
        text = _("That took too long. Please add the device again.")
        raise authenticator_refusal(user, text, "no_pending")
    return confirmation_start(old.authenticator, Method(old.method), origin, at)


def phone_number_check(*, user: User, new: NewPhone) -> tuple[str, str]:
    """Return number (E.164) and extension.

    Raises AuthenticatorRefused: premium, invalid, two extensions, there already.
    """
    try:
        number, extension = _number_typed(new)
    except NumberRefused as refused:
        text = _("We cannot use this number: %(why)s.") % {"why": refused.message}
        raise authenticator_refusal(user, text, "number") from refused
    known = Authenticator.objects.filter(user=user, number_index=blind_index(number)).exclude(
        state__in=[AuthenticatorState.PENDING, AuthenticatorState.REVOKED]
    )
    if known.exists():
        raise authenticator_refusal(user, _("You already have this phone."), "already_there")
    return number, extension


def _number_typed(new: NewPhone) -> tuple[str, str]:
    """Read the number and its extension, typed behind it or in a field of its own."""
    number, behind = number_split(new.number)
    apart = extension_parse(new.extension)
    if behind and apart not in {"", behind}:
        raise NumberRefused(_("there are two extensions"))
    return number, behind or apart


def pending_make(
    *, user: User, passcode: Rescue | None, is_first: bool, origin: Origin, **columns: Any
) -> Authenticator:
    """Make the PENDING row in place of older ones that were never confirmed."""
    Guard(user.pk)
    if is_first and ever_had_one(user.pk):
        text = _("You have been set up in the meantime. Please sign in again.")
        raise authenticator_refusal(user, text, "not_first")
    if passcode is not None:
        binding_ends(user=user, code=passcode)
    owned = Authenticator.objects.filter(user=user).exclude(state=AuthenticatorState.REVOKED)
    for older in owned.filter(state=AuthenticatorState.PENDING):
        authenticator_move(
            authenticator=older,
            to=AuthenticatorState.REVOKED,
            revoked_at=ClockTimestamp(),
            revoked_reason="replaced",
        )
        device_challenges_cancel(device=older, at=columns["created_at"])
    if owned.exclude(kind=Kind.RECOVERY).count() >= MOST_PER_PERSON:
        text = _("You have as many devices as one person can have.")
        raise authenticator_refusal(user, text, "too_many")
    device: Authenticator = Authenticator.objects.create(
        user=user,
        **rescue_column(passcode),
        confirmed=False,
        added_ip=origin.ip or None,
        added_agent=origin.user_agent,
        **columns,
    )
    return device


def confirmation_start(
    device: Authenticator, method: Method, origin: Origin, at: datetime
) -> Challenge:
    """Start the challenge that puts a PENDING device to use."""
    return challenge_start(
        purpose=Purpose.ENROLMENT,
        method=method,
        user=device.user,
        authenticator=device,
        origin=origin,
        at=at,
    )
