"""Noting that an authenticator was used: the prompt opens with what was used last."""

from audit.clock import ClockTimestamp
from mfa.models import Authenticator, Challenge


def authenticator_used(challenge: Challenge) -> None:
    """Note that the challenge's authenticator has just proved something, and by which method."""
    Authenticator.objects.filter(pk=challenge.authenticator_id).update(
        last_used_at=ClockTimestamp(), last_method=challenge.method
    )
