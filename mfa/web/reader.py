"""Who reads a page, and what they signed in with."""

from typing import Any, cast

from django.http import HttpRequest

from accounts.models import User
from accounts.sessions import SessionStore
from mfa.devices.rescue import Rescue
from mfa.models import Authenticator, Kind, Passcode, RecoveryCode
from mfa.trust.sign_in import OPENED_BY as TRUSTED_BROWSER

OPENED_WITH = "mfa_opened_with"  # the challenge that opened this session


def reader_of(request: HttpRequest) -> User:
    """Return the person signed in; the route's rule has made sure that there is one."""
    return cast(User, request.user)


def passcode_of(request: HttpRequest) -> Passcode | None:
    """Return the bypass passcode that opened this session, if one did."""
    reader: Any = request.user
    device = getattr(reader, "otp_device", None)
    return device if isinstance(device, Passcode) else None


def rescue_of(request: HttpRequest) -> Rescue | None:
    """Return the passcode or recovery code that opened this session, if one did."""
    device = getattr(request.user, "otp_device", None)
    if not isinstance(device, Authenticator) or device.kind != Kind.RECOVERY:
        return passcode_of(request)
    challenge_id = request.session.get(OPENED_WITH)
    codes = RecoveryCode.objects.filter(authenticator=device, challenge__isnull=False)
    return codes.filter(challenge=challenge_id).first()


def is_by_code(request: HttpRequest) -> bool:
    """Say whether a passcode or a recovery code opened this session, which may do little."""
    device = getattr(request.user, "otp_device", None)
    is_recovery = isinstance(device, Authenticator) and device.kind == Kind.RECOVERY
    return isinstance(device, Passcode) or is_recovery


def opened_by_trust(request: HttpRequest) -> bool:
    """Say whether a trusted browser stood in for the second step of this session."""
    row = cast(SessionStore, request.session).row
    return row is not None and row.opened_by == TRUSTED_BROWSER
