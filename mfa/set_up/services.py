"""The set-up of a first sign-in, step by step. What is done stays done when somebody breaks off."""

from datetime import datetime
from typing import Any

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from mfa.models import SetUp, SetUpStep
from mfa.set_up.lifecycle import set_up_move
from mfa.set_up.selectors import set_up_step_of


@audited
def set_up_begin(*, user: User, at: datetime) -> bool:
    """Begin, unless the person has begun before; say whether this was the beginning."""
    _, is_new = SetUp.objects.get_or_create(user=user)
    if is_new:
        _changed(user, at, step=str(SetUpStep.METHOD))
    return is_new


@audited
def set_up_intro_seen(*, user: User, at: datetime) -> None:
    """Remember that the introduction was read, or skipped."""
    unseen = SetUp.objects.filter(pk=user.pk, intro_seen_at__isnull=True)
    if unseen.update(intro_seen_at=ClockTimestamp()):
        _changed(user, at, intro="seen")


@audited
def set_up_advance(*, user: User, past: SetUpStep, at: datetime) -> SetUpStep:
    """Leave the step `past` if that is where the person stands; return where they stand then."""
    if past != SetUpStep.DONE and set_up_move(user_id=user.pk, past=past):
        _changed(user, at, step=str(set_up_step_of(user.pk)))
    return set_up_step_of(user.pk)


@audited
def set_up_postpone(*, user: User, at: datetime) -> None:
    """Note that the person put it off, which the installation allows for a while."""
    SetUp.objects.filter(pk=user.pk).update(postponed_at=ClockTimestamp())
    _changed(user, at, postponed=True)


@audited
def set_up_nudged(*, user: User, at: datetime) -> None:
    """Note that the person is asked about a second device, so that it is not done too often."""
    SetUp.objects.filter(pk=user.pk).update(nudged_at=ClockTimestamp())
    _changed(user, at, nudged=True)


def _changed(user: User, at: datetime, **facts: Any) -> None:
    record(Tag.USER_SET_UP_CHANGED, at=at, actor=user, subject=user, **facts)
