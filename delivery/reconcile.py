"""Asking the provider what became of a call or text that nobody has news of."""

import logging
from datetime import datetime

from django.db import transaction

from audit.clock import ClockTimestamp
from delivery import lifecycle
from delivery.calls import call_give_up, call_reconcile
from delivery.gateways.registry import text_gateway, voice_gateway
from delivery.hanging_up import call_hang_up
from delivery.models import Call, Message, MessageState
from delivery.policy import policy

logger = logging.getLogger(__name__)

UNKNOWN_TO_PROVIDER = "unknown_to_provider"


def call_ask(call: Call, *, at: datetime) -> None:
    """Look a silent call up, outside of any transaction; end it when nothing can be known."""
    try:
        status = voice_gateway(call.gateway).lookup(message_id=call.pk)
    except Exception as error:  # noqa: BLE001  # a provider that does not answer knows nothing now
        logger.warning("Looking up call %s failed: %s", call.pk, type(error).__name__)
        if _is_older(call, "silent"):
            call_give_up(message_id=call.pk, at=at)
        return
    if status is not None and not _is_older(call, "longest_call"):
        call_reconcile(message_id=call.pk, status=status, at=at)
    elif status is not None:
        call_hang_up(message_id=call.pk)
        call_give_up(message_id=call.pk, at=at)
    elif _is_older(call, "stuck"):
        # A request that timed out may still be on its way: "no such call" is believed only later.
        call_give_up(message_id=call.pk, at=at)


def text_ask(message: Message) -> None:
    """Look a text up; one that the provider does not know stays UNKNOWN for good."""
    try:
        reference = text_gateway(message.gateway).lookup(message_id=message.pk)
    except Exception as error:  # noqa: BLE001  # asked again at the next sweep
        logger.warning("Looking up text %s failed: %s", message.pk, type(error).__name__)
        return
    unknown = Message.objects.filter(pk=message.pk)
    with transaction.atomic():
        if reference is None:
            unknown.filter(state=MessageState.UNKNOWN).update(failure=UNKNOWN_TO_PROVIDER)
        else:
            lifecycle.message_sent(message, gateway_ref=reference)


def _is_older(call: Call, patience: str) -> bool:
    limit = getattr(policy(), patience)
    return Call.objects.filter(pk=call.pk, dialled_at__lte=ClockTimestamp() - limit).exists()
