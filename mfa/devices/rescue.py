"""What brings somebody back who has lost everything: a code that may bind one authenticator.

A passcode of the help desk or a saved recovery code opens a short session; in its first ten
minutes that session may add one device, and it can do nothing else.
"""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.tags import Tag
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Passcode, RecoveryCode

Rescue = Passcode | RecoveryCode
SPENT = "passcode_spent"


def rescue_column(code: Rescue | None) -> dict[str, Rescue]:
    """Return which column of a new authenticator names the code that brings it."""
    if code is None:
        return {}
    return {"via_passcode" if isinstance(code, Passcode) else "via_recovery": code}


def binding_ends(*, user: User, code: Rescue) -> datetime:
    """Return until when this code's session may add its one authenticator.

    Raises AuthenticatorRefused when it has done so or its ten minutes are over.
    """
    bound = Authenticator.objects.filter(**rescue_column(code), activated_at__isnull=False)
    if bound.exists():
        text = _("This code has already added a device. Sign in with that one to add more.")
        raise _refusal(user, text, SPENT)
    used_at = _used_lately(user, code)
    if used_at is None:
        text = _("Such a code adds a device only in its first ten minutes. You need another one.")
        raise _refusal(user, text, "passcode_too_old")
    return used_at + POLICY.passcode_enrol_within


def in_time() -> Q:
    """Return the condition that no code brought a device, or one that may still bind it."""
    since = ClockTimestamp() - POLICY.passcode_enrol_within
    passcodes = Passcode.objects.filter(confirmed=True, first_used_at__gt=since)
    recovery = RecoveryCode.objects.filter(authenticator__confirmed=True, used_at__gt=since)
    return (
        Q(via_passcode__isnull=True, via_recovery__isnull=True)
        | Q(via_passcode__in=passcodes.values("pk"))
        | Q(via_recovery__in=recovery.values("pk"))
    )


def _used_lately(user: User, code: Rescue) -> datetime | None:
    since = ClockTimestamp() - POLICY.passcode_enrol_within
    if isinstance(code, Passcode):
        passcodes = Passcode.objects.filter(pk=code.pk, user=user, first_used_at__gt=since)
        return passcodes.values_list("first_used_at", flat=True).first()
    codes = RecoveryCode.objects.filter(pk=code.pk, authenticator__user=user, used_at__gt=since)
    return codes.values_list("used_at", flat=True).first()


def _refusal(user: User, message: str, reason: str) -> AuthenticatorRefused:
    tag = Tag.USER_AUTHENTICATOR_REFUSED
    return AuthenticatorRefused(message, tag=tag, actor=user, subject=user, reason=reason)
