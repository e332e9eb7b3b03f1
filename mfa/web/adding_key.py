"""The pages on which a security key or passkey is added."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from audit.refusal import Refused
from mfa.challenges.selectors import Progress
from mfa.challenges.services import challenge_answer
from mfa.devices.adding import confirmation_restart
from mfa.devices.adding_key import key_add
from mfa.keys.options import creation_options
from mfa.methods.base import Answer
from mfa.models import Method, Purpose
from mfa.web.adding import pages_of, progress_now
from mfa.web.browser import challenge_keep
from mfa.web.enroller import Enroller, enrolling
from mfa.web.key_forms import KeyForm, NewKeyForm

PASSKEY, SECURITY_KEY = "passkey", "security_key"


@require_http_methods(["GET", "POST"])
@enrolling
def key(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Ask which of the two it is, and for a name."""
    form = NewKeyForm(request.POST or None)
    if request.POST.get("start") in {PASSKEY, SECURITY_KEY} and form.is_valid():
        return _start(request, enroller, form.cleaned_data["name"])
    return render(request, "mfa/add_key.html", {**pages_of(enroller), "form": form})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@enrolling
def key_make(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Let the browser make the key, and take it; or begin anew after something went wrong."""
    progress = progress_now(request, enroller, Method.WEBAUTHN)
    if progress is None:
        return redirect(enroller.url("key"))
    if progress.step == "approved":
        return _finish(request, enroller, progress)
    if "again" in request.POST:
        return _again(request, enroller, progress)
    form = KeyForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        return _take(request, enroller, progress, form.cleaned_data["code"])
    return render(request, "mfa/add_key_make.html", _context(enroller, progress))


def _start(request: HttpRequest, enroller: Enroller, name: str) -> HttpResponse:
    try:
        challenge = key_add(
            user=enroller.user,
            name=name,
            is_passkey=request.POST["start"] == PASSKEY,
            passcode=enroller.passcode,
            is_first=enroller.is_first,
            origin=enroller.origin,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(enroller.url())
    challenge_keep(request, Purpose.ENROLMENT, challenge.pk)
    return redirect(enroller.url("key_make"))


def _again(request: HttpRequest, enroller: Enroller, progress: Progress) -> HttpResponse:
    try:
        challenge = confirmation_restart(
            user=enroller.user,
            challenge_id=progress.challenge.pk,
            origin=enroller.origin,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(enroller.url("key"))
    challenge_keep(request, Purpose.ENROLMENT, challenge.pk)
    return redirect(enroller.url("key_make"))


def _take(request: HttpRequest, enroller: Enroller, progress: Progress, typed: str) -> HttpResponse:
    try:
        answer = challenge_answer(
            challenge_id=progress.challenge.pk,
            browser=enroller.origin.browser,
            typed=typed,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(enroller.url("key"))
    if answer == Answer.ACCEPTED:
        return _finish(request, enroller, progress)
    messages.error(request, _answer_text(answer))
    return redirect(enroller.url("key_make"))


def _finish(request: HttpRequest, enroller: Enroller, progress: Progress) -> HttpResponse:
    return enroller.door.finish(request, enroller, progress.challenge.pk, timezone.now())


def _answer_text(answer: Answer) -> str:
    return {
        Answer.USED: _("This key has been added before. Please use another one."),
        Answer.EXPIRED: _("That took too long. Please try again."),
        Answer.OVER: _("That took too long. Please try again."),
    }.get(answer, _("That did not work, and nothing was added. Please try again."))


def _context(enroller: Enroller, progress: Progress) -> dict[str, object]:
    challenge = progress.challenge
    device = challenge.authenticator
    context = {**pages_of(enroller), "device": device, "seconds": progress.seconds_left}
    if device is not None and progress.step == "waiting":
        seconds = progress.seconds_left
        context["options"] = creation_options(challenge, device=device, seconds=seconds)
    return context
