"""The prompt: shows one way to prove it, takes what is typed, starts calls on a tap.

What differs between the methods is in `mfa.web.faces`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mfa.challenges.cancelling import challenge_cancel
from mfa.challenges.rules import ChallengeRefused
from mfa.challenges.selectors import Progress, call_wait, challenge_of, progress_of
from mfa.challenges.services import challenge_start, locked_attempt_record
from mfa.devices.selectors import ever_had_one
from mfa.methods.base import Answer, ChallengeOver
from mfa.models import ChallengeState, Method
from mfa.web.asking import Asking, Place
from mfa.web.browser import challenge_id_of, challenge_keep, choice_keep
from mfa.web.choice import Choice, choice_now
from mfa.web.faces import FACES
from mfa.web.following import unless_seen
from mfa.web.words import answer_text, wait_again

View = Callable[..., HttpResponse]
# After these the page starts over by itself: what is typed next is worth a new challenge.
ENDED = frozenset({Answer.OVER, Answer.EXPIRED})


def asked(view: View) -> View:
    """Let only somebody in who is being asked, and whose second step is not locked."""

    @wraps(view)
    def run(request: HttpRequest, place: Place) -> HttpResponse:
        asking = place.asking(request)
        if asking is None:
            return place.lost(request)
        if asking.locked_seconds:
            if "code" in request.POST:
                locked_attempt_record(
                    user=asking.user,
                    purpose=asking.purpose,
                    origin=asking.origin,
                    at=timezone.now(),
                )
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
    return _show(request, asking, choice_now(request, asking))


@require_POST
@asked
def call(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Start the challenge, or start it again, because the person tapped on it."""
    choice = choice_now(request, asking)
    seconds = call_wait(_progress(request, asking)) if choice.method == Method.PHONE_CALL else 0
    if seconds:
        messages.warning(request, wait_again(seconds))
    else:
        _start(request, asking, choice)
    return redirect(asking.url())


@require_GET
@unless_seen
@asked
def state(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Return how far the challenge has come, as a fragment."""
    context = {**_common(asking), **_live_context(asking, _progress(request, asking))}
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
    """Take another way; what is under way for the old one is called off."""
    if "devices" in request.POST and asking.place.devices_next(request):
        messages.info(request, _("When you have confirmed that it is you, your devices open."))
        return redirect(asking.url())
    _call_off(request, asking)
    choice_keep(request, asking.purpose, request.POST.get("way", "")[:40])
    prompt_start(request, asking)
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
    """Start what the prompt opens with; a call waits for a tap."""
    choice = choice_now(request, asking)
    if choice.method and FACES[choice.method].starts_by_itself:
        _start(request, asking, choice)


def _code_take(request: HttpRequest, asking: Asking) -> HttpResponse:
    method = request.POST.get("method", "")
    face = FACES[Method(method)] if method in FACES else None
    if face is None or face.form is None:
        return redirect(asking.url())
    form = face.form(request.POST)
    if form.is_valid():
        answer = _answer(request, asking, Method(method), form.cleaned_data["code"])
        if isinstance(answer, HttpResponse):
            return answer
        away = _away(request, asking.place)
        if away is not None:
            return away
        if answer == Answer.SET_ASIDE:
            return _set_aside(request, asking, answer_text(answer, Method(method)))
        form.add_error("code", answer_text(answer, Method(method)))
        if _is_over(answer, Method(method)):
            _start(request, asking, choice_now(request, asking))
    return _show(request, asking, choice_now(request, asking), form)


def _away(request: HttpRequest, place: Place) -> HttpResponse | None:
    """Send away who is not asked any more after this try: locked, frozen, too late."""
    again = place.asking(request)
    if again is None:
        return place.lost(request)
    return place.locked(request, again) if again.locked_seconds else None


def _is_over(answer: Answer, method: Method) -> bool:
    """Say whether the next try needs a new challenge: a key signs each one once."""
    if method == Method.WEBAUTHN:
        return answer in ENDED or answer == Answer.WRONG
    return answer in ENDED and method != Method.PASSCODE


def _set_aside(request: HttpRequest, asking: Asking, text: str) -> HttpResponse:
    """Go on with another way: the device that was just used is out of use."""
    messages.error(request, text)
    challenge_keep(request, asking.purpose, None)
    choice_keep(request, asking.purpose, "")
    prompt_start(request, asking)
    return redirect(asking.url())


def _answer(
    request: HttpRequest, asking: Asking, method: Method, typed: str
) -> Answer | HttpResponse:
    """Answer the challenge under way; where there is none of this method, one that starts now."""
    challenge_id = challenge_id_of(request, asking.purpose)
    if challenge_id is None:
        challenge_id = _start(request, asking, choice_now(request, asking))
    answer = _answer_one(request, asking, challenge_id, typed)
    if answer == Answer.OVER:
        progress = _progress(request, asking)
        if progress is not None and progress.challenge.method != method:
            challenge_id = _start(request, asking, choice_now(request, asking))
            answer = _answer_one(request, asking, challenge_id, typed)
    return answer


def _answer_one(
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
        progress = _progress(request, asking)
        if progress is None or progress.challenge.state != ChallengeState.PENDING:
            challenge_keep(request, asking.purpose, None)
        return None
    if challenge.state != ChallengeState.PENDING:  # a push that was one too many
        return _start_another(request, asking)
    challenge_keep(request, asking.purpose, challenge.pk)
    return challenge.pk


def _start_another(request: HttpRequest, asking: Asking) -> UUID | None:
    """Say that pushes are off now, and open with the next way."""
    text = _("Requests to your app are off for half an hour: several were not answered.")
    messages.warning(request, text)
    challenge_keep(request, asking.purpose, None)
    prompt_start(request, asking)
    return challenge_id_of(request, asking.purpose)


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


def _show(
    request: HttpRequest, asking: Asking, choice: Choice, form: Form | None = None
) -> HttpResponse:
    if choice.method is None:
        return render(request, "mfa/stuck.html", _common(asking))
    face = FACES[choice.method]
    if form is None and face.form is not None:
        form = face.form()
    context = {**_common(asking), "choice": choice, "form": form}
    if not choice.has_devices:
        context["never_had_one"] = not ever_had_one(asking.user.pk)
    progress = _progress(request, asking)
    if progress is not None and progress.challenge.method == choice.method:
        context |= _live_context(asking, progress)
    elif progress is not None and progress.challenge.state != ChallengeState.PENDING:
        # The way it went is closed now; what became of it is said all the same.
        context["last_news"] = _live_context(asking, progress).get("news")
    return render(request, face.template, context)


def _live_context(asking: Asking, progress: Progress | None) -> dict[str, Any]:
    """Return what a page shows of a running challenge; a page that follows nothing shows none."""
    if progress is None:
        return {"progress": None, "news": None}
    face = FACES[Method(progress.challenge.method)]
    return {"progress": progress, **face.context(asking, progress)}


def _common(asking: Asking) -> dict[str, Any]:
    names = ("call", "state", "options", "choose", "cancel")
    pages = {f"{page}_url": asking.url(page) for page in names}
    return {"asking": asking, "prompt_url": asking.url(), "finish_url": asking.url(), **pages}
