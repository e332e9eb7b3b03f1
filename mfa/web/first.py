"""The first sign-in of an account that never had an authenticator: a code mailed to an address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models.address import Kind
from audit.refusal import Refused
from mfa.challenges.services import challenge_answer
from mfa.methods.base import Answer
from mfa.models import Purpose
from mfa.sign_in.first import first_code_send
from mfa.web.browser import challenge_id_of, challenge_keep, origin_of
from mfa.web.forms import MailedCodeForm
from mfa.web.intro import postponing
from mfa.web.pending import Pending, pending_change, pending_end, pending_of
from mfa.web.stage import Here, stage_of


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Mail a code to an address on file, and take it."""
    pending = pending_of(request)
    if pending is None or not pending.is_first or pending.person.is_locked:
        return redirect("mfa:sign_in")
    if pending.proof is not None:
        return redirect("mfa:set_up")
    if "cancel" in request.POST:
        pending_end(request)
        return redirect("mfa:sign_in")
    if "send" in request.POST:
        return _send(request, pending)
    form = MailedCodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        answer = _answer(request, form.cleaned_data["code"])
        if answer == Answer.ACCEPTED:
            return _proved(request)
        form.add_error("code", _text(answer))
    addresses = pending.user.addresses.filter(kind=Kind.EMAIL, removed_at=None).order_by("pk")
    context = {
        "pending": pending,
        "form": form,
        "addresses": addresses,
        "is_sent": challenge_id_of(request, Purpose.FIRST_ENROLMENT) is not None,
        "stage": stage_of(Here.MAIL, is_staff=pending.user.is_staff),
        **postponing(pending),
    }
    return render(request, "mfa/first.html", context)


def _send(request: HttpRequest, pending: Pending) -> HttpResponse:
    picked = request.POST["send"]
    mails = pending.user.addresses.filter(kind=Kind.EMAIL, removed_at=None)
    address = mails.filter(pk=picked).first() if picked.isdecimal() and len(picked) < 19 else None  # noqa: PLR2004
    if address is None:
        return redirect("mfa:first")
    try:
        challenge = first_code_send(
            user=pending.user,
            address=address,
            service=pending.service,
            origin=origin_of(request),
            at=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        challenge_keep(request, Purpose.FIRST_ENROLMENT, challenge.pk)
    return redirect("mfa:first")


def _answer(request: HttpRequest, typed: str) -> Answer:
    challenge_id = challenge_id_of(request, Purpose.FIRST_ENROLMENT)
    if challenge_id is None:
        return Answer.OVER
    browser = origin_of(request).browser
    return challenge_answer(
        challenge_id=challenge_id, browser=browser, typed=typed, at=timezone.now()
    )


def _proved(request: HttpRequest) -> HttpResponse:
    proof = challenge_id_of(request, Purpose.FIRST_ENROLMENT)
    pending_change(request, proof=str(proof))
    request.session.cycle_key()
    return redirect("mfa:set_up")


def _text(answer: Answer) -> str:
    if answer == Answer.MISTYPED:
        return _("The code has six digits.")
    if answer == Answer.WRONG:
        return _("That is not the code we mailed. After three wrong tries you need a new one.")
    return _("This code is no longer good. Please have a new one mailed.")
