"""How long a passcode of each kind lives."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpdesk.models import Loss
from mfa.domain.policy import POLICY
from mfa.models import PasscodeKind


def kind_of(loss: str) -> PasscodeKind:
    """Return the kind of passcode that helps after this loss."""
    return PasscodeKind.FORGOTTEN if loss == Loss.FORGOTTEN else PasscodeKind.LOST


def life_of(kind: PasscodeKind, *, time_zone: str, now: datetime) -> timedelta:
    """Return the life: an hour, or to the end of the person's own day when it was forgotten.

    Never longer than the policy's limit, never too short to be typed.
    """
    if kind == PasscodeKind.LOST:
        return POLICY.passcode_life
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    left = datetime.combine(tomorrow, time.min, zone) - now
    return max(POLICY.passcode_session_least, min(left, POLICY.forgotten_life))
