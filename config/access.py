"""Who may open what: the gate that enforces `config.routes`, the one table of routes.

A route without a rule does not start (`config.checks`) and is refused if it ever runs.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.roles import roles_of
from config.routes import ANYONE, RULES, USER, Who

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
        if is_allowed(request, who):
            return None
        if request.user.is_anonymous and request.method in SAFE and who:
            return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
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
