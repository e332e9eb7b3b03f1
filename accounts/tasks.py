"""What workers do for accounts."""

import contextlib

from celery import shared_task
from django.utils import timezone

from accounts.links.services import LinkRefused, link_request
from accounts.sessions import SessionStore
from accounts.throttle import throttles_clear


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions and limiter windows that are over."""
    SessionStore.clear_expired()
    throttles_clear()


@shared_task(name="accounts.forgotten")
def forgotten(user_id: int) -> None:
    """Mail a reset link; 0 for a name nobody has.

    A worker does it so that the page answers alike, and as fast, for known and unknown names.
    Redelivery sends a second mail at worst; the first link ends then.
    """
    with contextlib.suppress(LinkRefused):  # it has been recorded, and nobody may be told
        link_request(user_id=user_id, at=timezone.now())
