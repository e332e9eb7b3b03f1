"""What the worker runs. Arguments are ids; everything else is read from the database again."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from delivery.dispatch import message_dispatch
from delivery.hanging_up import call_hang_up
from delivery.health import heartbeat_note
from delivery.sweep import outbox_sweep


@shared_task(name="delivery.message_send")
def message_send(message_id: str) -> None:
    """Send one message of the outbox."""
    message_dispatch(message_id=UUID(message_id), at=timezone.now())


@shared_task(name="delivery.call_stop")
def call_stop(message_id: str) -> None:
    """Stop a call that is no longer wanted."""
    call_hang_up(message_id=UUID(message_id))


@shared_task(name="delivery.sweep")
def sweep() -> None:
    """Free what got stuck."""
    outbox_sweep(at=timezone.now())


@shared_task(name="delivery.heartbeat")
def heartbeat() -> None:
    """Give a sign of life."""
    heartbeat_note()
