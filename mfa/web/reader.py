"""Who reads a page, and what they signed in with."""

from typing import Any, cast

from django.http import HttpRequest

from accounts.models import User
from mfa.models import Passcode


def reader_of(request: HttpRequest) -> User:
    """Return the person signed in; the route's rule has made sure that there is one."""
    return cast(User, request.user)


def passcode_of(request: HttpRequest) -> Passcode | None:
    """Return the bypass passcode that opened this session, if one did."""
    reader: Any = request.user
    device = getattr(reader, "otp_device", None)
    return device if isinstance(device, Passcode) else None
