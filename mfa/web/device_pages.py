"""The reader's own devices: list, rename, remove."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.refusal import Refused
from mfa.devices.adding import passcode_binding_ends
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.devices.selectors import authenticators_of
from mfa.devices.services import authenticator_remove, authenticator_rename
from mfa.domain.policy import POLICY
from mfa.models import Authenticator
from mfa.sign_in.selectors import person_signing_in
from mfa.web.forms import NameForm
from mfa.web.pending import pending_begin
from mfa.web.place_verify import MANAGE
from mfa.web.reader import passcode_of, reader_of


@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """List the reader's devices; what changes them asks for a second step first."""
    user, passcode = reader_of(request), passcode_of(request)
    mine = list(authenticators_of(user.pk))
    context: dict[str, Any] = {"devices": mine, "passcode": passcode}
    if passcode is not None:
        try:
            context["ends_at"] = passcode_binding_ends(user=user, passcode=passcode)
        except AuthenticatorRefused as refused:
            context["closed"] = refused.message
    return render(request, "mfa/devices.html", context)


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, device_id: int) -> HttpResponse:
    """Give a device another name."""
    device = _own(request, device_id)
    first = _second_step_first(request)
    if first is not None:
        return first
    form = NameForm(request.POST or None, initial={"name": device.name})
    if request.method == "POST" and form.is_valid():
        try:
            authenticator_rename(
                user=reader_of(request),
                authenticator_id=device_id,
                name=form.cleaned_data["name"],
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("name", refused.message)
        else:
            messages.success(request, _("The device has its new name."))
            return redirect("mfa:devices")
    return render(request, "mfa/rename.html", {"device": device, "form": form})


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, device_id: int) -> HttpResponse:
    """Ask once more, then remove a device."""
    device = _own(request, device_id)
    first = _second_step_first(request)
    if first is not None:
        return first
    if request.method == "POST":
        try:
            authenticator_remove(
                user=reader_of(request), authenticator_id=device_id, at=timezone.now()
            )
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("The device is removed. We have mailed you about it."))
        return redirect("mfa:devices")
    return render(request, "mfa/remove.html", {"device": device})


@require_http_methods(["GET"])
def added(request: HttpRequest) -> HttpResponse:
    """Tell somebody who came by a passcode how to go on with the new device."""
    if passcode_of(request) is None:
        return redirect("mfa:devices")
    return render(request, "mfa/added.html")


@require_POST
def upgrade(request: HttpRequest) -> HttpResponse:
    """Leave a passcode's session: confirm with the new device and get an ordinary one."""
    user = reader_of(request)
    person = person_signing_in(user_id=user.pk)
    if person is None or passcode_of(request) is None:
        return redirect("mfa:devices")
    pending_begin(request, person=person, next_path="")
    return redirect("mfa:prompt")


def _own(request: HttpRequest, device_id: int) -> Authenticator:
    return get_object_or_404(authenticators_of(reader_of(request).pk), pk=device_id)


def _second_step_first(request: HttpRequest) -> HttpResponse | None:
    user = reader_of(request)
    if passcode_of(request) is not None:
        text = _("A temporary passcode can only add a device, not change one.")
        messages.error(request, text)
        return redirect("mfa:devices")
    if MANAGE.is_fresh(request, user=user, within=POLICY.manage_life):
        return None
    return redirect(MANAGE.begin(request, user=user, next_path=request.path))
