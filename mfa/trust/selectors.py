"""Reading trusted browsers."""

from django.db.models import QuerySet

from accounts.models import User
from audit.clock import ClockTimestamp
from mfa.challenges.origin import Origin
from mfa.domain.browser_family import family_of
from mfa.models import TrustedBrowser
from mfa.trust.token import token_hash


def browsers_live(user_id: int) -> QuerySet[TrustedBrowser]:
    """Return the browsers that a person trusts now, the newest first."""
    return TrustedBrowser.objects.filter(
        user=user_id, ended_at__isnull=True, expires_at__gt=ClockTimestamp()
    ).order_by("-created_at", "-pk")


def browser_of(*, user: User, token: str) -> TrustedBrowser | None:
    """Return the living trust that a cookie's token stands for, whatever browser it came from."""
    if not token:
        return None
    rows = browsers_live(user.pk).select_related("device")
    return rows.filter(token_hash=token_hash(token, user)).first()


def browser_forgotten(*, user: User, token: str, origin: Origin) -> TrustedBrowser | None:
    """Return a trust that a browser like this one, at this address, should have kept and has not.

    So the page can say that cookies do not last here, and why.
    """
    alike = browsers_live(user.pk).filter(family=family_of(origin.user_agent), ip=origin.ip)
    return None if browser_of(user=user, token=token) else alike.first()
