"""Every number of delivery in one place. The environment may change the marked ones."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of the policy table (per channel) and the patience of the sweeper."""

    daily_calls: int  # KEYDESK_DAILY_CALLS
    daily_texts: int  # KEYDESK_DAILY_TEXTS
    stuck: timedelta  # KEYDESK_STUCK_SECONDS: a row this long in SENDING has lost its worker
    silent: timedelta  # KEYDESK_SILENT_SECONDS: a call without news; waiting pages end within 60 s
    lost: timedelta  # KEYDESK_LOST_SECONDS: an enqueued row nobody took; its task is gone
    person_hourly: int = 6
    person_daily: int = 20
    number_hourly: int = 30
    warn_at_percent: int = 80
    longest_call: timedelta = timedelta(minutes=5)
    retry_first: timedelta = timedelta(seconds=2)
    retry_longest: timedelta = timedelta(minutes=2)
    # Beat asks for a heartbeat every 10 s; four in a row have to go missing.
    worker_alive: timedelta = timedelta(seconds=45)
    sweep_batch: int = 500


def policy() -> Policy:
    """Return the policy in force."""
    return Policy(
        daily_calls=settings.DAILY_CALLS,
        daily_texts=settings.DAILY_TEXTS,
        stuck=timedelta(seconds=settings.STUCK_SECONDS),
        silent=timedelta(seconds=settings.SILENT_SECONDS),
        lost=timedelta(seconds=settings.LOST_SECONDS),
    )
