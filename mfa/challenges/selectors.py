"""What a screen shows of a challenge while it waits."""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from audit.clock import ClockTimestamp
from delivery.models import Call, Message
from mfa.domain.policy import POLICY
from mfa.models import Challenge, ChallengeState, Method

VERSION = """
SELECT md5(string_agg(concat_ws(
    ' ', challenge.id, challenge.state, challenge.expires_at > clock_timestamp(), message.states,
    device.state, person.status, person.password_changed_at, factor.frozen_at,
    factor.prompts_blocked_at, factor.locked_until > clock_timestamp()
), ',' ORDER BY challenge.id))
FROM mfa_challenge challenge
JOIN accounts_user person ON person.id = challenge.user_id
LEFT JOIN mfa_authenticator device ON device.id = challenge.authenticator_id
LEFT JOIN mfa_factorstate factor ON factor.user_id = challenge.user_id
LEFT JOIN LATERAL (
    SELECT string_agg(concat(message.state, call.state), ',' ORDER BY message.id) AS states
    FROM delivery_message message LEFT JOIN delivery_call call ON call.message_id = message.id
    WHERE message.ref = challenge.id
) message ON true
WHERE challenge.id = ANY(%s) AND challenge.browser = %s
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a challenge has come; `seconds_left` until it runs out."""

    challenge: Challenge
    step: str
    seconds_left: int


def challenge_of(*, challenge_id: UUID, browser: str) -> Challenge | None:
    """Return a challenge of this browser; any other id is as good as unknown."""
    return _with_clock().filter(pk=challenge_id, browser=browser).first()


def challenges_version(*, challenge_ids: list[UUID], browser: str) -> str:
    """Return a short text that is another one as soon as a prompt has something else to show.

    One statement, written by hand: every open page asks for it again and again. It covers what
    the page is made of (state, expiry, call, message) and what would end it (device, account,
    lock).
    """
    with connection.cursor() as cursor:
        cursor.execute(VERSION, [challenge_ids, browser])
        (found,) = cursor.fetchone()
    return str(found or "")


def checks_of_case(case_ref: UUID) -> QuerySet[Challenge]:
    """Return the caller checks of a case, oldest first."""
    return (
        _with_clock()
        .filter(case_ref=case_ref)
        .select_related("authenticator", "address")
        .order_by("created_at")
    )


def progress_of(challenge: Challenge) -> Progress:
    """Say how far a challenge has come: queued, dialling, ringing, answered, sent, or its end.

    `step` is one of: approved, denied, reported, expired, failed, cancelled (the ends), or while
    it is pending waiting (nothing to send), queued, dialling, ringing, answered, sent, unsent.
    """
    left = max(0, int((challenge.expires_at - _now(challenge)).total_seconds()))
    if challenge.state != ChallengeState.PENDING:
        return Progress(challenge, challenge.state.lower(), 0)
    if left == 0:
        return Progress(challenge, "expired", 0)
    if challenge.method == Method.PHONE_CALL:
        return Progress(challenge, _call_step(challenge), left)
    if challenge.method == Method.MAIL_CODE:
        return Progress(challenge, _mail_step(challenge), left)
    if challenge.method == Method.APP_PUSH:
        return Progress(challenge, _push_step(challenge), left)
    return Progress(challenge, "waiting", left)


def call_wait(progress: Progress | None) -> int:
    """Return how many seconds to wait before the next call is worth placing; 0 for none."""
    if progress is None or progress.challenge.method != Method.PHONE_CALL:
        return 0
    again_at = progress.challenge.created_at + POLICY.resend_after
    return max(0, math.ceil((again_at - _now(progress.challenge)).total_seconds()))


def _call_step(challenge: Challenge) -> str:
    call = Call.objects.filter(message__ref=challenge.pk).order_by("-dialled_at").first()
    if call is not None:
        return call.state.lower()
    return _mail_step(challenge)


def _push_step(challenge: Challenge) -> str:
    """Say whether the phone was told; the request waits for it in any case."""
    step = _mail_step(challenge)
    return "waiting" if step == "unsent" else step


def _mail_step(challenge: Challenge) -> str:
    message = Message.objects.filter(ref=challenge.pk).order_by("-created_at").first()
    if message is None:
        return "unsent"
    return {"QUEUED": "queued", "SENDING": "queued", "SENT": "sent"}.get(message.state, "unsent")


def _with_clock() -> QuerySet[Challenge]:
    return Challenge.objects.annotate(now=ClockTimestamp())


def _now(challenge: Challenge) -> datetime:
    now: datetime = getattr(challenge, "now", None) or challenge.created_at
    return now
