"""The reader's own trusted browsers: list them, end one, end all. Ending only takes away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mfa.domain.policy import POLICY
from mfa.trust.selectors import browser_of, browsers_live
from mfa.trust.services import browser_end, browsers_end_all
from mfa.web.reader import reader_of
from mfa.web.trust_cookie import trust_cookie_drop, trust_token_of


@require_GET
def browsers(request: HttpRequest) -> HttpResponse:
    """List the browsers that need no second step."""
    user = reader_of(request)
    here = browser_of(user=user, token=trust_token_of(request, user.pk))
    found = browsers_live(user.pk).select_related("device")
    rows = [{"browser": browser, "is_here": browser == here} for browser in found]
    context = {"rows": rows, "days": POLICY.trusted_browser.days}
    context["may_trust"] = not (here or user.is_staff)
    return render(request, "mfa/browsers.html", context)


@require_POST
def browser_end_view(request: HttpRequest, browser_id: int) -> HttpResponse:
    """End one."""
    user = reader_of(request)
    here = browser_of(user=user, token=trust_token_of(request, user.pk))
    if not browser_end(user=user, browser_id=browser_id, at=timezone.now()):
        raise Http404
    messages.success(request, _("That browser is no longer trusted."))
    response = redirect("mfa:browsers")
    if here and here.pk == browser_id:
        trust_cookie_drop(response, user.pk)
    return response


@require_POST
def browsers_end_view(request: HttpRequest) -> HttpResponse:
    """End all."""
    user = reader_of(request)
    browsers_end_all(user=user, at=timezone.now())
    messages.success(request, _("No browser is trusted any more."))
    response = redirect("mfa:browsers")
    trust_cookie_drop(response, user.pk)
    return response
