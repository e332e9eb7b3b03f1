"""Opening and ending the session of a browser. Nothing else calls Django's `login()`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import login, logout
from django.http import HttpRequest

from accounts.models import User
from accounts.sessions import Opening, SessionStore
from audit.origin import request_facts

BACKEND = "django.contrib.auth.backends.ModelBackend"


def session_open(
    request: HttpRequest,
    *,
    user: User,
    opened_by: str,
    absolute: timedelta,
    idle: timedelta,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Sign `user` in. Call it only after the second step has been accepted.

    Whatever the browser held before (a pending sign-in, another person's session) is deleted and
    the key is a new one, so that a key planted beforehand opens nothing (ASVS 7.2.4). The row is
    written here, in the caller's transaction: rolled back, it never was. `extra` is session data
    to be written with it.
    """
    store = cast(SessionStore, request.session)
    store.flush()
    origin = request_facts(request)
    store.opening = Opening(
        opened_by=opened_by,
        ip=origin["ip"],
        user_agent=origin["agent"],
        absolute=absolute,
        idle=idle,
    )
    login(request, user, backend=BACKEND)
    store.update(dict(extra or {}))
    store.save()


def session_end(request: HttpRequest) -> None:
    """Sign out: the row is deleted, the browser's cookie with it."""
    logout(request)
