"""Pages behind a mailed link, and the one that asks for it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from kombu.exceptions import OperationalError

from accounts import interfaces
from accounts.links.selectors import link_by_id, link_by_token
from accounts.links.services import LinkRefused, link_redeem
from accounts.models import LinkToken
from accounts.models.link import Purpose
from accounts.selectors import person_named
from accounts.tasks import forgotten as forgotten_task
from accounts.throttle import throttle_hit
from accounts.web.forms import ForgottenForm, NewPasswordForm
from accounts.web.password_page import STEP_LIFE
from audit.origin import client_ip

OPENED = "accounts.link"
ASKED_LIMIT = 20
ASKED_WINDOW = timedelta(hours=1)


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take a name and say the same thing, whoever it belongs to."""
    form = ForgottenForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "accounts/forgotten.html", {"form": form})
    bucket = f"forgotten ip {client_ip(request)}"
    if not throttle_hit(bucket=bucket, limit=ASKED_LIMIT, window=ASKED_WINDOW):
        form.add_error(None, _("Too many requests came from here. Try again in an hour."))
        return render(request, "accounts/forgotten.html", {"form": form}, status=429)
    person = person_named(text=form.cleaned_data["name"])
    try:
        forgotten_task.delay(person.pk if person else 0)
    except OperationalError:
        form.add_error(None, _("No mail can be sent at the moment. Try again in a minute."))
        return render(request, "accounts/forgotten.html", {"form": form}, status=503)
    return render(request, "accounts/forgotten_sent.html")


@never_cache
@require_GET
def link_open(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the link in this browser's session and drop its secret from the address line.

    Opening spends nothing, so that a mail scanner's visit does no harm.
    """
    link = link_by_token(token=token)
    if link is None:
        return _dead(request)
    request.session.cycle_key()
    request.session[OPENED] = str(link.pk)
    return redirect("accounts:link_password")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def link_password(request: HttpRequest) -> HttpResponse:
    """Set the password; a forgotten one only after a second step."""
    link = _opened(request)
    if link is None:
        return _dead(request)
    needs_step = link.purpose != Purpose.ACTIVATE
    gate = interfaces.gate() if needs_step else None
    if gate and not gate.is_fresh(request, user=link.user, within=STEP_LIFE):
        here = reverse("accounts:link_password")
        return redirect(gate.start_url(request, user=link.user, next_path=here))
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _redeem(request, link, form)
        if answer:
            return answer
    return render(request, "accounts/link_password.html", {"form": form, "link": link})


def _redeem(request: HttpRequest, link: LinkToken, form: NewPasswordForm) -> HttpResponse | None:
    new, ip = form.cleaned_data["new"], client_ip(request)
    try:
        link_redeem(link_id=link.pk, password=new, ip=ip, at=timezone.now())
    except LinkRefused:
        return _dead(request)
    except ValidationError as error:
        form.add_error("new", error)
        return None
    request.session.flush()
    messages.success(request, _("Your password is set. Sign in with it."))
    return redirect("mfa:sign_in")


def _opened(request: HttpRequest) -> LinkToken | None:
    opened = request.session.get(OPENED)
    return link_by_id(link_id=UUID(opened)) if opened else None


def _dead(request: HttpRequest) -> HttpResponse:
    request.session.pop(OPENED, None)
    return render(request, "accounts/link_dead.html", status=410)
