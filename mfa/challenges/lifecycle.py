"""The one door to a challenge's state: the first terminal state wins."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from audit.clock import ClockTimestamp
from mfa.domain.policy import POLICY
from mfa.models import Challenge, ChallengeState, Purpose


def challenge_decide(*, challenge: Challenge, to: ChallengeState, reason: str = "") -> bool:
    """Move a PENDING challenge to `to`; say whether this call was the one that did.

    An approval after the expiry loses, by the database's clock. One that `opens_at_once` is used
    by the same statement, so that it opens nothing else.
    """
    rows = Challenge.objects.filter(pk=challenge.pk, state=ChallengeState.PENDING)
    columns: dict[str, Any] = {"state": to, "reason": reason, "decided_at": ClockTimestamp()}
    if to == ChallengeState.APPROVED:
        rows = rows.filter(expires_at__gt=ClockTimestamp())
        if challenge.opens_at_once:
            columns["used_at"] = ClockTimestamp()
    won = rows.update(**columns) == 1
    if won:
        challenge.state, challenge.reason = to, reason
    return won


def challenge_use(
    *,
    challenge_id: UUID,
    user_id: int,
    purpose: Purpose,
    browser: str,
    within: timedelta = POLICY.approval_life,
) -> bool:
    """Use an approval, once, for its purpose, in the browser it was made for."""
    if not browser:
        return False
    rows = Challenge.objects.filter(
        pk=challenge_id,
        user_id=user_id,
        purpose=purpose,
        browser=browser,
        state=ChallengeState.APPROVED,
        used_at__isnull=True,
        decided_at__gt=ClockTimestamp() - within,
    )
    return rows.update(used_at=ClockTimestamp()) == 1
