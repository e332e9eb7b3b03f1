"""The locks on a caller's card: each with its cause, time, end and who lifts it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.user import Status
from helpdesk.models import DeskLock
from mfa.models import FactorState


@dataclass(frozen=True, slots=True)
class LockLine:
    """A lock in words. `until` is None for one that does not end by itself."""

    name: str
    cause: str
    since: datetime | None
    until: datetime | None
    lifter: str
    stops: str = ""  # "desk": nothing can be done here; "passcode", "frozen": no passcode issued


def locks_of(*, person: User, now: datetime) -> list[LockLine]:
    """Return what is locked about this person at `now` (the database's clock)."""
    lines = [_account(person)] if person.status != Status.ACTIVE else []
    state: FactorState | None = getattr(person, "factor_state", None)
    if state is not None and state.frozen_at:
        lines.append(_frozen(state.frozen_at))
    if state is not None and state.locked_until and state.locked_until > now:
        cause = _("%(count)d wrong codes in a row") % {"count": state.failures}
        lines.append(
            LockLine(
                _("Second step locked"),
                cause,
                None,
                state.locked_until,
                _("ends by itself"),
                stops="passcode",
            )
        )
    if state is not None and state.prompts_blocked_at:
        lines.append(
            LockLine(
                _("Calls switched off"),
                _("a call was reported as not asked for"),
                state.prompts_blocked_at,
                None,
                _("ends when another authenticator is used"),
            )
        )
    desk = DeskLock.objects.filter(person=person, lifted_at__isnull=True).first()
    if desk is not None:
        lines.append(
            LockLine(
                _("Help desk acts locked"),
                _("failed verifications"),
                desk.locked_at,
                None,
                _("a supervisor lifts it in person"),
                stops="desk",
            )
        )
    return lines


def _frozen(since: datetime) -> LockLine:
    return LockLine(
        _("Account frozen"),
        _("its owner said that a change was not theirs"),
        since,
        None,
        _("ends when they confirm with a device they had before"),
        stops="frozen",
    )


def _account(person: User) -> LockLine:
    is_off = person.status == Status.DISABLED
    name = _("Account disabled") if is_off else _("Account locked")
    cause, lifter = _("set by an administrator"), _("an administrator lifts it")
    return LockLine(name, cause, None, None, lifter, stops="desk")
