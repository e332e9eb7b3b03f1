"""What beat asks of mfa. Thin: each task makes one call."""

from celery import shared_task
from django.utils import timezone

from mfa.challenges.expiry import challenges_expire
from mfa.devices.stale import stale_remind
from mfa.passcodes.lifecycle import passcodes_expire


@shared_task(name="mfa.expire_challenges")
def expire_challenges() -> None:
    """End what ran out of time, so that lists and counts are right without looking at clocks."""
    challenges_expire(at=timezone.now())
    passcodes_expire()


@shared_task(name="mfa.remind_stale")
def remind_stale() -> None:
    """Ask once about devices that nobody has used for long."""
    stale_remind(at=timezone.now())
