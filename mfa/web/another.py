"""After each method: another way to sign in? With one, somebody is a lost phone away from none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mfa.devices.selectors import usable_authenticators_of
from mfa.models import Kind, SetUpStep
from mfa.web.browser import origin_of
from mfa.web.enroller import ACCOUNT, Enroller
from mfa.web.offers import offers_of
from mfa.web.reader import reader_of
from mfa.web.set_up import next_step, second_way_stage


@require_http_methods(["GET", "POST"])
def another(request: HttpRequest) -> HttpResponse:
    """Offer the ways there are; `skip` goes on."""
    user = reader_of(request)
    if request.method == "POST":
        return redirect(next_step(request, user, done=SetUpStep.ANOTHER))
    devices = usable_authenticators_of(user.pk).exclude(kind=Kind.RECOVERY)
    context = {
        "devices": devices,
        "offers": offers_of(Enroller(user, origin_of(request), ACCOUNT)),
        "stage": second_way_stage(request, user),
    }
    return render(request, "mfa/another.html", context)
