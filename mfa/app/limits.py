"""How many requests one person's app may get (case D1). The practice of enrolling is free."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from audit.record import record
from audit.tags import Tag
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.challenges.rules import challenge_refusal
from mfa.domain.policy import POLICY
from mfa.domain.push_limit import off_until
from mfa.locks import Guard
from mfa.models import Challenge, ChallengeState, FactorState, Method, Purpose

SWITCHED_OFF = "push_off"
# How far back a burst may lie that still keeps pushes off.
_LOOK_BACK = POLICY.push_off + POLICY.push_unanswered_within + POLICY.push_life


def push_check(challenge: Challenge, guard: Guard) -> None:
    """Raise ChallengeRefused: off, one is waiting elsewhere, or sent again too soon."""
    if _was_sent_just_now(challenge, guard.now):
        text = _("We have just sent one. Please wait a few seconds before you send it again.")
        raise challenge_refusal(challenge, text, reason="push_too_soon")
    if challenge.purpose == Purpose.ENROLMENT:
        return
    off = guard.state.push_off_until
    if off is not None and off > guard.now:
        text = _("Requests to your app are off for half an hour. Please use another way.")
        raise challenge_refusal(challenge, text, reason=SWITCHED_OFF)
    waiting = _others(challenge).filter(state=ChallengeState.PENDING, expires_at__gt=guard.now)
    if waiting.exists():
        text = _("A request is waiting in your app already. Answer it, or try in two minutes.")
        raise challenge_refusal(challenge, text, reason="push_pending")


def push_switched_off(challenge: Challenge, guard: Guard, at: datetime) -> bool:
    """Switch pushes off if too many were not answered, and end this challenge; say whether so.

    It is no refusal, because a refusal would undo the switching off.
    """
    if challenge.purpose == Purpose.ENROLMENT:
        return False
    until = off_until(_unanswered(challenge, guard.now))
    if until is None or until <= guard.now:
        return False
    FactorState.objects.filter(pk=guard.state.pk).update(push_off_until=until)
    challenge_decide(challenge=challenge, to=ChallengeState.FAILED, reason=SWITCHED_OFF)
    challenge_ended_record(challenge, at=at)
    record(
        Tag.USER_PUSH_SWITCHED_OFF,
        at=at,
        actor=None,
        subject=challenge.user_id,
        until=until.isoformat(),
        ip=challenge.ip,
    )
    return True


def push_answered(guard: Guard) -> None:
    """Switch pushes on again: one was approved, which clears the count as well."""
    FactorState.objects.filter(pk=guard.state.pk).update(push_off_until=None)


def _unanswered(challenge: Challenge, now: datetime) -> list[datetime]:
    """Return when pushes since the last approved one came to nothing, oldest first."""
    rows = _others(challenge).filter(expires_at__gt=now - _LOOK_BACK)
    approved = rows.filter(state=ChallengeState.APPROVED).aggregate(last=Max("decided_at"))["last"]
    if approved is not None:
        rows = rows.filter(expires_at__gt=approved)
    # A refused one counts too: "a mistake" must not let somebody be asked for ever.
    ended = Q(state__in=[ChallengeState.EXPIRED, ChallengeState.DENIED])
    called_off = Q(state=ChallengeState.CANCELLED, reason__in=["", "replaced"])
    ran_out = Q(state=ChallengeState.PENDING, expires_at__lte=now)
    rows = rows.filter(ended | called_off | ran_out)
    moments = rows.values_list("decided_at", "expires_at")
    return sorted(min(decided or expires, expires) for decided, expires in moments)


def _others(challenge: Challenge) -> QuerySet[Challenge]:
    """Return the person's other pushes."""
    pushes = Challenge.objects.filter(user=challenge.user_id, method=Method.APP_PUSH)
    return pushes.exclude(purpose=Purpose.ENROLMENT).exclude(pk=challenge.pk)


def _was_sent_just_now(challenge: Challenge, now: datetime) -> bool:
    """Say whether this one takes the place of one that is only seconds old."""
    return Challenge.objects.filter(
        user=challenge.user_id,
        method=Method.APP_PUSH,
        purpose=challenge.purpose,
        browser=challenge.browser,
        state=ChallengeState.CANCELLED,
        reason="replaced",
        expires_at__gt=now + POLICY.push_life - POLICY.resend_after,
    ).exists()
