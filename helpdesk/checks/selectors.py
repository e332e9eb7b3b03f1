"""Which checks of this caller are possible, what each is worth now, and which comes next."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.models import ContactAddress
from helpdesk.checks.target import (
    Target,
    can_check,
    target_of_address,
    target_of_authenticator,
)
from helpdesk.models import Case
from mfa.devices.selectors import authenticators_of
from mfa.devices.stale import is_stale, stale_among
from mfa.domain.policy import POLICY
from mfa.evidence.points import CALL_BACK, call_back_points, points_of
from mfa.models import Authenticator, AuthenticatorState, Method

SHOWN_MOST = 12


@dataclass(frozen=True, slots=True)
class Possible:
    """A check the desk could make: `points` now, and why not more (`note`)."""

    target: Target
    points: int
    note: str = ""
    is_used: bool = False  # its channel has counted, or is about to

    @property
    def key(self) -> str:
        return self.target.key

    @property
    def method(self) -> Method:
        return self.target.method

    @property
    def channel(self) -> str:
        """What two checks on one channel have in common: they count once."""
        if self.method == Method.MAIL_CODE:
            return "mail"
        return self.target.number_index.hex() or self.key


def devices_of_case(case: Case) -> list[Authenticator]:
    """Return the person's authenticators; `is_missing` says which the caller does not have."""
    missing = Case.lost.through.objects.filter(case=case.pk, authenticator=OuterRef("pk"))
    return list(authenticators_of(case.person_id).annotate(is_missing=Exists(missing)))


def checks_possible(
    *, case: Case, now: datetime, devices: list[Authenticator] | None = None
) -> list[Possible]:
    """Return them strongest first; each telephone once. `now` is the database's clock.

    `devices` saves a query: what `devices_of_case` returned.
    """
    if devices is None:
        devices = devices_of_case(case)
    targets: dict[str, Target] = {}
    for target in _targets(case, devices):
        targets.setdefault(target.number_index.hex() or target.key, target)
    shown = list(targets.values())[:SHOWN_MOST]
    gone = [device for device in devices if getattr(device, "is_missing", False)]
    lost = {device.pk: bytes(device.number_index or b"") for device in gone}
    call_back = call_back_points(case.person_id, [one.number_index for one in shown])
    found = [_weigh(case, target, lost, call_back, now) for target in shown]
    return sorted(found, key=lambda one: -one.points)


def check_next(possible: list[Possible]) -> str:
    """Return the key of the strongest check on a channel that is not used yet, or ""."""
    return next((one.key for one in possible if one.points and not one.is_used), "")


def checks_marked(possible: list[Possible], used: frozenset[str]) -> list[Possible]:
    """Return them with the ones marked whose channel is among `used`: it counts once."""
    return [replace(one, is_used=one.channel in used) for one in possible]


def _targets(case: Case, devices: list[Authenticator]) -> list[Target]:
    addresses = ContactAddress.objects.filter(
        user=case.person_id, removed_at__isnull=True
    ).order_by(F("verified_at").asc(nulls_last=True), "pk")
    # A telephone that is enrolled and on file counts as what is on file, once it is stale (F6).
    stale = stale_among(devices)
    used = [device for device in devices if device.pk not in stale]
    unused = [device for device in devices if device.pk in stale]
    return [
        *(target_of_authenticator(device) for device in used if can_check(device)),
        *(target_of_address(address) for address in addresses),
        *(target_of_authenticator(device) for device in unused if can_check(device)),
    ]


def _weigh(
    case: Case,
    target: Target,
    lost: dict[int, bytes],
    call_back: dict[bytes, int],
    now: datetime,
) -> Possible:
    if _is_missing(target, lost):
        return Possible(target, 0, _("this is what is missing"))
    points = points_of(target.challenge(case), now=now, call_back=call_back)
    if points:
        is_shared = target.method == Method.PHONE_CALL and points < CALL_BACK
        return Possible(target, points, _("several people share this line") if is_shared else "")
    return Possible(target, 0, _why_nothing(target, now))


def _is_missing(target: Target, lost: dict[int, bytes]) -> bool:
    """Tell the missing device itself, and its telephone under another heading."""
    if target.authenticator is not None and target.authenticator.pk in lost:
        return True
    return bool(target.number_index) and target.number_index in lost.values()


def _why_nothing(target: Target, now: datetime) -> str:
    device, address = target.authenticator, target.address
    if device is not None and device.state == AuthenticatorState.SUSPENDED:
        return _("this was reported lost")
    if device is not None and is_stale(device, now):
        return _("not used for 90 days")
    since = device.activated_at if device else address.added_at if address else None
    if since is not None and since > now - POLICY.new_authenticator:
        return _("added less than 72 hours ago")
    if (
        address is not None
        and address.changed_at
        and (address.changed_at > now - POLICY.changed_address)
    ):
        return _("changed less than 30 days ago")
    return _("this counts for nothing")
