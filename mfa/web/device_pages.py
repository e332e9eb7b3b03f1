"""The reader's own devices: list, rename, remove."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.refusal import Refused
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.devices.rescue import binding_ends
from mfa.devices.selectors import authenticators_of
from mfa.devices.services import authenticator_remove, authenticator_rename
from mfa.devices.stale import stale_among
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Kind, RecoveryCode
from mfa.recovery.selectors import recovery_set_of
from mfa.sign_in.selectors import person_signing_in
from mfa.web.forms import NameForm
from mfa.web.pending import pending_begin
from mfa.web.place_verify import MANAGE
from mfa.web.reader import is_by_code, opened_by_trust, reader_of, rescue_of


@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """List the reader's devices; what changes them asks for a second step first."""
    user, code = reader_of(request), rescue_of(request)
    mine = list(authenticators_of(user.pk).exclude(kind=Kind.RECOVERY))
    context: dict[str, Any] = {
        "devices": mine,
        "stale": stale_among(mine),
        "by_recovery": isinstance(code, RecoveryCode),
        "recovery": recovery_set_of(user.pk),
        "may_upgrade": opened_by_trust(request),
    }
    if code is not None:
        try:
            context["ends_at"] = binding_ends(user=user, code=code)
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
    """Tell somebody who came by a code how to go on with the new device."""
    if not is_by_code(request):
        return redirect("mfa:devices")
    by_recovery = isinstance(rescue_of(request), RecoveryCode)
    return render(request, "mfa/added.html", {"by_recovery": by_recovery})


@require_POST
def upgrade(request: HttpRequest) -> HttpResponse:
    """Leave this session for one that the prompt opens; the password was right for both.

    From a code's session with the new device to an ordinary one, where a used recovery code is
    replaced (63B-4 §4.2.1.2); from one of a trusted browser to a recovery code's, where the
    devices are gone.
    """
    user = reader_of(request)
    person = person_signing_in(user_id=user.pk)
    if person is None or not (is_by_code(request) or opened_by_trust(request)):
        return redirect("mfa:devices")
    by_recovery = isinstance(rescue_of(request), RecoveryCode)
    next_path = reverse("mfa:recovery") if by_recovery else ""
    pending_begin(request, person=person, next_path=next_path)
    return redirect("mfa:prompt")


def _own(request: HttpRequest, device_id: int) -> Authenticator:
    mine = authenticators_of(reader_of(request).pk).exclude(kind=Kind.RECOVERY)
    return get_object_or_404(mine, pk=device_id)


def _second_step_first(request: HttpRequest) -> HttpResponse | None:
    user = reader_of(request)
    if MANAGE.is_fresh(request, user=user, within=POLICY.manage_life):
        return None
    return redirect(MANAGE.begin(request, user=user, next_path=request.path))
