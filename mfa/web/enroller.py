"""Who may add an authenticator here and now, and where the pages of it are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from mfa.challenges.origin import Origin
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.devices.rescue import SPENT, Rescue, binding_ends
from mfa.domain.policy import POLICY
from mfa.models import Purpose, SetUpStep
from mfa.sign_in.services import SignInRefused, first_sign_in_complete
from mfa.web.browser import challenge_keep, origin_of
from mfa.web.opener import opener_for
from mfa.web.pending import pending_of
from mfa.web.place_verify import MANAGE
from mfa.web.reader import is_by_code, reader_of, rescue_of
from mfa.web.set_up import (
    enrolment_is_fresh,
    enrolment_keep,
    next_step,
    second_way_stage,
    set_up_goes_on,
)
from mfa.web.stage import Here, Stage, stage_of


@dataclass(frozen=True, slots=True)
class Enroller:
    """Somebody who may add an authenticator now; `passcode` is the code that opened the session."""

    user: User
    origin: Origin
    door: "Door"
    passcode: Rescue | None = None
    ends_at: datetime | None = None
    is_first: bool = False
    stage: Stage | None = None  # of the set-up, while that goes on

    def url(self, page: str = "") -> str:
        """Return the address of one of the pages that add a device."""
        name = f"{self.door.name}_{page}" if page else self.door.name
        return reverse(f"mfa:{name}")


class Door(Protocol):
    """How somebody comes to add a device: signed in, or on the very first sign-in."""

    name: str  # its pages are called mfa:<name>, mfa:<name>_phone and so on

    def enroller(self, request: HttpRequest) -> Enroller | HttpResponse:
        """Return who may add a device, or where to go first."""

    def finish(
        self, request: HttpRequest, enroller: Enroller, challenge_id: UUID, at: datetime
    ) -> HttpResponse:
        """Go on after the device was bound."""


def enrolling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only somebody in who may add a device now."""

    @wraps(view)
    def run(request: HttpRequest, door: Door, **kwargs: Any) -> HttpResponse:
        found = door.enroller(request)
        return found if isinstance(found, HttpResponse) else view(request, found, **kwargs)

    return run


class AccountDoor:
    """Signed in. A second step was done lately, or the session is a passcode's young one.

    Confirming a first device is such a second step, so that another one can follow it at once.
    """

    name = "add"

    def enroller(self, request: HttpRequest) -> Enroller | HttpResponse:
        user, code = reader_of(request), rescue_of(request)
        if is_by_code(request):
            return self._by_code(request, user, code) if code else redirect("mfa:devices")
        is_fresh = MANAGE.is_fresh(request, user=user, within=POLICY.manage_life)
        if is_fresh or enrolment_is_fresh(request, user):
            stage = second_way_stage(request, user)
            return Enroller(user, origin_of(request), self, stage=stage)
        next_path = request.path if request.method == "GET" else reverse("mfa:add")
        return redirect(MANAGE.begin(request, user=user, next_path=next_path))

    def _by_code(self, request: HttpRequest, user: User, code: Rescue) -> Enroller | HttpResponse:
        try:
            ends_at = binding_ends(user=user, code=code)
        except AuthenticatorRefused as refused:
            if refused.facts["reason"] == SPENT:
                return redirect("mfa:added")
            messages.error(request, refused.message)
            return redirect("mfa:devices")
        return Enroller(user, origin_of(request), self, code, ends_at)

    def finish(
        self,
        request: HttpRequest,
        enroller: Enroller,
        challenge_id: UUID,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
    ) -> HttpResponse:
        challenge_keep(request, Purpose.ENROLMENT, None)
        if enroller.passcode is not None:
            return redirect("mfa:added")
        messages.success(request, _("Your new device is ready. We have mailed you about it."))
        if set_up_goes_on(request):
            return redirect(next_step(request, enroller.user))
        return redirect("mfa:devices")


class FirstDoor:
    """The password and a mailed code were right, and there never was an authenticator."""

    name = "set_up"

    def enroller(self, request: HttpRequest) -> Enroller | HttpResponse:
        pending = pending_of(request)
        if pending is None or not pending.is_first or pending.person.is_locked:
            return redirect("mfa:sign_in")
        if pending.proof is None:
            return redirect("mfa:first")
        stage = stage_of(Here.METHOD, is_staff=pending.user.is_staff)
        return Enroller(pending.user, origin_of(request), self, is_first=True, stage=stage)

    def finish(
        self, request: HttpRequest, enroller: Enroller, challenge_id: UUID, at: datetime
    ) -> HttpResponse:
        pending = pending_of(request)
        if pending is None or pending.proof is None:
            return redirect("mfa:sign_in")
        try:
            first_sign_in_complete(
                proof_id=pending.proof,
                enrolment_id=challenge_id,
                user=enroller.user,
                origin=enroller.origin,
                opener=opener_for(request),
                at=at,
            )
        except SignInRefused as refused:
            messages.error(request, refused.message)
            return redirect("mfa:sign_in")
        enrolment_keep(request, challenge_id)
        messages.success(request, _("That worked, and it was your practice. You are signed in."))
        done, next_path = SetUpStep.METHOD, pending.next_path
        return redirect(next_step(request, enroller.user, next_path=next_path, done=done))


ACCOUNT, FIRST = AccountDoor(), FirstDoor()
