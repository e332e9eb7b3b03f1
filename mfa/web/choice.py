"""Which way to prove it the prompt shows."""

from dataclasses import dataclass

from django.http import HttpRequest

from mfa.devices.selectors import usable_authenticators_of
from mfa.models import Authenticator, Kind, Method
from mfa.web.asking import Asking
from mfa.web.browser import choice_of

METHOD_OF_KIND = {Kind.PHONE: Method.PHONE_CALL, Kind.TOTP: Method.TOTP}
PASSCODE = "passcode"


@dataclass(frozen=True, slots=True)
class Choice:
    """A method, with its device where it has one, among all the person's usable devices."""

    method: Method | None
    device: Authenticator | None
    devices: list[Authenticator]


def choice_now(request: HttpRequest, asking: Asking) -> Choice:
    """Return what was picked, else the device used last; a passcode only when it was picked."""
    devices = list(usable_authenticators_of(asking.user.pk))
    picked = choice_of(request, asking.purpose)
    if picked == PASSCODE and asking.place.takes_passcode:
        return Choice(Method.PASSCODE, None, devices)
    device = next((one for one in devices if str(one.pk) == picked), None)
    device = device or (devices[0] if devices else None)
    if device is not None:
        return Choice(METHOD_OF_KIND[Kind(device.kind)], device, devices)
    return Choice(Method.PASSCODE if asking.place.takes_passcode else None, None, devices)
