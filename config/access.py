"""Who may open what: the gate that enforces `config.routes`, the one table of routes.

A route without a rule does not start (`config.checks`) and is refused if it ever runs.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import roles_of
from audit.origin import request_facts
from audit.record import record
from audit.tags import Tag
from config.routes import ANYONE, RULES, USER, Who
from mfa.models import Authenticator, Kind, Passcode

# What somebody does who has to choose a new password first; the second step before it is open to
# anyone, and whoever came by a passcode needs a device before a password.
FORCED = frozenset({"accounts:password", "accounts:sign_out"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class AccessMiddleware:
    """Let a request through only when its route's rule allows this person and verb."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        rule = RULES.get(match.view_name) if match else None
        if rule is None:
            raise PermissionDenied(_("This page has no access rule."))
        who = rule.read if request.method in SAFE else rule.write
        is_closed = is_by_code(request) and not rule.passcode
        if is_allowed(request, who) and not is_closed:
            return None if who == ANYONE else password_first(request)
        if request.user.is_anonymous and request.method in SAFE and who:
            return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
        if request.user.is_authenticated and match:
            _denial_record(request, match.view_name)
        if is_closed:
            raise PermissionDenied(
                _("After a temporary passcode or a recovery code you can only add a device.")
            )
        raise PermissionDenied(_("Your account may not do this."))


def is_allowed(request: HttpRequest, who: Who) -> bool:
    """Say whether the person behind `request` is one of `who`, with a second step done."""
    if who == ANYONE:
        return True
    user = request.user
    if not (user.is_authenticated and user.is_verified()):
        return False
    if who == USER:
        return True
    return bool(roles_of(user) & frozenset(who))


def password_first(request: HttpRequest) -> HttpResponseBase | None:
    """Send to the password page whoever said "that was not me" and has the old password still."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    is_due = getattr(request.user, "password_change_required_at", None) is not None
    if not is_due or route in FORCED or is_by_code(request):
        return None
    wants_page = request.method in SAFE and request.accepts("text/html")
    if wants_page and "HX-Request" not in request.headers and "X-Background" not in request.headers:
        return redirect("accounts:password")
    raise PermissionDenied(_("Choose a new password first."))


def is_by_code(request: HttpRequest) -> bool:
    """Say whether a passcode or a recovery code opened this session (case C9).

    It may add one authenticator. Whatever else there is to do needs a factor of one's own.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False  # nobody to look up: health checks need no database
    device = getattr(getattr(request, "user", None), "otp_device", None)
    is_recovery = isinstance(device, Authenticator) and device.kind == Kind.RECOVERY
    return isinstance(device, Passcode) or is_recovery


def _denial_record(request: HttpRequest, route: str) -> None:
    """Write that somebody who is signed in tried what they may not do (ASVS 16.3.2)."""
    with transaction.atomic():
        record(
            Tag.USER_ACCESS_DENIED,
            at=timezone.now(),
            actor=request.user.pk,
            subject=request.user.pk,
            route=route,
            method=request.method,
            **request_facts(request),
        )
