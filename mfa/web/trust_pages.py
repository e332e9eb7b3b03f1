"""Asking whether to trust this browser, and finding out whether it kept the cookie."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from audit.refusal import Refused
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Purpose, SetUpStep, TrustEnd
from mfa.trust.selectors import browser_forgotten, browser_of
from mfa.trust.services import browser_end, browser_trust
from mfa.trust.vouching import Step, vouching_device
from mfa.web.browser import challenge_id_of, origin_of
from mfa.web.pending import path_or_empty
from mfa.web.place_verify import MANAGE
from mfa.web.reader import reader_of
from mfa.web.set_up import next_step, set_up_goes_on
from mfa.web.stage import Here, stage_of
from mfa.web.trust_cookie import trust_cookie_drop, trust_cookie_set, trust_token_of

NEW = "mfa_trust_new"  # which trust the browser was given and has not shown yet


@require_http_methods(["GET", "POST"])
def trust(request: HttpRequest) -> HttpResponse:
    """Ask, of somebody who has just made a second step here; another one is asked for first."""
    user, step = reader_of(request), step_of(request)
    if user.is_staff:
        return _onwards(request)
    if vouching_device(user=user, step=step) is None:
        if set_up_goes_on(request):  # that took long; the next sign-in asks again
            return _onwards(request)
        return redirect(MANAGE.begin(request, user=user, next_path=_with_next(request, "trust")))
    if request.method == "POST":
        return _trust(request, step) if "yes" in request.POST else _onwards(request)
    token = trust_token_of(request, user.pk)
    if browser_of(user=user, token=token):
        return _onwards(request)
    context = {
        "next": _next(request),
        "days": POLICY.trusted_browser.days,
        "stage": stage_of(Here.TRUST, is_staff=False) if set_up_goes_on(request) else None,
        "forgotten": browser_forgotten(user=user, token=token, origin=step.origin),
    }
    return render(request, "mfa/trust.html", context)


@require_GET
def trust_kept(request: HttpRequest) -> HttpResponse:
    """Look for the cookie that the page before has set; say so when the browser has none."""
    user, given = reader_of(request), request.session.pop(NEW, None)
    if given is None:
        return _onwards(request)
    if browser_of(user=user, token=trust_token_of(request, user.pk)):
        messages.success(request, _("This browser is trusted. We have mailed you about it."))
        return _onwards(request)
    browser_end(user=user, browser_id=given, reason=TrustEnd.NO_COOKIE, at=timezone.now())
    return render(request, "mfa/trust_not_kept.html", {"next_url": _next_url(request)})


def step_of(request: HttpRequest) -> Step:
    """Return what may vouch for this browser."""
    device = getattr(request.user, "otp_device", None)
    return Step(
        session_key=request.session.session_key or "",
        device_id=device.pk if isinstance(device, Authenticator) else None,
        manage_id=challenge_id_of(request, Purpose.MANAGE),
        origin=origin_of(request),
    )


def _trust(request: HttpRequest, step: Step) -> HttpResponse:
    user = reader_of(request)
    old_token = trust_token_of(request, user.pk)
    try:
        trusted = browser_trust(user=user, step=step, old_token=old_token, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        response = _onwards(request)
        trust_cookie_drop(response, user.pk)
        return response
    request.session[NEW] = trusted.browser.pk
    response = redirect(_with_next(request, "trust_kept"))
    trust_cookie_set(response, trusted)
    return response


def _next(request: HttpRequest) -> str:
    return path_or_empty(request.POST.get("next") or request.GET.get("next", ""))


def _next_url(request: HttpRequest) -> str:
    return next_step(request, next_path=_next(request), done=SetUpStep.TRUST)


def _onwards(request: HttpRequest) -> HttpResponse:
    return redirect(_next_url(request))


def _with_next(request: HttpRequest, page: str) -> str:
    query = f"?{urlencode({'next': _next(request)})}" if _next(request) else ""
    return reverse(f"mfa:{page}") + query
