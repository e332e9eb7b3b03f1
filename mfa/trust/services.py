"""Trusting a browser, and trusting it no more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag
from mfa.domain.browser_family import family_of
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.models import TrustedBrowser, TrustEnd
from mfa.notices import Notice, notice_post
from mfa.trust.lifecycle import browsers_stop
from mfa.trust.selectors import browser_of, browsers_live
from mfa.trust.token import token_hash, token_new
from mfa.trust.vouching import Step, vouching_device

MOST_PER_PERSON = 10


class TrustRefused(Refused):
    """This browser cannot be trusted now."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A browser that is trusted from now on. `token` goes into its cookie and nowhere else."""

    browser: TrustedBrowser
    token: str


@audited
def browser_trust(*, user: User, step: Step, old_token: str, at: datetime) -> Trusted:
    """Trust the browser in which a second step was just made, under a token that is always new.

    Raises TrustRefused: staff, no fresh second step by a device, frozen, password to be changed.
    """
    guard = Guard(user.pk)
    device = vouching_device(user=user, step=step)
    reason = trust_obstacle(user, guard) or ("" if device else "no_second_step")
    if reason or device is None:
        raise _refusal(user, step, reason)
    _make_room(user, old_token)
    token = token_new()
    browser = TrustedBrowser.objects.create(
        user=user,
        device=device,
        token_hash=token_hash(token, user),
        family=family_of(step.origin.user_agent),
        user_agent=step.origin.user_agent,
        ip=step.origin.ip,
        created_at=at,
        expires_at=ClockTimestamp() + POLICY.trusted_browser,
    )
    notice_post(Notice.BROWSER_TRUSTED, user=user, ref=uuid4(), at=at)
    facts = {"browser": browser.pk, "family": browser.family, "device": device.persistent_id}
    record(
        Tag.USER_BROWSER_TRUSTED,
        at=at,
        actor=user,
        subject=user,
        **facts,
        **step.origin.facts(),
    )
    return Trusted(browser=browser, token=token)


def browsers_end(
    *, user_id: int, reason: TrustEnd, at: datetime, device_id: int | None = None
) -> int:
    """End, in the caller's transaction, every trusted browser of a person; return how many.

    With `device_id` only those for which this device vouched.
    """
    Guard(user_id)
    rows = browsers_live(user_id)
    if device_id is not None:
        rows = rows.filter(device=device_id)
    ended = browsers_stop(rows, reason)
    if ended:
        record(
            Tag.USER_BROWSER_ENDED,
            at=at,
            actor=user_id if reason == TrustEnd.BY_OWNER else None,
            subject=user_id,
            ended=ended,
            reason=reason,
            device=device_id,
        )
    return ended


@audited
def browsers_end_all(*, user: User, at: datetime) -> int:
    """End all of one's own trusted browsers."""
    return browsers_end(user_id=user.pk, reason=TrustEnd.BY_OWNER, at=at)


@audited
def browser_end(
    *, user: User, browser_id: int, at: datetime, reason: TrustEnd = TrustEnd.BY_OWNER
) -> bool:
    """End one of one's own trusted browsers; False when there is none of this id."""
    Guard(user.pk)
    if not browsers_stop(browsers_live(user.pk).filter(pk=browser_id), reason):
        return False
    record(
        Tag.USER_BROWSER_ENDED,
        at=at,
        actor=user,
        subject=user,
        ended=1,
        reason=reason,
        browser=browser_id,
    )
    return True


def trust_obstacle(user: User, guard: Guard) -> str:
    """Say why nobody's browser may stand in for this person's second step now; "" when it may."""
    if user.is_staff:
        return "staff"
    if user.password_change_required_at is not None:
        return "password_change_required"
    if guard.state.frozen_at is not None:
        return "frozen"
    return "factor_locked" if guard.is_locked else ""


def _make_room(user: User, old_token: str) -> None:
    """Let the new token take the place of the one this browser had, or of the oldest ones."""
    old = browser_of(user=user, token=old_token)
    living = browsers_live(user.pk)
    others = living.exclude(pk=old.pk) if old else living
    kept = list(others.values_list("pk", flat=True)[: MOST_PER_PERSON - 1])
    browsers_stop(living.exclude(pk__in=kept), TrustEnd.REPLACED)


def _refusal(user: User, step: Step, reason: str) -> TrustRefused:
    text = _("This browser cannot be trusted now. You will confirm your next sign-in as before.")
    return TrustRefused(
        text,
        tag=Tag.USER_BROWSER_REFUSED,
        actor=user,
        subject=user,
        reason=reason,
        **step.origin.facts(),
    )
