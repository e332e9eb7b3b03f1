"""Who reads a page, and what they signed in with."""

from typing import Any, cast

from django.http import HttpRequest

from accounts.models import User
from mfa.models import Authenticator, Kind, Passcode


def reader_of(request: HttpRequest) -> User:
    """Return the person signed in; the route's rule has made sure that there is one."""
    return cast(User, request.user)


def passcode_of(request: HttpRequest) -> Passcode | None:
    """Return the bypass passcode that opened this session, if one did."""
    reader: Any = request.user
    device = getattr(reader, "otp_device", None)
    return device if isinstance(device, Passcode) else None


def is_by_code(request: HttpRequest) -> bool:
    """Say whether a passcode or a recovery code opened this session, which may do little."""
    device = getattr(request.user, "otp_device", None)
    is_recovery = isinstance(device, Authenticator) and device.kind == Kind.RECOVERY
    return isinstance(device, Passcode) or is_recovery
