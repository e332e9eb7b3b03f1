"""Freezing an account from a mailed notice, and lifting that with an older device."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import password_change_require
from accounts.sessions import sessions_end
from accounts.throttle import throttle_hit
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag
from mfa.challenges.lifecycle import challenge_use
from mfa.challenges.origin import Origin
from mfa.devices.selectors import usable_authenticators_of
from mfa.devices.services import authenticator_suspend
from mfa.domain.policy import POLICY
from mfa.interfaces import Reported
from mfa.locks import Guard
from mfa.models import Challenge, NoticeLink, Purpose
from mfa.notices import LED_TO, Notice, notice_post
from mfa.reports.lifecycle import freeze_lift, freeze_set, link_spend
from mfa.reports.selectors import link_of, thawing_authenticators_of
from mfa.reports.services import not_me

REFUSALS_AN_HOUR = 10  # of one link on record: who has a used one shall not fill the trail


class ThawRefused(Refused):
    """This confirmation does not lift the freeze."""


@audited
def account_freeze(*, token: str, origin: Origin, at: datetime) -> bool:
    """Freeze the account that a notice was about; False when its link is used, old or unknown.

    Nobody signs in until it is thawed; every session ends. What was bound since the change that is
    not theirs, or shortly before, is set aside. Anybody with the mail may do it, once: it takes
    nothing but access.
    """
    link = link_of(token)
    if link is None:
        return False
    guard = Guard(link.user_id)
    if not link_spend(link):
        _refused_record(link, origin, at)
        return False
    freeze_set(user_id=link.user_id, since=link.happened_at)
    suspended = _newer_suspend(link)
    ended = sessions_end(user=link.user_id)
    not_me(user=link.user, reported=_reported(link), guard=guard, at=at)
    record(
        Tag.USER_ACCOUNT_FROZEN,
        at=at,
        actor=link.user,
        subject=link.user,
        notice=link.notice,
        since=link.happened_at,
        sessions=ended,
        authenticators=suspended,
        **origin.facts(),
    )
    return True


@audited
def account_thaw(*, user: User, challenge_id: UUID, origin: Origin, at: datetime) -> None:
    """Lift the freeze by an approved THAW challenge of an older device; a new password comes next.

    Raises ThawRefused: not approved in this browser, or a device that does not count.
    """
    Guard(user.pk)
    older = thawing_authenticators_of(user.pk)
    challenge = Challenge.objects.filter(pk=challenge_id, authenticator__in=older).first()
    used = challenge is not None and challenge_use(
        challenge_id=challenge_id, user_id=user.pk, purpose=Purpose.THAW, browser=origin.browser
    )
    if challenge is None or not used or not freeze_lift(user_id=user.pk):
        raise ThawRefused(
            _("That did not lift the freeze. Please start again."),
            tag=Tag.USER_FRAUD_REFUSED,
            actor=user,
            subject=user,
            challenge=challenge_id,
            **origin.facts(),
        )
    password_change_require(user=user)
    notice_post(Notice.ACCOUNT_THAWED, user=user, ref=challenge_id, at=at, origin=origin)
    record(
        Tag.USER_ACCOUNT_THAWED,
        at=at,
        actor=user,
        subject=user,
        challenge=challenge_id,
        authenticator=challenge.authenticator_id,
        **origin.facts(),
    )


@audited
def account_thaw_in_person(*, user: User, at: datetime) -> bool:
    """Lift the freeze of somebody whom the operator has seen; False when there is none.

    What was set aside stays out, and a new password comes next: the help desk reads out a passcode.
    """
    Guard(user.pk)
    if not freeze_lift(user_id=user.pk):
        return False
    password_change_require(user=user)
    notice_post(Notice.ACCOUNT_THAWED, user=user, ref=uuid4(), at=at)
    record(Tag.SYSTEM_ACCOUNT_THAWED, at=at, actor=None, subject=user)
    return True


def _newer_suspend(link: NoticeLink) -> list[int]:
    """Set aside what could not lift this freeze: it would be there again as soon as that is over.

    Whoever made the change may have bound something a little before it, and knows the password.
    """
    since = link.happened_at - POLICY.new_authenticator
    newer = usable_authenticators_of(link.user_id).filter(activated_at__gte=since)
    devices = list(newer)
    for device in devices:
        authenticator_suspend(device=device)
    return [device.pk for device in devices]


def _reported(link: NoticeLink) -> Reported:
    return Reported(
        source="NOTICE",
        ip=link.ip,
        user_agent=link.user_agent,
        happened_at=link.happened_at,
        led_to=LED_TO.get(Notice(link.notice), ""),
    )


def _refused_record(link: NoticeLink, origin: Origin, at: datetime) -> None:
    bucket = f"mfa notice link refused {link.pk}"
    if not throttle_hit(bucket=bucket, limit=REFUSALS_AN_HOUR, window=timedelta(hours=1)):
        return
    record(
        Tag.USER_FRAUD_REFUSED,
        at=at,
        actor=None,
        subject=link.user_id,
        reason="used" if link.used_at else "expired",
        notice=link.notice,
        **origin.facts(),
    )
