"""Finding links."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.links.token import link_token, token_hash
from accounts.models import LinkToken
from accounts.models.user import Status
from audit.clock import ClockTimestamp


def links_live() -> QuerySet[LinkToken]:
    """Return the links that can still be used, by the database's clock."""
    return LinkToken.objects.filter(
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=ClockTimestamp(),
        address__removed_at=None,
        user__status=Status.ACTIVE,
    )


def link_by_token(*, token: str) -> LinkToken | None:
    """Return the live link of a token that came in."""
    return links_live().filter(token_hash=token_hash(token)).select_related("user").first()


def link_by_id(*, link_id: UUID) -> LinkToken | None:
    """Return a live link."""
    return links_live().filter(pk=link_id).select_related("user", "address").first()


def link_url(*, link_id: UUID) -> str | None:
    """Return the full address to be mailed, or None when the link is no longer wanted."""
    if link_by_id(link_id=link_id) is None:
        return None
    return settings.ORIGIN + reverse("accounts:link_open", args=[link_token(link_id)])
