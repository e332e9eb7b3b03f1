"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.roles import Role, roles_of
from config.access import is_by_code


def organisation(request: HttpRequest) -> dict[str, Any]:
    """Return the organisation's name, its help desk, and the reader's roles (when asked)."""
    return {
        "organisation": settings.ORGANISATION,
        "help_desk_phone": settings.HELP_DESK_PHONE,
        "is_demo": settings.DEMO,
        "call_keys": settings.CALL_KEYS,
        "roles": SimpleLazyObject(lambda: _roles(request)),
        "by_code": SimpleLazyObject(lambda: is_by_code(request)),
    }


def _roles(request: HttpRequest) -> frozenset[Role]:
    user = getattr(request, "user", None)
    return roles_of(user) if user is not None and user.is_authenticated else frozenset()
