"""Whether a worker is alive: beat asks, a worker answers by writing a row."""

from audit.clock import ClockTimestamp
from delivery.models import Heartbeat
from delivery.policy import policy

WORKER = "worker"


def heartbeat_note(*, name: str = WORKER) -> None:
    """Write down that `name` was alive just now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": ClockTimestamp()})


def worker_alive() -> bool:
    """Say whether a worker gave a sign of life lately, on the database's clock."""
    since = ClockTimestamp() - policy().worker_alive
    return Heartbeat.objects.filter(name=WORKER, seen_at__gt=since).exists()
