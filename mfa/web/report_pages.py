"""The pages on which somebody says: that was not me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from audit.origin import request_facts
from mfa.challenges.origin import Origin
from mfa.notices import Notice
from mfa.reports.freezing import account_freeze
from mfa.reports.selectors import link_live, thawing_authenticators_of
from mfa.web.place_thaw import THAW
from mfa.web.words import notice_text


@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, then freeze the account. Works without a sign-in, and only to freeze.

    Opening the page changes nothing, so that a mail scanner's visit does no harm (case F9).
    """
    if request.method == "POST":
        facts = request_facts(request)
        origin = Origin(ip=facts["ip"] or None, user_agent=facts["agent"])
        if account_freeze(token=token, origin=origin, at=timezone.now()):
            return render(request, "mfa/not_me_done.html")
        return render(request, "mfa/not_me_dead.html", status=410)
    link = link_live(token)
    if link is None:
        return render(request, "mfa/not_me_dead.html", status=410)
    context = {"link": link, "what": notice_text(Notice(link.notice))}
    return render(request, "mfa/not_me.html", context)


@require_GET
def frozen(request: HttpRequest) -> HttpResponse:
    """Say that the account is frozen, since when, and how that is lifted."""
    person = THAW.person(request)
    if person is None:
        return redirect("mfa:sign_in")
    can_thaw = thawing_authenticators_of(person.user.pk).exists()
    return render(request, "mfa/frozen.html", {"person": person, "can_thaw": can_thaw})
