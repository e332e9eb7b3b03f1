"""The one door to a challenge's state: the first terminal state wins."""

from uuid import UUID

from audit.clock import ClockTimestamp
from mfa.domain.policy import POLICY
from mfa.models import Challenge, ChallengeState, Purpose


def challenge_decide(
    *, challenge: Challenge, to: ChallengeState, reason: str = ""
) -> bool:
    """Move a PENDING challenge to `to`; say whether this call was the one that did.

    An approval after the expiry loses, by the database's clock.
    """
    rows = Challenge.objects.filter(pk=challenge.pk, state=ChallengeState.PENDING)
    if to == ChallengeState.APPROVED:
        rows = rows.filter(expires_at__gt=ClockTimestamp())
    won = rows.update(state=to, reason=reason, decided_at=ClockTimestamp()) == 1
    if won:
        challenge.state, challenge.reason = to, reason
    return won


def challenge_use(
    *, challenge_id: UUID, user_id: int, purpose: Purpose, browser: str
) -> bool:
    """Use an approval, once, for its purpose, in the browser it was made for."""
    rows = Challenge.objects.filter(
        pk=challenge_id,
        user_id=user_id,
        purpose=purpose,
        browser=browser,
        state=ChallengeState.APPROVED,
        used_at__isnull=True,
        decided_at__gt=ClockTimestamp() - POLICY.approval_life,
    )
    return rows.update(used_at=ClockTimestamp()) == 1


def challenges_cancel(*, user_id: int, purposes: list[Purpose]) -> int:
    """Cancel what is pending for these purposes; return how many there were."""
    return Challenge.objects.filter(
        user_id=user_id, purpose__in=purposes, state=ChallengeState.PENDING
    ).update(state=ChallengeState.CANCELLED, decided_at=ClockTimestamp())


def challenges_expire() -> int:
    """Move every overdue challenge to EXPIRED; return how many there were."""
    return Challenge.objects.filter(
        state=ChallengeState.PENDING, expires_at__lte=ClockTimestamp()
    ).update(state=ChallengeState.EXPIRED, decided_at=ClockTimestamp())
