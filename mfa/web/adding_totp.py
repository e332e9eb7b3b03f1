"""The pages on which an authenticator app is added."""

import io

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from audit.refusal import Refused
from mfa.challenges.selectors import Progress
from mfa.challenges.services import challenge_answer
from mfa.devices.adding import totp_add
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.domain.key_uri import key_uri, seed_typed
from mfa.methods.base import Answer
from mfa.models import Authenticator, AuthenticatorState, Method, Purpose
from mfa.web.adding import pages_of, progress_now
from mfa.web.browser import challenge_keep
from mfa.web.enroller import Enroller, enrolling
from mfa.web.forms import AppForm


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@enrolling
def totp(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Show a new seed as a QR code, then take the first code that the app shows."""
    if "start" in request.POST:
        return _start(request, enroller)
    progress = progress_now(request, enroller, Method.TOTP)
    if progress is not None and progress.step == "approved":
        return _finish(request, enroller, progress)
    device = _waiting(progress)
    if progress is None or device is None:
        return redirect(enroller.url())
    form = AppForm(device, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        onwards = _code_take(request, enroller, progress, form)
        if onwards is not None:
            return onwards
    context = {**pages_of(enroller), "form": form, "secret": seed_typed(device.seed or "")}
    return render(request, "mfa/add_totp.html", context)


@require_GET
@enrolling
def totp_qr(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Return the QR code of the seed that this browser is confirming, and of no other."""
    device = _waiting(progress_now(request, enroller, Method.TOTP))
    if device is None:
        raise Http404
    uri = key_uri(device.seed or "", issuer=settings.ORGANISATION, account=enroller.user.username)
    image = io.BytesIO()
    segno.make(uri, error="m").save(image, kind="svg", scale=4, border=4, light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


def _start(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    try:
        challenge = totp_add(
            user=enroller.user,
            name="",
            passcode=enroller.passcode,
            is_first=enroller.is_first,
            origin=enroller.origin,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(enroller.url())
    challenge_keep(request, Purpose.ENROLMENT, challenge.pk)
    return redirect(enroller.url("totp"))


def _code_take(
    request: HttpRequest, enroller: Enroller, progress: Progress, form: AppForm
) -> HttpResponse | None:
    """Take the code; return where to go, or None with the error in the form."""
    try:
        answer = challenge_answer(
            challenge_id=progress.challenge.pk,
            browser=enroller.origin.browser,
            typed=form.cleaned_data["token"],
            at=timezone.now(),
        )
    except AuthenticatorRefused as refused:  # it may not be bound any more
        messages.error(request, refused.message)
        return redirect(enroller.url())
    if answer == Answer.ACCEPTED:
        return _finish(request, enroller, progress)
    if answer in {Answer.OVER, Answer.EXPIRED}:
        messages.error(request, _("That took too long. Please start again."))
        return redirect(enroller.url())
    form.add_error("token", _("That is not the code the app shows. Is the phone's clock right?"))
    return None


def _finish(request: HttpRequest, enroller: Enroller, progress: Progress) -> HttpResponse:
    return enroller.door.finish(request, enroller, progress.challenge.pk, timezone.now())


def _waiting(progress: Progress | None) -> Authenticator | None:
    """Return the device whose seed may be shown: PENDING, its challenge open."""
    if progress is None or progress.step != "waiting":
        return None
    device = progress.challenge.authenticator
    is_pending = device is not None and device.state == AuthenticatorState.PENDING
    return device if is_pending else None
