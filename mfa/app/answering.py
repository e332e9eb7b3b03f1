"""The answer that somebody gives in the app: once, to what they saw, by the number they typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit.clock import ClockTimestamp
from audit.refusal import audited
from mfa.app.limits import push_answered
from mfa.app.selectors import IN_USE, request_text
from mfa.challenges.approval import challenge_approve
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.challenges.report import challenge_report, reported_of
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.domain.app_protocol import digest
from mfa.domain.codes import app_number, digits_only, same
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.models import Authenticator, Challenge, ChallengeState, Method, Purpose
from mfa.reports.services import not_me

MISTAKE, NOT_ME = "mistake", "not_me"
UNANSWERED = frozenset({ChallengeState.EXPIRED, ChallengeState.CANCELLED})
LATE = timedelta(minutes=10)  # for so long a request that is over can still be reported


class Result(StrEnum):
    """What became of an answer; the app reads the value."""

    APPROVED = "approved"
    WRONG = "wrong"
    DENIED = "denied"
    REPORTED = "reported"
    OVER = "over"
    UNKNOWN = "unknown"  # no such request, or somebody else's
    CHANGED = "changed"  # not what the reader saw (case D4)


@dataclass(frozen=True, slots=True)
class AppAnswer:
    """`number` approves; `denied` (mistake or not_me) refuses. `seen`: digest of what was shown."""

    seen: str
    number: str = ""
    denied: str = ""


@audited
def app_answer(
    *, device: Authenticator, challenge_id: UUID, answer: AppAnswer, at: datetime
) -> Result:
    """Take the answer to a request of this app; the first end of a request wins (case D3)."""
    guard = Guard(device.user_id)
    challenge = _asked_of(device, challenge_id)
    if challenge is None:
        return Result.UNKNOWN
    if not challenge.user.is_active:
        return Result.OVER
    is_as_seen = same(digest(request_text(challenge)), answer.seen)
    if challenge.state != ChallengeState.PENDING:
        is_report = is_as_seen and answer.denied == NOT_ME
        return _report_late(challenge, guard, at) if is_report else Result.OVER
    if not is_as_seen:
        return Result.CHANGED
    return _decide(challenge, guard, answer, at)


def number_of(challenge: Challenge) -> str:
    """Return the number that approves this challenge, for the screen that asks for it."""
    return app_number(settings.CODE_KEY, challenge.pk, digits=POLICY.push_digits)


def _asked_of(device: Authenticator, challenge_id: UUID) -> Challenge | None:
    """Return the challenge, locked, if it is this app's and the app is still in use (case F5)."""
    rows = Challenge.objects.filter(
        pk=challenge_id,
        method=Method.APP_PUSH,
        user=device.user_id,
        authenticator=device,
        authenticator__state__in=IN_USE,
    )
    late = Q(expires_at__lte=ClockTimestamp())
    rows = rows.select_related("user", "service").annotate(is_over=late)
    return rows.select_for_update(of=("self",)).first()


def _decide(challenge: Challenge, guard: Guard, answer: AppAnswer, at: datetime) -> Result:
    if answer.denied == NOT_ME:  # tells something even when it comes too late
        return Result.REPORTED if challenge_report(challenge=challenge, at=at) else Result.OVER
    if vars(challenge)["is_over"]:
        return _end(challenge, ChallengeState.EXPIRED, "", at, Result.OVER)
    if answer.denied:
        return _end(challenge, ChallengeState.DENIED, MISTAKE, at, Result.DENIED)
    return _number_take(challenge, guard, answer.number, at)


def _report_late(challenge: Challenge, guard: Guard, at: datetime) -> Result:
    """Take *not me* to a request that ended unanswered: whoever sent it may have withdrawn it."""
    if challenge.state not in UNANSWERED or challenge.expires_at < guard.now - LATE:
        return Result.OVER
    not_me(user=challenge.user, reported=reported_of(challenge), guard=guard, at=at)
    return Result.REPORTED


def _number_take(challenge: Challenge, guard: Guard, number: str, at: datetime) -> Result:
    # Whoever enrols has done a second step already; a slip in the practice locks nobody out.
    is_practice = challenge.purpose == Purpose.ENROLMENT
    if guard.is_locked and not is_practice:
        return _end(challenge, ChallengeState.FAILED, "factor_locked", at, Result.OVER)
    if not same(number_of(challenge), digits_only(number)):
        result = _end(challenge, ChallengeState.FAILED, "wrong_number", at, Result.WRONG)
        if result == Result.WRONG and not is_practice:
            guard.failed()
        return result
    result = _approve(challenge, at)
    if result == Result.APPROVED and not is_practice:
        guard.succeeded()
        push_answered(guard)
    return result


def _approve(challenge: Challenge, at: datetime) -> Result:
    """Approve; when the app cannot be bound any more, undo that and end the challenge."""
    try:
        with transaction.atomic():
            approved = challenge_approve(challenge=challenge, at=at)
    except AuthenticatorRefused:
        return _end(challenge, ChallengeState.FAILED, "not_bound", at, Result.OVER)
    return Result.APPROVED if approved else Result.OVER


def _end(
    challenge: Challenge, to: ChallengeState, reason: str, at: datetime, result: Result
) -> Result:
    if not challenge_decide(challenge=challenge, to=to, reason=reason):
        return Result.OVER
    challenge_ended_record(challenge, at=at)
    return result
