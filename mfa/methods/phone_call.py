"""A telephone call: placed by a worker, proved by a key.

Sign-in: any key approves, or (strict) the digit on the screen; 9 reports, * repeats. Enrolment: the
digit on the screen, so that a mistyped number cannot bind a stranger. Caller check: the number on
the agent's screen. A hang-up and a voicemail box approve nothing.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.numbers import number_join
from audit.clock import ClockTimestamp
from delivery.interfaces import Reply, Script
from delivery.models import Call, Channel, Message
from delivery.outbox import message_post
from mfa.challenges.approval import challenge_approve
from mfa.challenges.asker import is_still_asked
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.challenges.report import challenge_report
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.domain.codes import check_number, same
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.methods import call_script
from mfa.methods.base import Answer
from mfa.methods.call_keys import REPEAT, REPORT, digit_is_asked, digit_of
from mfa.models import Challenge, ChallengeState, Purpose

KIND = "mfa.challenge_call"
# Where a wrong digit is no guess at somebody's factor: it binds one's own, or an agent slipped.
UNCOUNTED = frozenset({Purpose.ENROLMENT, Purpose.STEP_UP})


class PhoneCallMethod:
    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        source = challenge.authenticator or challenge.address
        if source is None or source.number is None:
            message = "A call needs a number on file."
            raise ValueError(message)
        message_post(
            channel=Channel.VOICE,
            kind=KIND,
            ref=challenge.pk,
            person=challenge.user,
            destination=number_join(source.number, getattr(source, "extension", "")),
            at=at,
            deadline=POLICY.challenge_life,
            priority=1,
        )

    def answer(
        self,
        *,
        challenge: Challenge,  # noqa: ARG002
        guard: Guard,  # noqa: ARG002
        typed: str,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
    ) -> Answer:
        """Refuse: a call is answered on the telephone, never by typing."""
        return Answer.WRONG


class ChallengeCall:
    """Writes what a call says and hears its keys. Registered in `ready()`."""

    def write(self, message: Message) -> Script | None:
        """Write outside of any transaction: a challenge that ends now is told `too_late` later."""
        challenge = _waiting(message).first()
        if challenge is None or not is_still_asked(challenge):
            return None
        return call_script.opening(challenge)

    def key_pressed(self, *, message: Message, key: str, at: datetime) -> Reply:
        challenge = _pending(message)
        if challenge is None:
            return call_script.too_late(message.person)
        if key == REPEAT:
            Challenge.objects.filter(pk=challenge.pk).update(keys_heard=0, keys_right=True)
            return Reply(say=call_script.opening(challenge).say)
        if key == REPORT and challenge.keys_heard == 0:
            challenge_report(challenge=challenge, at=at)
            return call_script.reported(challenge)
        if vars(challenge)["is_over"]:
            _end(challenge, ChallengeState.EXPIRED, "", at)
            return call_script.too_late(message.person)
        if challenge.purpose == Purpose.CALLER_CHECK:
            return _number_on_agents_screen(challenge, key, at)
        return _digit_on_screen(challenge, key, at)

    def call_ended(self, *, message: Message, call: Call, at: datetime) -> None:
        """Approve nothing: a hang-up or a voicemail box is no key."""
        challenge = _pending(message)
        if challenge is None:
            return
        _fail(challenge, str(call.outcome).lower(), at)


def _approve(challenge: Challenge, at: datetime) -> Reply:
    """Approve; when the device cannot be bound any more, undo that and end the challenge."""
    try:
        with transaction.atomic():
            approved = challenge_approve(challenge=challenge, at=at)
    except AuthenticatorRefused:
        _fail(challenge, "not_bound", at)
        return call_script.too_late(challenge.user)
    return call_script.approved(challenge) if approved else call_script.too_late(challenge.user)


def _digit_on_screen(challenge: Challenge, key: str, at: datetime) -> Reply:
    """Approve by the digit where one is asked for, by any key elsewhere."""
    if not digit_is_asked(challenge) or same(digit_of(challenge), key):
        return _approve(challenge, at)
    _fail(challenge, "wrong_key", at)
    if challenge.purpose not in UNCOUNTED:
        Guard(challenge.user_id).failed()
    return call_script.not_right(challenge)


def _number_on_agents_screen(challenge: Challenge, key: str, at: datetime) -> Reply:
    """Take one key of the number. Right or wrong, the caller hears the same words (A10)."""
    number = check_number(settings.CODE_KEY, challenge.pk, digits=POLICY.check_number_digits)
    right = challenge.keys_right and same(number[challenge.keys_heard], key)
    heard = challenge.keys_heard + 1
    Challenge.objects.filter(pk=challenge.pk).update(keys_heard=heard, keys_right=right)
    if heard < len(number):
        return Reply(say="")
    if right:
        challenge_approve(challenge=challenge, at=at)
    else:
        _fail(challenge, "wrong_number", at)
    return call_script.check_over(challenge)


def _pending(message: Message) -> Challenge | None:
    """Return the challenge while it can still be decided, locked for this transaction."""
    Guard(message.person_id)
    return _waiting(message).select_for_update(of=("self",)).first()


def _waiting(message: Message) -> QuerySet[Challenge]:
    rows = Challenge.objects.filter(pk=message.ref, state=ChallengeState.PENDING)
    late = Q(expires_at__lte=ClockTimestamp())
    named = rows.select_related("user", "service", "asked_by", "authenticator", "address")
    return named.annotate(is_over=late)


def _fail(challenge: Challenge, reason: str, at: datetime) -> None:
    _end(challenge, ChallengeState.FAILED, reason, at)


def _end(challenge: Challenge, to: ChallengeState, reason: str, at: datetime) -> None:
    if challenge_decide(challenge=challenge, to=to, reason=reason):
        challenge_ended_record(challenge, at=at)
