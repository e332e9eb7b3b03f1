"""Using a new security key or passkey once, while another way in is still at hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mfa.devices.selectors import usable_authenticators_of
from mfa.models import Authenticator, Kind, Method, Purpose
from mfa.web.browser import challenge_keep, choice_keep
from mfa.web.choice import Way
from mfa.web.place_verify import MANAGE
from mfa.web.reader import reader_of


@require_POST
def practise(request: HttpRequest, device_id: int) -> HttpResponse:
    """Ask for a second step with this key: the same one that any change asks for."""
    key = _own(request, device_id)
    choice_keep(request, Purpose.MANAGE, Way(Method.WEBAUTHN, key).key)
    challenge_keep(request, Purpose.MANAGE, None)
    next_path = reverse("mfa:practised", args=[key.pk])
    return redirect(MANAGE.begin(request, user=reader_of(request), next_path=next_path))


@require_GET
def practised(request: HttpRequest, device_id: int) -> HttpResponse:
    """Say that it worked, if it did."""
    if _own(request, device_id).last_method == Method.WEBAUTHN:
        messages.success(request, _("Your key works. Next time you sign in with it like that."))
    return redirect("mfa:devices")


def _own(request: HttpRequest, device_id: int) -> Authenticator:
    keys = usable_authenticators_of(reader_of(request).pk).filter(kind=Kind.WEBAUTHN)
    return get_object_or_404(keys, pk=device_id)
