"""Starting and answering a challenge."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import ContactAddress, User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import audited
from audit.tags import Tag
from delivery.limits import LimitReached
from mfa.challenges.cancelling import challenges_cancel
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.networks import wrong_count
from mfa.challenges.news import (
    challenge_ended_record,
    challenge_locked_record,
    challenge_started_record,
)
from mfa.challenges.origin import NOWHERE, Origin
from mfa.challenges.rules import challenge_check, challenge_refusal, is_shut
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.methods.registry import method_of
from mfa.models import Authenticator, Challenge, ChallengeState, Method, Purpose, Service

# Wrong codes that are no guess from where they come: an agent types them, or somebody who adds a
# device and knows its seed, as often as they like.
NOT_SPRAYED = frozenset({Purpose.CALLER_CHECK, Purpose.ENROLMENT})
LIFE = {Method.MAIL_CODE: POLICY.mail_code_life, Method.APP_PUSH: POLICY.push_life}


@audited
def challenge_start(  # noqa: PLR0913 - what is asked, of whom, how, from where
    *,
    purpose: Purpose,
    method: Method,
    user: User,
    at: datetime,
    origin: Origin = NOWHERE,
    authenticator: Authenticator | None = None,
    address: ContactAddress | None = None,
    service: Service | None = None,
    asked_by: User | None = None,
    case_ref: UUID | None = None,
) -> Challenge:
    """Start a challenge; an older one of this purpose in this browser (or case) is called off.

    Raises ChallengeRefused: locked, blocked by the person, over a limit, not theirs. A push that
    was one too many is returned as FAILED.
    """
    challenge = Challenge(
        purpose=purpose,
        method=method,
        user=user,
        authenticator=authenticator,
        address=address,
        service=service,
        asked_by=asked_by,
        case_ref=case_ref,
        browser=origin.browser,
        ip=origin.ip or None,
        user_agent=origin.user_agent,
        created_at=at,
    )
    challenge_check(challenge, Guard(user.pk).state)
    challenges_cancel(pending=_older(challenge), reason="replaced", at=at)
    challenge.expires_at = ClockTimestamp() + LIFE.get(method, POLICY.challenge_life)
    challenge.save(force_insert=True)
    challenge.refresh_from_db(fields=["expires_at"])
    try:
        method_of(challenge).begin(challenge=challenge, at=at)
    except LimitReached as limit:
        raise challenge_refusal(challenge, limit.message, reason=limit.limit) from limit
    if challenge.state == ChallengeState.PENDING:
        challenge_started_record(challenge, at=at)
    return challenge


@audited
def challenge_answer(*, challenge_id: UUID, browser: str, typed: str, at: datetime) -> Answer:
    """Take what was typed for a challenge, in the browser (or case) it was made for."""
    rows = Challenge.objects.filter(pk=challenge_id, browser=browser)
    guard = Guard.of(rows.values("user_id"))
    return _answer_take(guard, _locked(rows), typed, at).answer


@audited
def locked_attempt_record(*, user: User, purpose: Purpose, origin: Origin, at: datetime) -> None:
    """Write that somebody went on trying although the second step is locked."""
    record(
        Tag.USER_CHALLENGE_REFUSED,
        at=at,
        actor=user,
        subject=user,
        purpose=purpose,
        reason="factor_locked",
        **origin.facts(),
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of something typed, and the challenge as it is then. `now`: database's clock."""

    answer: Answer
    challenge: Challenge | None = None
    now: datetime | None = None


def answer_use(
    *, challenge_id: UUID, purpose: Purpose, user_id: int, browser: str, typed: str, at: datetime
) -> Taken:
    """Take what was typed and use its approval, for who opens the door in the same transaction."""
    if not browser:
        return Taken(Answer.OVER)
    rows = Challenge.objects.filter(
        pk=challenge_id, browser=browser, purpose=purpose, user_id=user_id
    )
    guard = Guard(user_id)
    return _answer_take(guard, _locked(rows), typed, at, opens_at_once=True)


def _locked(rows: QuerySet[Challenge]) -> Challenge | None:
    return (
        rows.order_by()
        .select_for_update(of=("self",))
        .select_related("authenticator")
        .annotate(is_over=Q(expires_at__lte=ClockTimestamp()))
        .first()
    )


def _answer_take(
    guard: Guard | None,
    challenge: Challenge | None,
    typed: str,
    at: datetime,
    *,
    opens_at_once: bool = False,
) -> Taken:
    if guard is None or challenge is None or challenge.state != ChallengeState.PENDING:
        return Taken(Answer.OVER)
    if is_shut(challenge, guard.state):
        return Taken(Answer.OVER)
    if vars(challenge)["is_over"]:
        if challenge_decide(challenge=challenge, to=ChallengeState.EXPIRED):
            challenge_ended_record(challenge, at=at)
        return Taken(Answer.EXPIRED)
    challenge.opens_at_once = opens_at_once
    answer = method_of(challenge).answer(challenge=challenge, guard=guard, typed=typed, at=at)
    if answer == Answer.WRONG and challenge.purpose not in NOT_SPRAYED:
        wrong_count(challenge.ip)
    if answer == Answer.LOCKED:
        challenge_locked_record(challenge, at=at)
    return Taken(answer, challenge, guard.now)


def _older(challenge: Challenge) -> QuerySet[Challenge]:
    """Return what this challenge takes the place of. Two checks of one case run side by side."""
    older = Challenge.objects.filter(
        user=challenge.user,
        purpose=challenge.purpose,
        browser=challenge.browser,
        case_ref=challenge.case_ref,
    )
    if challenge.purpose == Purpose.CALLER_CHECK:
        return older.filter(method=challenge.method)
    return older
