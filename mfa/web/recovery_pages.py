"""Recovery codes: making a set, showing it once, taking it away on paper or as a file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from audit.refusal import Refused
from mfa.domain import recovery_format
from mfa.domain.policy import POLICY
from mfa.models import SetUpStep
from mfa.recovery.selectors import recovery_set_of
from mfa.recovery.services import recovery_create
from mfa.trust.vouching import vouching_device
from mfa.web.browser import origin_of
from mfa.web.place_verify import MANAGE
from mfa.web.reader import reader_of
from mfa.web.set_up import enrolment_is_fresh, next_step, set_up_goes_on
from mfa.web.stage import Here, Stage, stage_of
from mfa.web.trust_pages import step_of


@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """Offer new codes after a second step; `make` makes them, anything else goes on."""
    user = reader_of(request)
    if request.method == "POST" and "make" not in request.POST:
        return redirect(next_step(request, user, done=SetUpStep.RECOVERY))
    if not _is_fresh(request):
        return redirect(MANAGE.begin(request, user=user, next_path=request.path))
    if request.method == "POST":
        return _make(request)
    context = {"recovery": recovery_set_of(user.pk), "stage": _stage(request)}
    return render(request, "mfa/recovery.html", {**context, "count": POLICY.recovery_codes})


@sensitive_post_parameters()
@require_POST
def recovery_file(request: HttpRequest) -> HttpResponse:
    """Give back as a file what this browser shows: the server does not have the codes any more.

    Only what has the form of codes is given back, so that nobody's page can make us send a text.
    """
    codes = [recovery_format.canonical(text) for text in request.POST.getlist("code")]
    length = POLICY.recovery_characters
    is_set = len(codes) == POLICY.recovery_codes and all(
        recovery_format.has_right_shape(code, characters=length) for code in codes
    )
    if not is_set:
        raise Http404
    shown = [recovery_format.grouped(code) for code in codes]
    context = {"codes": shown, "at": timezone.now()}
    text = render_to_string("mfa/recovery_file.txt", context, request=request)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


@sensitive_variables("made", "shown")
def _make(request: HttpRequest) -> HttpResponse:
    user, replaces = reader_of(request), request.POST.get("replaces", "")
    try:
        made = recovery_create(
            user=user,
            replaces=int(replaces) if replaces.isdecimal() and len(replaces) < 19 else None,  # noqa: PLR2004
            origin=origin_of(request),
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("mfa:recovery")
    shown = [recovery_format.grouped(code) for code in made.codes]
    context = {"codes": shown, "at": timezone.now(), "stage": _stage(request)}
    return render(request, "mfa/recovery_codes.html", context)


def _is_fresh(request: HttpRequest) -> bool:
    """Say whether a device was used just now to change something, or to get here in the set-up."""
    user = reader_of(request)
    if MANAGE.is_fresh(request, user=user, within=POLICY.manage_life):
        return True
    if enrolment_is_fresh(request, user):
        return True
    vouching = set_up_goes_on(request) and vouching_device(user=user, step=step_of(request))
    return bool(vouching)


def _stage(request: HttpRequest) -> Stage | None:
    if not set_up_goes_on(request):
        return None
    return stage_of(Here.RECOVERY, is_staff=reader_of(request).is_staff)
