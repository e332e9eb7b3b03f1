"""Who is working at this browser."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User
from accounts.sessions import key_hash


def staff_of(request: HttpRequest) -> User:
    """Return the signed-in member of staff; the table of routes let nobody else in."""
    return cast(User, request.user)


def session_of(request: HttpRequest) -> str:
    """Return the hash of the session's key, as the session table has it."""
    return key_hash(request.session.session_key or "")


def session_renew(request: HttpRequest) -> str:
    """Give the session a new key, as every rise of privilege does (case F2); return its hash."""
    request.session.cycle_key()
    return session_of(request)
