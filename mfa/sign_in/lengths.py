"""How long a session lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Kind, Passcode


@dataclass(frozen=True, slots=True)
class Lengths:
    """From its opening to its latest end, and how long it may rest."""

    absolute: timedelta
    idle: timedelta


def session_lengths(*, user: User, device: Authenticator | Passcode, now: datetime) -> Lengths:
    """Return how long a session opened with `device` lasts; `now` is the database's clock.

    That of a passcode ends when the code would have, but leaves time to enrol a device. That of a
    recovery code, which has no end, is as short as the longest of those.
    """
    if user.is_staff:
        lengths = Lengths(POLICY.staff_absolute, POLICY.staff_idle)
    else:
        lengths = Lengths(POLICY.user_absolute, POLICY.user_idle)
    if isinstance(device, Authenticator) and device.kind != Kind.RECOVERY:
        return lengths
    if isinstance(device, Authenticator):
        left = POLICY.recovery_session
    else:
        left = max(device.expires_at - now, POLICY.passcode_session_least)
    absolute = min(left, lengths.absolute)
    return Lengths(absolute, min(lengths.idle, absolute))
