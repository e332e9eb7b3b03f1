"""The one door through which a link changes: LIVE goes to USED or WITHDRAWN, once."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import DateTimeField, ExpressionWrapper

from accounts.links.token import link_token, token_hash
from accounts.models import ContactAddress, LinkToken, User
from audit.clock import ClockTimestamp


def link_create(
    *, user: User, purpose: str, address: ContactAddress, life: timedelta, at: datetime
) -> LinkToken:
    """Insert a live link whose end is set by the database's clock."""
    link_id = uuid4()
    ends = ExpressionWrapper(ClockTimestamp() + life, output_field=DateTimeField())
    link = LinkToken(
        id=link_id,
        token_hash=token_hash(link_token(link_id)),
        user=user,
        purpose=purpose,
        address=address,
        created_at=at,
        expires_at=ends,
    )
    link.save(force_insert=True)
    link.refresh_from_db(fields=["expires_at"])
    return link


def link_spend(*, link_id: UUID, at: datetime) -> bool:
    """Use a live link up; False when somebody was faster, or it ended.

    Only columns of the row itself are asked: a condition on a joined table becomes a subquery,
    which PostgreSQL does not look at again after it has waited for the row.
    """
    unused = LinkToken.objects.filter(pk=link_id, used_at=None, withdrawn_at=None)
    return unused.filter(expires_at__gt=ClockTimestamp()).update(used_at=at) == 1


def links_withdraw(*, user: User, at: datetime, purpose: str | None = None) -> int:
    """End the links of a person that nobody used, also those that ran out."""
    unused = LinkToken.objects.filter(user=user, used_at=None, withdrawn_at=None)
    if purpose:
        unused = unused.filter(purpose=purpose)
    return unused.update(withdrawn_at=at)
