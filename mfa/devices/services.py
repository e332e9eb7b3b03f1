"""Renaming, removing, losing and revoking authenticators. Adding: `mfa.devices.adding`."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.throttle import throttle_hit
from audit.clock import ClockTimestamp
from audit.facts import text_clean
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from mfa.challenges.cancelling import device_challenges_cancel
from mfa.devices.lifecycle import AuthenticatorRefused, authenticator_move
from mfa.devices.selectors import authenticators_of, usable_authenticators_of
from mfa.locks import Guard
from mfa.models import Authenticator, AuthenticatorState, Kind, TrustEnd
from mfa.notices import Notice, notice_post
from mfa.trust.services import browsers_end

NAME_LENGTH = 64
RENAMES_AN_HOUR = 10  # each is mailed, and must not bury a notice that counts (case F10)


def name_clean(name: str) -> str:
    """Return a device's name without control and direction characters (case F8)."""
    return text_clean(name, longest=NAME_LENGTH)


@audited
def authenticator_rename(*, user: User, authenticator_id: int, name: str, at: datetime) -> None:
    """Give one's own authenticator another name."""
    device = _own(user, authenticator_id)
    name = name_clean(name)
    if not name:
        raise authenticator_refusal(user, _("Give the device a name."), "no_name")
    bucket = f"mfa rename {user.pk}"
    if not throttle_hit(bucket=bucket, limit=RENAMES_AN_HOUR, window=timedelta(hours=1)):
        text = _("You have changed names often enough for now. Try again in an hour.")
        raise authenticator_refusal(user, text, "too_often")
    Authenticator.objects.filter(pk=device.pk).update(name=name)
    notice_post(Notice.AUTHENTICATOR_RENAMED, user=user, ref=uuid4(), at=at)
    record(Tag.USER_AUTHENTICATOR_RENAMED, at=at, actor=user, subject=user, authenticator=device.pk)


@audited
def authenticator_remove(*, user: User, authenticator_id: int, at: datetime) -> None:
    """Remove one's own authenticator; the last one stays, or nobody could get back in.

    Recovery codes do not count as one: they bring somebody back once, on a bad day.
    """
    Guard(user.pk)
    device = _own(user, authenticator_id)
    others = usable_authenticators_of(user.pk).exclude(pk=device.pk).exclude(kind=Kind.RECOVERY)
    if not others.exists():
        text = _("This is your last device. Add another one first.")
        raise authenticator_refusal(user, text, "last_one")
    authenticator_revoke(device=device, reason="by_owner")
    notice_post(Notice.AUTHENTICATOR_REMOVED, user=user, ref=uuid4(), at=at)
    record(Tag.USER_AUTHENTICATOR_REMOVED, at=at, actor=user, subject=user, authenticator=device.pk)


def authenticator_revoke(*, device: Authenticator, reason: str) -> None:
    """Take an authenticator out of use for good; what waits for it ends.

    The sessions it opened stop being verified at once: django-otp looks at `confirmed` each time.
    """
    guard = Guard(device.user_id)
    authenticator_move(
        authenticator=device,
        to=AuthenticatorState.REVOKED,
        revoked_at=ClockTimestamp(),
        revoked_reason=reason,
    )
    _gone(device, guard)


def authenticator_suspend(*, device: Authenticator) -> None:
    """Set a lost authenticator aside: it opens nothing and counts for nothing."""
    guard = Guard(device.user_id)
    authenticator_move(
        authenticator=device, to=AuthenticatorState.SUSPENDED, lost_at=ClockTimestamp()
    )
    _gone(device, guard)


def authenticator_refusal(user: User, message: str, reason: str) -> AuthenticatorRefused:
    """Return the refusal of a change to one's own devices, to be raised."""
    return AuthenticatorRefused(
        message, tag=Tag.USER_AUTHENTICATOR_REFUSED, actor=user, subject=user, reason=reason
    )


def _gone(device: Authenticator, guard: Guard) -> None:
    """End what waits for the device, and the trust in browsers for which it vouched."""
    device_challenges_cancel(device=device, at=guard.now)
    browsers_end(user_id=device.user_id, reason=TrustEnd.DEVICE, device_id=device.pk, at=guard.now)


def _own(user: User, authenticator_id: int) -> Authenticator:
    device = authenticators_of(user.pk).filter(pk=authenticator_id).first()
    if device is None:
        raise authenticator_refusal(user, _("There is no such device."), "not_theirs")
    return device
