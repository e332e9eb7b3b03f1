"""The pages on which a device is added."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.numbers import number_pretty
from audit.refusal import Refused
from mfa.challenges.selectors import Progress, call_wait, challenge_of, progress_of
from mfa.devices.adding import NewPhone, confirmation_restart, phone_add, phone_number_check
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.domain.codes import enrolment_digit
from mfa.models import Method, Purpose
from mfa.web.browser import challenge_id_of, challenge_keep
from mfa.web.enroller import Enroller, enrolling
from mfa.web.following import unless_seen
from mfa.web.forms import PhoneForm
from mfa.web.offers import offers_of
from mfa.web.set_up import set_up_goes_on
from mfa.web.words import call_news, wait_again


@require_GET
@enrolling
def choose(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Offer the kinds of device."""
    context = {**pages_of(enroller), "offers": offers_of(enroller), "back_url": _back(request)}
    return render(request, "mfa/add.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@enrolling
def phone(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Take a number, show it once more on a second screen, then call it."""
    form = PhoneForm(request.POST or None)
    stage = request.POST.get("stage", "")
    if stage == "edit" or not form.is_valid():
        return _phone_form(request, enroller, form)
    new = NewPhone(**form.cleaned_data)
    try:
        if stage == "call":
            return _phone_call(request, enroller, new)
        number, extension = phone_number_check(user=enroller.user, new=new)
    except AuthenticatorRefused as refused:
        form.add_error("number", refused.message)
    except Refused as refused:
        form.add_error(None, refused.message)
    else:
        context = {**pages_of(enroller), "form": form, "pretty": number_pretty(number, extension)}
        return render(request, "mfa/add_phone_check.html", context)
    return _phone_form(request, enroller, form)


@require_http_methods(["GET", "POST"])
@enrolling
def phone_call(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Show the digit to press and how far the call has come; go on when it was pressed."""
    progress = progress_now(request, enroller, Method.PHONE_CALL)
    if progress is None:
        return redirect(enroller.url("phone"))
    if request.method == "POST":
        return _call_onwards(request, enroller, progress)
    return render(request, "mfa/add_phone_call.html", _call_context(enroller, progress))


@require_GET
@unless_seen
@enrolling
def phone_state(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Return how far the call has come, as a fragment."""
    progress = progress_now(request, enroller, Method.PHONE_CALL)
    return render(request, "mfa/_call_state.html", _call_context(enroller, progress))


def pages_of(enroller: Enroller) -> dict[str, object]:
    """Return who adds a device, and the addresses of the pages around."""
    return {
        "enroller": enroller,
        "stage": enroller.stage,
        "add_url": enroller.url(),
        "phone_url": enroller.url("phone"),
        "totp_url": enroller.url("totp"),
        "key_url": enroller.url("key"),
        "qr_url": enroller.url("totp_qr"),
        "app_url": enroller.url("app"),
    }


def progress_now(request: HttpRequest, enroller: Enroller, method: Method) -> Progress | None:
    """Return how far the confirmation of the new device has come."""
    challenge_id = challenge_id_of(request, Purpose.ENROLMENT)
    if challenge_id is None:
        return None
    found = challenge_of(challenge_id=challenge_id, browser=enroller.origin.browser)
    if found is None or found.method != method or found.user_id != enroller.user.pk:
        return None
    return progress_of(found)


def _back(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return ""
    return reverse("mfa:another" if set_up_goes_on(request) else "mfa:devices")


def _phone_form(request: HttpRequest, enroller: Enroller, form: PhoneForm) -> HttpResponse:
    return render(request, "mfa/add_phone.html", {**pages_of(enroller), "form": form})


def _phone_call(request: HttpRequest, enroller: Enroller, new: NewPhone) -> HttpResponse:
    challenge = phone_add(
        user=enroller.user,
        new=new,
        passcode=enroller.passcode,
        is_first=enroller.is_first,
        origin=enroller.origin,
        at=timezone.now(),
    )
    challenge_keep(request, Purpose.ENROLMENT, challenge.pk)
    return redirect(enroller.url("phone_call"))


def _call_onwards(request: HttpRequest, enroller: Enroller, progress: Progress) -> HttpResponse:
    challenge_id: UUID = progress.challenge.pk
    if progress.step == "approved":
        return enroller.door.finish(request, enroller, challenge_id, timezone.now())
    seconds = call_wait(progress)
    if "again" in request.POST and seconds:
        messages.warning(request, wait_again(seconds))
    elif "again" in request.POST:
        try:
            again = confirmation_restart(
                user=enroller.user,
                challenge_id=challenge_id,
                origin=enroller.origin,
                at=timezone.now(),
            )
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            challenge_keep(request, Purpose.ENROLMENT, again.pk)
    return redirect(enroller.url("phone_call"))


def _call_context(enroller: Enroller, progress: Progress | None) -> dict[str, object]:
    if progress is None:
        return {**pages_of(enroller), "news": None, "progress": None}
    return {
        **pages_of(enroller),
        "progress": progress,
        "news": call_news(progress),
        "again_after": call_wait(progress),
        "digit": enrolment_digit(settings.CODE_KEY, progress.challenge.pk),
        "device": progress.challenge.authenticator,
        "state_url": enroller.url("phone_state"),
        "finish_url": enroller.url("phone_call"),
    }
