"""How a message ends badly: recorded, and told to whoever waits for it."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.clock import ClockTimestamp
from audit.record import record
from audit.tags import Tag
from delivery import lifecycle
from delivery.interfaces import listener_of, push_listener_of
from delivery.models import Call, CallOutcome, CallState, Channel, Message, MessageState

logger = logging.getLogger(__name__)


@transaction.atomic
def message_fail(
    message: Message,
    *,
    failure: str,
    at: datetime,
    new: MessageState = MessageState.FAILED,
    gone: bool = False,
) -> bool:
    """End a message that did not go out, FAILED or EXPIRED; a waiting listener hears of it.

    `gone`: because its push subscription has ended, which a listener hears as well.
    """
    call = lifecycle.call_lock(message.pk)
    if not lifecycle.message_end(message, new=new, failure=failure):
        return False
    if message.channel == Channel.VOICE:
        call = call or Call.objects.create(message=message, news_at=ClockTimestamp())
        call_over(call, outcome=CallOutcome.FAILED, at=at)
    ear = push_listener_of(message.kind) if gone else None
    if ear is not None:
        ear.endpoint_gone(message=message, at=at)
    _record(Tag.SYSTEM_MESSAGE_FAILED, message, at=at, failure=failure)
    return True


@transaction.atomic
def message_doubt(message: Message, *, failure: str, at: datetime) -> bool:
    """Record that a call or text may or may not have gone out; it is never tried again."""
    if not lifecycle.message_unknown(message, failure=failure):
        return False
    _record(Tag.SYSTEM_MESSAGE_UNKNOWN, message, at=at, failure=failure)
    return True


def call_over(call: Call, *, outcome: CallOutcome, at: datetime) -> bool:
    """End a locked call and tell its listener, in the caller's transaction."""
    if not lifecycle.call_forward(call, new=CallState.ENDED, outcome=outcome):
        return False
    message = Message.objects.select_related("person").get(pk=call.pk)
    listener = listener_of(message.kind)
    if listener is not None:
        listener.call_ended(message=message, call=call, at=at)
    return True


def _record(tag: Tag, message: Message, *, at: datetime, **facts: Any) -> None:
    logger.warning("Message %s (%s) %s: %s", message.pk, message.kind, tag, facts.get("failure"))
    facts |= {"message": str(message.pk), "kind": message.kind, "channel": message.channel}
    record(tag, at=at, actor=None, subject=message.person_id, **facts)
