"""Whether a worker is alive (beat asks, a worker answers with a row) and calls can be made."""

from django.conf import settings

from audit.clock import ClockTimestamp
from delivery.budget import budget_left
from delivery.models import Channel, Heartbeat
from delivery.policy import policy

WORKER = "worker"


def heartbeat_note(*, name: str = WORKER) -> None:
    """Write down that `name` was alive just now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": ClockTimestamp()})


def worker_alive() -> bool:
    """Say whether a worker gave a sign of life lately, on the database's clock."""
    since = ClockTimestamp() - policy().worker_alive
    return Heartbeat.objects.filter(name=WORKER, seen_at__gt=since).exists()


def calls_possible() -> bool:
    """Say whether calls can be offered: there is a gateway, and something left of the budget."""
    return settings.VOICE_GATEWAY != "none" and budget_left(channel=Channel.VOICE) > 0
