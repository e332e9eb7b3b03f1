"""Whether a worker is alive (beat asks, a worker answers with a row) and calls can be made."""

from django.conf import settings

from audit.clock import ClockTimestamp
from delivery.budget import budget_left
from delivery.models import Channel, Heartbeat

WORKER = "worker"


def heartbeat_note() -> None:
    """Write down that a worker was alive just now; `config.health` reads it."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"seen_at": ClockTimestamp()})


def calls_possible() -> bool:
    """Say whether calls can be offered: there is a gateway, and something left of the budget."""
    return settings.VOICE_GATEWAY != "none" and budget_left(channel=Channel.VOICE) > 0


def pushes_possible() -> bool:
    """Say whether apps can be woken; without it they see what waits when they are opened."""
    return settings.VAPID_PRIVATE_KEY is not None
