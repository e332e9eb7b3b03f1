"""Which way to prove it the prompt shows, and which others there are."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from mfa.challenges.rules import METHODS_FOR
from mfa.challenges.selectors import challenge_of
from mfa.devices.selectors import usable_authenticators_of
from mfa.models import Authenticator, ChallengeState, Kind, Method, Purpose
from mfa.reports.selectors import thawing_authenticators_of
from mfa.web.asking import Asking
from mfa.web.browser import challenge_id_of, choice_of
from mfa.web.possible import closed_now

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
    closed: list[str]  # why something that is enrolled is not among them

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
    thaws = asking.purpose == Purpose.THAW
    usable = thawing_authenticators_of if thaws else usable_authenticators_of
    devices = list(usable(asking.user.pk))
    closed = closed_now(asking.user.pk, {Kind(device.kind) for device in devices})
    if closed:  # the last call there was may still be ringing: its page stays
        under_way = _method_under_way(request, asking)
        closed = {method: text for method, text in closed.items() if method != under_way}
    ways = list(ways_of(asking, devices, closed))
    picked = choice_of(request, asking.purpose)
    way = next((one for one in ways if one.key == picked), None)
    said = list(dict.fromkeys(closed.values()))
    return Choice(way or (ways[0] if ways else None), ways, said)


def ways_of(asking: Asking, devices: list[Authenticator], closed: Collection[str]) -> Iterator[Way]:
    """Yield the ways that are enrolled, permitted and possible now, the one used last first."""
    permitted = METHODS_FOR[asking.purpose] - set(closed)
    # Recovery codes are for the day when nothing else is left: they never come first.
    for device in sorted(devices, key=lambda one: one.kind == Kind.RECOVERY):
        methods = METHODS_OF_KIND[Kind(device.kind)]
        for method in sorted(methods, key=lambda one: one != device.last_method):
            if method in permitted:
                yield Way(method, device)
    if asking.place.takes_passcode:
        yield Way(Method.PASSCODE)


def _method_under_way(request: HttpRequest, asking: Asking) -> str:
    """Return the method of what this browser waits for, or has just been granted."""
    challenge_id = challenge_id_of(request, asking.purpose)
    if challenge_id is None:
        return ""
    found = challenge_of(challenge_id=challenge_id, browser=asking.origin.browser)
    lives = found is not None and found.state in {ChallengeState.PENDING, ChallengeState.APPROVED}
    return found.method if found is not None and lives else ""
