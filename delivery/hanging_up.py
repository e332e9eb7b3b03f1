"""Stopping a call that nobody wants any more, so that its phone and its line are free again."""

import logging
from uuid import UUID

from delivery.gateways.registry import voice_gateway
from delivery.models import Call, CallState

logger = logging.getLogger(__name__)


def call_hang_up(*, message_id: UUID) -> None:
    """Ask the provider to stop a call, outside of any transaction.

    Best effort: a call that cannot be stopped rings out, and no key of it counts any more.
    """
    under_way = Call.objects.exclude(state=CallState.ENDED).exclude(gateway_ref="")
    call = under_way.filter(pk=message_id).first()
    if call is None:
        return
    try:
        voice_gateway(call.gateway).hang_up(gateway_ref=call.gateway_ref)
    except Exception as error:  # noqa: BLE001  # see above
        logger.warning("Call %s could not be stopped: %s", call.pk, type(error).__name__)
