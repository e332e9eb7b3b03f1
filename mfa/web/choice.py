"""Which way to prove it the prompt shows, and which others there are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from mfa.app.limits import push_is_off
from mfa.challenges.rules import METHODS_FOR
from mfa.devices.selectors import usable_authenticators_of
from mfa.models import Authenticator, Kind, Method, Purpose
from mfa.reports.selectors import thawing_authenticators_of
from mfa.web.asking import Asking
from mfa.web.browser import choice_of

# What a device can do, the likelier first.
METHODS_OF_KIND = {
    Kind.PHONE: (Method.PHONE_CALL,),
    Kind.TOTP: (Method.TOTP,),
    Kind.APP: (Method.APP_PUSH, Method.TOTP),
    Kind.WEBAUTHN: (Method.WEBAUTHN,),
    Kind.RECOVERY: (Method.RECOVERY,),
}
PASSCODE = "passcode"


@dataclass(frozen=True, slots=True)
class Way:
    """A method and the device it needs; a temporary passcode needs none."""

    method: Method
    device: Authenticator | None = None

    @property
    def key(self) -> str:
        """What a form sends back to name this way."""
        return f"{self.device.pk}-{self.method.lower()}" if self.device else PASSCODE


@dataclass(frozen=True, slots=True)
class Choice:
    """The way shown now (None when there is none) among all that are open to the person."""

    way: Way | None
    ways: list[Way]

    @property
    def method(self) -> Method | None:
        return self.way.method if self.way else None

    @property
    def device(self) -> Authenticator | None:
        return self.way.device if self.way else None

    @property
    def has_devices(self) -> bool:
        """Whether anything but a passcode is left."""
        return any(way.device for way in self.ways)


def choice_now(request: HttpRequest, asking: Asking) -> Choice:
    """Return what was picked, else the way used last; a passcode only when it was picked."""
    ways = list(ways_of(asking))
    picked = choice_of(request, asking.purpose)
    way = next((one for one in ways if one.key == picked), None)
    return Choice(way or (ways[0] if ways else None), ways)


def ways_of(asking: Asking) -> Iterator[Way]:
    """Yield the ways that are enrolled and permitted, the one used last first."""
    permitted = METHODS_FOR[asking.purpose]
    thaws = asking.purpose == Purpose.THAW
    usable = thawing_authenticators_of if thaws else usable_authenticators_of
    devices = list(usable(asking.user.pk))
    if any(device.kind == Kind.APP for device in devices) and push_is_off(asking.user.pk):
        permitted -= {Method.APP_PUSH}
    # Recovery codes are for the day when nothing else is left: they never come first.
    for device in sorted(devices, key=lambda one: one.kind == Kind.RECOVERY):
        methods = METHODS_OF_KIND[Kind(device.kind)]
        for method in sorted(methods, key=lambda one: one != device.last_method):
            if method in permitted:
                yield Way(method, device)
    if asking.place.takes_passcode:
        yield Way(Method.PASSCODE)
