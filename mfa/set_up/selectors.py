"""How far somebody has come with setting up, and whether they have to begin at all."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from audit.clock import ClockTimestamp
from mfa.domain.enrolment import Enrolment, enrolment_today
from mfa.domain.policy import POLICY
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    ChallengeState,
    Kind,
    Purpose,
    SetUp,
    SetUpStep,
)


def enrolment_rule(now: datetime) -> Enrolment:
    """Return what the installation wants of people without an authenticator, now."""
    rule = Enrolment(settings.ENROLMENT)
    return enrolment_today(rule, until=settings.ENROLMENT_BY, today=now.astimezone(UTC).date())


def enrolment_until() -> date | None:
    """Return the last day (UTC) on which setting up may be postponed."""
    until: date | None = settings.ENROLMENT_BY
    return until


def intro_is_seen(user_id: int) -> bool:
    """Say whether the person has read or skipped the introduction."""
    return SetUp.objects.filter(pk=user_id, intro_seen_at__isnull=False).exists()


def set_up_step_of(user_id: int) -> SetUpStep:
    """Return where the person stands; nobody who never began is asked anything."""
    step = SetUp.objects.filter(pk=user_id).values_list("step", flat=True).first()
    return SetUpStep(step) if step else SetUpStep.DONE


def has_recovery_codes(user_id: int) -> bool:
    """Say whether the person has saved recovery codes."""
    return _active(user_id, kind=Kind.RECOVERY) > 0


def ways_count(user_id: int) -> int:
    """Return how many devices the person can sign in with; recovery codes are none."""
    return _active(user_id) - _active(user_id, kind=Kind.RECOVERY)


def is_due_for_a_nudge(user_id: int) -> bool:
    """Say whether somebody who is done has one device and was not asked about a second lately."""
    lately = Q(nudged_at__gt=ClockTimestamp() - POLICY.nudge_every)
    done = SetUp.objects.filter(pk=user_id, step=SetUpStep.DONE).exclude(lately)
    return done.exists() and ways_count(user_id) == 1


def has_just_enrolled(*, user_id: int, challenge_id: UUID | None, within: timedelta) -> bool:
    """Say whether this confirmation of a first device opened a session at most `within` ago.

    It is a second step on an existing device like any other, so another device may follow it.
    """
    return challenge_id is not None and (
        Challenge.objects.filter(
            pk=challenge_id,
            user_id=user_id,
            purpose=Purpose.ENROLMENT,
            state=ChallengeState.APPROVED,
            used_at__isnull=False,
            decided_at__gt=ClockTimestamp() - within,
            authenticator__confirmed=True,
        ).exists()
    )


def _active(user_id: int, **more: Kind) -> int:
    owned = Authenticator.objects.filter(user=user_id, state=AuthenticatorState.ACTIVE, **more)
    return owned.count()
