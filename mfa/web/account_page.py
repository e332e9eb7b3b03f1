"""The account at a glance: devices, browsers, sessions, sign-ins, and whether we are calling."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.selectors import sessions_of
from accounts.services import language_choose
from mfa.devices.selectors import authenticators_of
from mfa.devices.stale import stale_among
from mfa.interfaces import caller_desk
from mfa.models import Kind
from mfa.reports.history import sign_in_of, sign_in_report, sign_ins_of
from mfa.trust.selectors import browser_of, browsers_live
from mfa.web.reader import is_by_code, reader_of
from mfa.web.trust_cookie import trust_token_of


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show everything about the reader's account in short, with a way to each part."""
    if is_by_code(request):
        return redirect("mfa:devices")
    user = reader_of(request)
    devices = list(authenticators_of(user.pk).exclude(kind=Kind.RECOVERY))
    context = {
        "devices": devices,
        "stale": stale_among(devices),
        "browsers": list(browsers_live(user.pk)),
        "here": browser_of(user=user, token=trust_token_of(request, user.pk)),
        "sessions": sessions_of(user=user),
        "sign_ins": sign_ins_of(user.pk),
        "cases": caller_desk().cases_open_on(person=user),
        "caller_url": caller_desk().page_url(request),
        "languages": settings.LANGUAGES,
    }
    return render(request, "mfa/account.html", context)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that the reader chose; none means: as the browser says."""
    chosen = request.POST.get("language", "")
    if chosen and chosen not in dict(settings.LANGUAGES):
        raise Http404
    language_choose(user=reader_of(request), language=chosen, at=timezone.now())
    with translation.override(chosen or translation.get_language()):
        messages.success(request, _("The language is changed."))
    return redirect("mfa:account")


@require_http_methods(["GET", "POST"])
def sign_in_not_me(request: HttpRequest, event_id: int) -> HttpResponse:
    """Ask once more, then report one of the reader's sign-ins."""
    user = reader_of(request)
    found = sign_in_of(user.pk, event_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        key = request.session.session_key or ""
        sign_in_report(user=user, event_id=event_id, session_key=key, at=timezone.now())
        messages.warning(request, _("Thank you. Every other session has ended."))
        return redirect("accounts:password")
    return render(request, "mfa/sign_in_not_me.html", {"sign_in": found})
