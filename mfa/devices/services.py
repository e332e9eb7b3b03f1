"""Adding, renaming, removing, losing and revoking authenticators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.numbers import NumberRefused, number_parse
from accounts.vault import blind_index
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from mfa.challenges.lifecycle import challenges_cancel
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_start
from mfa.devices.lifecycle import AuthenticatorRefused, authenticator_move
from mfa.domain.policy import POLICY
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    Kind,
    Method,
    Passcode,
    Purpose,
)
from mfa.notices import Notice, notice_post

MOST_PER_PERSON = 10


@dataclass(frozen=True, slots=True)
class NewPhone:
    """What somebody typed to add a phone; `number` in any usual notation."""

    number: str
    extension: str = ""
    name: str = ""


@audited
def phone_add(
    *, user: User, new: NewPhone, passcode: Passcode | None, origin: Origin, at: datetime
) -> Challenge:
    """Start to add a phone: it rings and waits for the digit on the screen.

    `passcode` is the one that opened this session, if one did: it may bind one authenticator, in
    its first ten minutes. Raises AuthenticatorRefused with a text for the person's eyes.
    """
    if passcode is not None:
        _passcode_may_bind(user, passcode)
    try:
        number = number_parse(new.number)
    except NumberRefused as refused:
        raise _refusal(user, str(refused), "number") from refused
    index = blind_index(number)
    owned = Authenticator.objects.filter(user=user).exclude(state=AuthenticatorState.REVOKED)
    if owned.filter(number_index=index, extension=new.extension).exclude(
        state=AuthenticatorState.PENDING
    ).exists():
        raise _refusal(user, _("You already have this phone."), "already_there")
    if owned.count() >= MOST_PER_PERSON:
        raise _refusal(user, _("You have as many devices as one person can have."), "too_many")
    owned.filter(state=AuthenticatorState.PENDING).update(
        state=AuthenticatorState.REVOKED,
        revoked_at=ClockTimestamp(),
        revoked_reason="replaced",
    )
    phone = Authenticator.objects.create(
        user=user,
        kind=Kind.PHONE,
        name=new.name.strip()[:64] or _("Phone ending in %(last)s") % {"last": number[-2:]},
        confirmed=False,
        number=number,
        number_index=index,
        extension=new.extension,
        via_passcode=passcode,
        created_at=at,
    )
    return challenge_start(
        purpose=Purpose.ENROLMENT,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone,
        origin=origin,
        at=at,
    )


@audited
def authenticator_rename(*, user: User, authenticator_id: int, name: str, at: datetime) -> None:
    """Give one's own authenticator another name."""
    device = _own(user, authenticator_id)
    Authenticator.objects.filter(pk=device.pk).update(name=name.strip()[:64])
    record(
        Tag.USER_AUTHENTICATOR_RENAMED, at=at, actor=user, subject=user, authenticator=device.pk
    )


@audited
def authenticator_remove(*, user: User, authenticator_id: int, at: datetime) -> None:
    """Remove one's own authenticator; the last one stays, or nobody could get back in."""
    User.objects.select_for_update().get(pk=user.pk)
    device = _own(user, authenticator_id)
    others = Authenticator.objects.filter(user=user, state=AuthenticatorState.ACTIVE)
    if not others.exclude(pk=device.pk).exists():
        raise _refusal(user, _("This is your last device. Add another one first."), "last_one")
    authenticator_revoke(device=device, reason="by_owner")
    notice_post(Notice.AUTHENTICATOR_REMOVED, user=user, ref=_ref(device), at=at)
    record(
        Tag.USER_AUTHENTICATOR_REMOVED, at=at, actor=user, subject=user, authenticator=device.pk
    )


def authenticator_revoke(*, device: Authenticator, reason: str) -> None:
    """Take an authenticator out of use for good; what waits for it ends.

    The sessions it opened stop being verified at once: django-otp looks at `confirmed` each time.
    """
    authenticator_move(
        authenticator=device,
        to=AuthenticatorState.REVOKED,
        revoked_at=ClockTimestamp(),
        revoked_reason=reason,
    )
    challenges_cancel(user_id=device.user_id, purposes=[Purpose.SIGN_IN, Purpose.MANAGE])


def authenticator_suspend(*, device: Authenticator) -> None:
    """Set a lost authenticator aside: it opens nothing and counts for nothing."""
    authenticator_move(
        authenticator=device, to=AuthenticatorState.SUSPENDED, lost_at=ClockTimestamp()
    )
    challenges_cancel(user_id=device.user_id, purposes=[Purpose.SIGN_IN, Purpose.MANAGE])


def _passcode_may_bind(user: User, passcode: Passcode) -> None:
    fresh = Passcode.objects.filter(
        pk=passcode.pk,
        user=user,
        first_used_at__gt=ClockTimestamp() - POLICY.passcode_enrol_within,
    )
    bound = Authenticator.objects.filter(via_passcode=passcode).exclude(
        activated_at__isnull=True
    )
    if bound.exists():
        raise _refusal(
            user,
            _("This passcode has already added a device. Sign in with that one to add more."),
            "passcode_spent",
        )
    if not fresh.exists():
        raise _refusal(
            user,
            _("A passcode adds a device only in its first ten minutes. Call the help desk again."),
            "passcode_too_old",
        )


def _own(user: User, authenticator_id: int) -> Authenticator:
    device = Authenticator.objects.filter(
        pk=authenticator_id, user=user, state=AuthenticatorState.ACTIVE
    ).first()
    if device is None:
        raise _refusal(user, _("There is no such device."), "not_theirs")
    return device


def _ref(device: Authenticator) -> UUID:
    return UUID(int=device.pk)


def _refusal(user: User, message: str, reason: str) -> AuthenticatorRefused:
    return AuthenticatorRefused(
        message, tag=Tag.USER_AUTHENTICATOR_REFUSED, actor=user, subject=user, reason=reason
    )
