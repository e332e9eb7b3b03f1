"""Notices that can be answered, and what lifts a freeze."""

from django.db.models import Q, QuerySet

from audit.clock import ClockTimestamp
from mfa.devices.selectors import usable_authenticators_of
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, FactorState, NoticeLink
from mfa.reports.token import link_id_of


def link_of(token: str) -> NoticeLink | None:
    """Return the link of a genuine token, used or not."""
    link_id = link_id_of(token)
    return NoticeLink.objects.select_related("user").filter(pk=link_id).first() if link_id else None


def link_live(token: str) -> NoticeLink | None:
    """Return the link of a token that can still be used."""
    link_id = link_id_of(token)
    live = NoticeLink.objects.filter(used_at__isnull=True, expires_at__gt=ClockTimestamp())
    return live.filter(pk=link_id).first() if link_id else None


def thawing_authenticators_of(user_id: int) -> QuerySet[Authenticator]:
    """Return what may lift the person's freeze.

    Bound before the change that is not theirs, and as in a check of a caller by 72 hours: whoever
    changed one thing may have begun with another one a little earlier.
    """
    state = FactorState.objects.filter(pk=user_id).first()
    if state is None or state.frozen_since is None:
        return usable_authenticators_of(user_id).none()
    before = Q(activated_at__lt=state.frozen_since - POLICY.new_authenticator)
    return usable_authenticators_of(user_id).filter(before)
