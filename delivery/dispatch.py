"""The worker's side: claim, write, put the intent down, hand over, note the outcome.

Mail goes out at least once, with one stable Message-ID; so does a push, with one stable topic.
Calls and texts go out at most once: what may have reached the provider ends as UNKNOWN and is
reconciled (`delivery.reconcile`).
"""

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from accounts.numbers import NumberRefused, number_parse, number_split
from audit.clock import ClockTimestamp, clock_read
from delivery import lifecycle
from delivery.endings import message_doubt, message_fail
from delivery.gateways.base import EndpointGone, GatewayError
from delivery.gateways.registry import mail_gateway, push_gateway, text_gateway, voice_gateway
from delivery.interfaces import Letter, Nudge, Script, Text, author_of
from delivery.models import AT_MOST_ONCE, Channel, Message, MessageState
from delivery.policy import policy

logger = logging.getLogger(__name__)

Words = Script | Text | Letter | Nudge


def message_dispatch(*, message_id: UUID, at: datetime) -> None:
    """Send one message. Safe to run twice, at once or later: only one run gets to hand it over."""
    message = lifecycle.message_claim(message_id)
    if message is None:
        _expire_if_late(message_id, at=at)
        return
    author = author_of(message.kind)
    if author is None:
        message_fail(message, failure="no_author", at=at)
        return
    try:
        words = author.write(message)
    except Exception as error:  # noqa: BLE001  # a broken author must not lose the message
        logger.warning("The author of %s failed: %s", message.kind, type(error).__name__)
        _try_later(message, failure="author", at=at)
        return
    if words is None:
        lifecycle.message_end(message, new=MessageState.CANCELLED)
    else:
        _hand_over(message, words, at=at)


def _expire_if_late(message_id: UUID, *, at: datetime) -> None:
    late = Message.objects.filter(
        pk=message_id, state=MessageState.QUEUED, deadline_at__lte=ClockTimestamp()
    ).first()
    if late is not None:
        message_fail(late, failure="expired", new=MessageState.EXPIRED, at=at)


def _hand_over(message: Message, words: Words, *, at: datetime) -> None:
    try:
        gateway, send = _sender(message, words)
    except NumberRefused:
        message_fail(message, failure="number_refused", at=at)
        return
    except TypeError:
        message_fail(message, failure="wrong_words", at=at)
        return
    if not lifecycle.message_intend(message, gateway=gateway):
        return  # this worker was given up meanwhile
    try:
        reference = send()
    except GatewayError as error:
        _not_taken(message, error, at=at)
    except Exception as error:  # noqa: BLE001  # whatever it was, it may have made a phone ring
        logger.warning("Gateway %s failed: %s", gateway, type(error).__name__)
        unsure = GatewayError(reason=type(error).__name__, permanent=False, reached_provider=True)
        _not_taken(message, unsure, at=at)
    else:
        lifecycle.message_sent(message, gateway_ref=reference)


def _sender(message: Message, words: Words) -> tuple[str, Callable[[], str]]:
    """Return the gateway's name and the call that hands the message over."""
    key, address = message.id, message.destination or ""
    match message.channel, words:
        case Channel.VOICE, Script() as script:
            voice, (to, extension) = voice_gateway(), number_split(address)
            return voice.name, lambda: voice.place(
                to=to, extension=extension, script=script, message_id=key
            )
        case Channel.TEXT, Text() as text:
            texts, to = text_gateway(), number_parse(address)
            return texts.name, lambda: texts.send(to=to, text=text, message_id=key)
        case Channel.MAIL, Letter() as letter:
            mail = mail_gateway()
            return mail.name, lambda: mail.send(to=address, letter=letter, message_id=key)
        case Channel.PUSH, Nudge() as nudge:
            push, timed = push_gateway(), _timed(message, nudge)
            topic = message.kind
            return push.name, lambda: push.send(
                to=address, nudge=timed, topic=topic, message_id=key
            )
    error = f"{message.kind} wrote a {type(words).__name__} for {message.channel}."
    raise TypeError(error)


def _timed(message: Message, nudge: Nudge) -> Nudge:
    """Let no push service keep a message beyond its deadline."""
    return replace(nudge, ttl=min(nudge.ttl, message.deadline_at - clock_read()))


def _not_taken(message: Message, error: GatewayError, *, at: datetime) -> None:
    reason = error.reason[:80]
    if error.permanent:
        message_fail(message, failure=reason, gone=isinstance(error, EndpointGone), at=at)
    elif message.channel not in AT_MOST_ONCE or not error.reached_provider:
        _try_later(message, failure=reason, at=at, wait=error.retry_after)
    else:
        message_doubt(message, failure=reason, at=at)


def _try_later(
    message: Message, *, failure: str, at: datetime, wait: timedelta | None = None
) -> None:
    """Back off, doubling with jitter, for `wait` at least, unless the deadline comes first."""
    rules = policy()
    longest = min(rules.retry_first * 2 ** (message.attempts - 1), rules.retry_longest)
    jitter = random.uniform(0.5, 1)  # noqa: S311  # spreads load, keeps no secret
    delay = max(longest * jitter, wait or timedelta(0))
    if _deadline_passes(message, delay):
        message_fail(message, failure=failure, at=at)
    else:
        lifecycle.message_retry(message, delay=delay, failure=failure)


def _deadline_passes(message: Message, delay: timedelta) -> bool:
    in_time = Message.objects.filter(pk=message.pk, deadline_at__gt=ClockTimestamp() + delay)
    return not in_time.exists()
