"""What beat asks of the desk. Thin: each task makes one call."""

from celery import shared_task
from django.utils import timezone

from helpdesk.cases.closing import cases_expire


@shared_task(name="helpdesk.expire_cases")
def expire_cases() -> None:
    """End the cases that nobody closed in time."""
    cases_expire(at=timezone.now())
