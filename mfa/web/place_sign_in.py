"""The prompt of a sign-in."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mfa.methods.base import Answer
from mfa.models import Purpose
from mfa.sign_in.services import SignInRefused, sign_in_answer, sign_in_complete
from mfa.web.asking import Asking
from mfa.web.browser import origin_of
from mfa.web.onwards import after_sign_in
from mfa.web.opener import opener_for
from mfa.web.pending import KEY, Pending, pending_change, pending_end, pending_of
from mfa.web.words import lock_text


class SignInPlace:
    """The second half of signing in."""

    name = "prompt"
    takes_passcode = True

    def asking(self, request: HttpRequest) -> Asking | None:
        pending = pending_of(request)
        if pending is None or pending.is_first:
            return None
        return asking_of(request, pending)

    def lost(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_verified():
            return redirect(str(settings.LOGIN_REDIRECT_URL))
        if request.session.get(KEY):
            return redirect("mfa:first")
        messages.warning(request, _("That sign-in took too long. Please start again."))
        return redirect("mfa:sign_in")

    def locked(self, request: HttpRequest, asking: Asking) -> HttpResponse:
        pending_end(request)
        messages.error(request, lock_text(asking.locked_seconds))
        return redirect("mfa:sign_in")

    def answer(
        self, request: HttpRequest, asking: Asking, challenge_id: UUID, typed: str, at: datetime
    ) -> Answer | HttpResponse:
        next_path = request.session[KEY]["next"]
        try:
            answer = sign_in_answer(
                challenge_id=challenge_id,
                user=asking.user,
                origin=asking.origin,
                typed=typed,
                opener=opener_for(request),
                at=at,
            )
        except SignInRefused as refused:
            return _start_again(request, refused)
        return (
            after_sign_in(request, asking.user, next_path) if answer == Answer.ACCEPTED else answer
        )

    def finish(
        self, request: HttpRequest, asking: Asking, challenge_id: UUID, at: datetime
    ) -> HttpResponse:
        next_path = request.session[KEY]["next"]
        try:
            sign_in_complete(
                challenge_id=challenge_id,
                user=asking.user,
                origin=asking.origin,
                opener=opener_for(request),
                at=at,
            )
        except SignInRefused as refused:
            return _start_again(request, refused)
        return after_sign_in(request, asking.user, next_path)

    def devices_next(self, request: HttpRequest) -> bool:
        pending_change(request, next=reverse("mfa:devices"))
        return True

    def cancel(self, request: HttpRequest, asking: Asking) -> HttpResponse:  # noqa: ARG002
        pending_end(request)
        return redirect("mfa:sign_in")


def asking_of(request: HttpRequest, pending: Pending) -> Asking:
    """Return what the prompt of a pending sign-in asks."""
    return Asking(
        purpose=Purpose.SIGN_IN,
        user=pending.user,
        service=pending.service,
        origin=origin_of(request),
        place=SIGN_IN,
        locked_seconds=pending.person.locked_seconds if pending.person.is_locked else 0,
    )


def _start_again(request: HttpRequest, refused: SignInRefused) -> HttpResponse:
    pending_end(request)
    messages.error(request, refused.message)
    return redirect("mfa:sign_in")


SIGN_IN = SignInPlace()
