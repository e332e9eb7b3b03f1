"""The prompt: shows one way to prove it, takes what is typed, starts calls on a tap."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mfa.challenges.cancelling import challenge_cancel
from mfa.challenges.rules import ChallengeRefused
from mfa.challenges.selectors import Progress, challenge_of, progress_of
from mfa.challenges.services import challenge_start
from mfa.methods.base import Answer, ChallengeOver
from mfa.models import ChallengeState, Method
from mfa.web.asking import Asking, Place
from mfa.web.browser import challenge_id_of, challenge_keep, choice_keep
from mfa.web.choice import PASSCODE, Choice, choice_now
from mfa.web.forms import CodeForm, PasscodeForm
from mfa.web.words import answer_text, call_news

View = Callable[..., HttpResponse]


def asked(view: View) -> View:
    """Let only somebody in who is being asked, and whose second step is not locked."""

    @wraps(view)
    def run(request: HttpRequest, place: Place) -> HttpResponse:
        asking = place.asking(request)
        if asking is None:
            return place.lost(request)
        if asking.locked_seconds:
            return place.locked(request, asking)
        return view(request, asking)

    return run


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@asked
def prompt(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Show the prompt; take a typed code, or go on when a call was approved."""
    if request.method == "POST":
        return _code_take(request, asking) if "code" in request.POST else _finish(request, asking)
    choice = choice_now(request, asking)
    form = PasscodeForm() if choice.method == Method.PASSCODE else CodeForm()
    return _show(request, asking, choice, form)


@require_POST
@asked
def call(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Start a call, because the person tapped on it."""
    choice = choice_now(request, asking)
    if choice.method == Method.PHONE_CALL:
        _start(request, asking, choice)
    return redirect(asking.url())


@require_GET
@asked
def state(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Return how far the call has come, as a fragment."""
    progress = _progress(request, asking)
    context = _call_context(asking, progress)
    return render(request, "mfa/_call_state.html", context)


@require_GET
@asked
def options(request: HttpRequest, asking: Asking) -> HttpResponse:
    """List every other way: what is enrolled, and a passcode (always, so that nothing shows)."""
    choice = choice_now(request, asking)
    return render(request, "mfa/options.html", {**_common(asking), "choice": choice})


@require_POST
@asked
def choose(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Take another way; a call that is under way for the old one is called off."""
    picked = request.POST.get("way", "")
    if picked != PASSCODE and not picked.isdecimal():
        raise BadRequest
    _call_off(request, asking)
    choice_keep(request, asking.purpose, picked[:20])
    choice = choice_now(request, asking)
    if choice.method in {Method.TOTP, Method.PASSCODE}:
        _start(request, asking, choice)
    return redirect(asking.url())


@require_POST
@asked
def cancel(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Call off the call, or all of it."""
    _call_off(request, asking)
    if "call" in request.POST:
        return redirect(asking.url())
    return asking.place.cancel(request, asking)


def prompt_start(request: HttpRequest, asking: Asking) -> None:
    """Get ready for a code where the prompt will open with one; a call waits for a tap."""
    choice = choice_now(request, asking)
    if choice.method == Method.TOTP:
        _start(request, asking, choice)


def _code_take(request: HttpRequest, asking: Asking) -> HttpResponse:
    challenge_id = challenge_id_of(request, asking.purpose)
    is_passcode = request.POST.get("way") == PASSCODE
    form = (PasscodeForm if is_passcode else CodeForm)(request.POST)
    if form.is_valid():
        if challenge_id is None:
            challenge_id = _start(request, asking, choice_now(request, asking))
        answer = _answer(request, asking, challenge_id, form.cleaned_data["code"])
        if isinstance(answer, HttpResponse):
            return answer
        again = asking.place.asking(request)
        if again is None or again.locked_seconds:
            return asking.place.locked(request, again or asking)
        method = Method.PASSCODE if is_passcode else Method.TOTP
        form.add_error("code", answer_text(answer, method))
        if answer in {Answer.OVER, Answer.EXPIRED} and not is_passcode:
            _start(request, asking, choice_now(request, asking))
    return _show(request, asking, choice_now(request, asking), form)


def _answer(
    request: HttpRequest, asking: Asking, challenge_id: UUID | None, typed: str
) -> Answer | HttpResponse:
    if challenge_id is None:
        return redirect(asking.url())
    at = timezone.now()
    try:
        return asking.place.answer(request, asking, challenge_id, typed, at)
    except ChallengeOver:
        return Answer.OVER


def _finish(request: HttpRequest, asking: Asking) -> HttpResponse:
    challenge_id = challenge_id_of(request, asking.purpose)
    progress = _progress(request, asking)
    if challenge_id is None or progress is None or progress.step != "approved":
        return redirect(asking.url())
    return asking.place.finish(request, asking, challenge_id, timezone.now())


def _start(request: HttpRequest, asking: Asking, choice: Choice) -> UUID | None:
    """Start the challenge of a choice; a refusal is told on the next page."""
    if choice.method is None:
        return None
    try:
        challenge = challenge_start(
            purpose=asking.purpose,
            method=choice.method,
            user=asking.user,
            authenticator=choice.device,
            service=asking.service,
            origin=asking.origin,
            at=timezone.now(),
        )
    except ChallengeRefused as refused:
        messages.error(request, refused.message)
        challenge_keep(request, asking.purpose, None)
        return None
    challenge_keep(request, asking.purpose, challenge.pk)
    return challenge.pk


def _call_off(request: HttpRequest, asking: Asking) -> None:
    progress = _progress(request, asking)
    if progress is not None and progress.challenge.state == ChallengeState.PENDING:
        challenge_cancel(challenge=progress.challenge, at=timezone.now())
    challenge_keep(request, asking.purpose, None)


def _progress(request: HttpRequest, asking: Asking) -> Progress | None:
    challenge_id = challenge_id_of(request, asking.purpose)
    if challenge_id is None:
        return None
    challenge = challenge_of(challenge_id=challenge_id, browser=asking.origin.browser)
    return progress_of(challenge) if challenge else None


def _show(request: HttpRequest, asking: Asking, choice: Choice, form: CodeForm) -> HttpResponse:
    if choice.method is None:
        return render(request, "mfa/stuck.html", _common(asking))
    context = {**_common(asking), "choice": choice, "form": form}
    if choice.method == Method.PHONE_CALL:
        progress = _progress(request, asking)
        if progress is not None and progress.challenge.method == Method.PHONE_CALL:
            context |= _call_context(asking, progress)
    return render(request, f"mfa/prompt_{choice.method.lower()}.html", context)


def _call_context(asking: Asking, progress: Progress | None) -> dict[str, Any]:
    return {
        "progress": progress,
        "news": call_news(progress) if progress else None,
        "state_url": asking.url("state"),
        "finish_url": asking.url(),
    }


def _common(asking: Asking) -> dict[str, Any]:
    pages = {f"{page}_url": asking.url(page) for page in ("call", "options", "choose", "cancel")}
    return {"asking": asking, "prompt_url": asking.url(), **pages}
