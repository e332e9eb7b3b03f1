"""The pages on which the companion app is linked, and tried out before it counts."""

import io

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.refusal import Refused
from mfa.app.answering import number_of
from mfa.app.linking import app_add
from mfa.app.selectors import Linking, linking_of
from mfa.challenges.selectors import Progress, progress_of
from mfa.devices.adding import confirmation_restart
from mfa.domain.app_protocol import token_grouped
from mfa.domain.codes import activation_token
from mfa.models import Challenge
from mfa.web.adding import pages_of
from mfa.web.enroller import Enroller, enrolling
from mfa.web.push_words import linking_news, number_grouped, push_news

KEY = "mfa_linking"  # in the session: the device that is being linked


@require_http_methods(["GET", "POST"])
@enrolling
def app(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Show the code to scan; once the phone has it, the number to type; then go on."""
    if "start" in request.POST:
        return _start(request, enroller)
    linking = _linking(request, enroller)
    if linking is None:
        return redirect(enroller.url())
    if request.method == "POST" and linking.challenge is not None:
        return _onwards(request, enroller, linking.challenge)
    return render(request, "mfa/add_app.html", _context(enroller, linking))


@require_GET
@enrolling
def app_state(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Return how far it has come, as a fragment."""
    linking = _linking(request, enroller)
    if linking is None:
        raise Http404
    context = _context(enroller, linking)
    if linking.challenge is not None and request.GET.get("for") == "code":
        context |= {"news": linking_news(linking), "progress": None}
    return render(request, "mfa/_call_state.html", context)


@require_GET
@enrolling
def app_qr(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    """Return the QR code of the link for this browser's own device, and of no other."""
    linking = _linking(request, enroller)
    if linking is None or linking.is_over or linking.device.app_id is not None:
        raise Http404
    image = io.BytesIO()
    link = _link(activation_token(settings.CODE_KEY, linking.device.pk))
    segno.make(link, error="m").save(image, kind="svg", scale=4, border=4, light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


def _link(token: str) -> str:
    """Return the app's address with the code in the fragment, which no server ever sees."""
    return f"{settings.ORIGIN}/app/#activate={token}"


def _start(request: HttpRequest, enroller: Enroller) -> HttpResponse:
    try:
        device = app_add(
            user=enroller.user,
            passcode=enroller.passcode,
            is_first=enroller.is_first,
            origin=enroller.origin,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(enroller.url())
    request.session[KEY] = device.pk
    return redirect(enroller.url("app"))


def _linking(request: HttpRequest, enroller: Enroller) -> Linking | None:
    device_id = request.session.get(KEY)
    if not isinstance(device_id, int):
        return None
    return linking_of(
        user_id=enroller.user.pk, device_id=device_id, browser=enroller.origin.browser
    )


def _onwards(request: HttpRequest, enroller: Enroller, challenge: Challenge) -> HttpResponse:
    at = timezone.now()
    if progress_of(challenge).step == "approved":
        del request.session[KEY]
        return enroller.door.finish(request, enroller, challenge.pk, at)
    if "again" in request.POST:
        try:
            confirmation_restart(
                user=enroller.user, challenge_id=challenge.pk, origin=enroller.origin, at=at
            )
        except Refused as refused:
            messages.error(request, refused.message)
    return redirect(enroller.url("app"))


def _context(enroller: Enroller, linking: Linking) -> dict[str, object]:
    context = {**pages_of(enroller), "device": linking.device, "finish_url": enroller.url("app")}
    state_url = enroller.url("app_state")
    if linking.challenge is None:
        token = activation_token(settings.CODE_KEY, linking.device.pk)
        shown = {"link": _link(token), "code": token_grouped(token)}
        qr_url = enroller.url("app_qr")
        news = linking_news(linking)
        return {
            **context,
            **shown,
            "app_qr_url": qr_url,
            "news": news,
            "state_url": f"{state_url}?for=code",
        }
    progress: Progress = progress_of(linking.challenge)
    number = "" if progress.seconds_left == 0 else number_grouped(number_of(linking.challenge))
    return {
        **context,
        "progress": progress,
        "number": number,
        "news": push_news(progress),
        "state_url": state_url,
    }
