"""What the companion app calls: JSON, signed by the app's key, without session and cookies.

The signature stands for a CSRF token: only the app can make one, and only over this request.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from audit.clock import clock_read
from audit.origin import client_ip
from audit.refusal import Refused
from delivery.push import SubscriptionRefused
from mfa.app.answering import MISTAKE, NOT_ME, AppAnswer, Result, app_answer
from mfa.app.linking import LinkError, LinkingRefused, NewApp, app_activate
from mfa.app.selectors import requests_of
from mfa.app.services import app_remove, app_rename, app_subscribe
from mfa.app.signing import AppTurnedAway, Away, app_authenticate, ms_of
from mfa.domain.app_protocol import request_read
from mfa.domain.key_uri import seed_typed
from mfa.models import Authenticator
from mfa.web.app_shapes import MOST_BYTES, WrongShape, object_read, texts_read

View = Callable[..., HttpResponse]
LINKING_STATUS = {LinkError.PROOF: 400, LinkError.TOKEN: 404, LinkError.LATER: 429}
TURNED_AWAY_STATUS = {Away.UNKNOWN: 401, Away.CLOCK: 401, Away.AGAIN: 409}


def api(view: View) -> View:
    """Keep bodies small and answer a wrong shape with 400."""

    @csrf_exempt
    @wraps(view)
    def run(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return _error("size", 413)
        try:
            return view(request, **kwargs)
        except WrongShape:
            return _error("shape", 400)

    return run


def signed(view: View) -> View:
    """Let only an app in whose signature is right; pass it on as `device`."""

    @wraps(view)
    def run(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = request_read(
            request.headers.get("Keydesk-App", ""),
            method=request.method or "",
            path=request.path,
            body=request.body,
        )
        is_change = request.method != "GET"
        try:
            device = app_authenticate(signed=found, is_change=is_change, at=timezone.now())
        except AppTurnedAway as away:
            more = {"server_ms": away.server_ms} if away.server_ms else {}
            return _error(away.error, TURNED_AWAY_STATUS[away.error], **more)
        return view(request, device=device, **kwargs)

    return run


@api
@require_POST
@sensitive_variables()
def activate(request: HttpRequest) -> HttpResponse:
    """Link an app by the code that a screen shows."""
    data = object_read(request.body)
    new = texts_read(data, token=64, public_key=200, name=200, proof=100)
    try:
        device = app_activate(new=NewApp(**new, ip=client_ip(request)), at=timezone.now())
    except LinkingRefused as refused:
        return _error(refused.error, LINKING_STATUS[refused.error])
    except Refused:
        return _error("refused", 409)
    return JsonResponse(_linked(device), status=201)


@api
@require_GET
@signed
def requests(_request: HttpRequest, device: Authenticator) -> HttpResponse:
    """Return what waits for this app."""
    waiting = [
        {"id": str(one.id), "text": one.text, "seconds_left": one.seconds_left}
        for one in requests_of(device)
    ]
    mine = {
        "name": device.name,
        "state": device.state,
        "push": device.push_subscription is not None,
    }
    return JsonResponse({"server_ms": _server_ms(), "device": mine, "requests": waiting})


@api
@require_POST
@signed
def answer(request: HttpRequest, device: Authenticator, challenge_id: UUID) -> HttpResponse:
    """Take the answer to a request."""
    given = _answer_read(object_read(request.body))
    result = app_answer(device=device, challenge_id=challenge_id, answer=given, at=timezone.now())
    if result == Result.UNKNOWN:
        return _error("unknown", 404)
    if result == Result.CHANGED:
        return _error("changed", 409)
    return JsonResponse({"result": result})


@api
@require_POST
@signed
@sensitive_variables()
def push(request: HttpRequest, device: Authenticator) -> HttpResponse:
    """Keep the app's push subscription, or forget it."""
    data = object_read(request.body)
    if data.keys() != {"subscription"}:
        raise WrongShape
    try:
        app_subscribe(device=device, subscription=data["subscription"], at=timezone.now())
    except SubscriptionRefused:
        return _error("subscription", 400)
    return JsonResponse({})


@api
@require_POST
@signed
def name(request: HttpRequest, device: Authenticator) -> HttpResponse:
    """Give the app another name."""
    new = texts_read(object_read(request.body), name=200)
    try:
        app_rename(device=device, name=new["name"], at=timezone.now())
    except Refused:
        return _error("refused", 409)
    return JsonResponse({})


@api
@require_POST
@signed
def remove(request: HttpRequest, device: Authenticator) -> HttpResponse:
    """Take the app out of use."""
    texts_read(object_read(request.body))
    try:
        app_remove(device=device, at=timezone.now())
    except Refused:
        return _error("last", 409)
    return JsonResponse({})


def _answer_read(data: dict[str, Any]) -> AppAnswer:
    if data.get("answer") == "approve":
        fields = texts_read(data, answer=7, number=64, seen=64)
        return AppAnswer(seen=fields["seen"], number=fields["number"])
    fields = texts_read(data, answer=4, reason=7, seen=64)
    if fields["answer"] != "deny" or fields["reason"] not in {MISTAKE, NOT_ME}:
        raise WrongShape
    return AppAnswer(seen=fields["seen"], denied=fields["reason"])


def _linked(device: Authenticator) -> dict[str, object]:
    return {
        "app_id": str(device.app_id),
        "name": device.name,
        "person": f"{device.user.get_full_name()} ({device.user.username})",
        "organisation": settings.ORGANISATION,
        "seed": seed_typed(device.seed or "").replace(" ", ""),
        "vapid_key": settings.VAPID_PUBLIC_KEY,
        "server_ms": _server_ms(),
    }


def _server_ms() -> int:
    return ms_of(clock_read())


def _error(error: str, status: int, **more: object) -> HttpResponse:
    return JsonResponse({"error": error, **more}, status=status)
