"""Signing in with a trusted browser in place of the second step (a documented deviation)."""

from datetime import datetime

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from mfa.challenges.origin import Origin
from mfa.domain.browser_family import family_of
from mfa.locks import Guard
from mfa.models import AuthenticatorState, Service, TrustedBrowser, TrustEnd
from mfa.sign_in.lengths import session_lengths
from mfa.sign_in.services import Opener
from mfa.trust.lifecycle import browsers_stop
from mfa.trust.selectors import browser_of, browsers_live
from mfa.trust.services import browsers_end, trust_obstacle

OPENED_BY = "TRUSTED_BROWSER"


@audited
def trusted_sign_in(
    *, user: User, token: str, origin: Origin, service: Service, opener: Opener, at: datetime
) -> bool:
    """Open the session of somebody whose password was right, if this browser is trusted.

    False when it is not: the prompt comes next. A token that turns up in another browser is stolen
    or as good as that: it dies (case F4). The device that vouched stands behind the session, which
    therefore ends with it.
    """
    guard = Guard(user.pk)
    browser = browser_of(user=user, token=token)
    if browser is None:
        return False
    reason = trust_obstacle(user, guard) or _mismatch(browser, origin)
    if reason:
        _refuse(browser, user, reason, origin, at)
        return False
    browsers_live(user.pk).filter(pk=browser.pk).update(last_used_at=ClockTimestamp())
    lengths = session_lengths(user=user, device=browser.device, now=guard.now)
    opener(user=user, device=browser.device, opened_by=OPENED_BY, lengths=lengths)
    facts = {"device": browser.device.persistent_id, "service": service.slug, **origin.facts()}
    record(Tag.USER_BROWSER_USED, at=at, actor=user, subject=user, browser=browser.pk, ip=origin.ip)
    record(Tag.USER_SIGN_IN_APPROVED, at=at, actor=user, subject=user, method=OPENED_BY, **facts)
    return True


def _mismatch(browser: TrustedBrowser, origin: Origin) -> str:
    if browser.family != family_of(origin.user_agent):
        return "family"
    return "" if browser.device.state == AuthenticatorState.ACTIVE else "device_gone"


def _refuse(browser: TrustedBrowser, user: User, reason: str, origin: Origin, at: datetime) -> None:
    """Write that it was tried; what will never be right again ends."""
    if reason == "family":
        browsers_stop(browsers_live(user.pk).filter(pk=browser.pk), TrustEnd.FAMILY)
    elif reason == "staff":
        browsers_end(user_id=user.pk, reason=TrustEnd.STAFF, at=at)
    record(
        Tag.USER_BROWSER_REFUSED,
        at=at,
        actor=user,
        subject=user,
        browser=browser.pk,
        reason=reason,
        **origin.facts(),
    )
