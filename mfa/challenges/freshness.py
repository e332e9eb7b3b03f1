"""Whether a second step was done lately in this browser, for changes that need one each time."""

from datetime import timedelta
from uuid import UUID

from audit.clock import ClockTimestamp
from mfa.challenges.origin import Origin
from mfa.models import Challenge, ChallengeState, Method, Purpose


def step_is_fresh(
    *,
    challenge_id: UUID | None,
    user_id: int,
    purpose: Purpose,
    origin: Origin,
    within: timedelta,
) -> bool:
    """Say whether this approval of an authenticator is unused and at most `within` old.

    The authenticator must still be in use; a passcode or a recovery code never counts, and nothing
    does while the account is frozen.
    """
    if challenge_id is None or not origin.browser:
        return False
    return (
        Challenge.objects.filter(
            pk=challenge_id,
            user_id=user_id,
            purpose=purpose,
            browser=origin.browser,
            state=ChallengeState.APPROVED,
            used_at__isnull=True,
            decided_at__gt=ClockTimestamp() - within,
            authenticator__confirmed=True,
            user__factor_state__frozen_at__isnull=True,
        )
        .exclude(method__in=[Method.PASSCODE, Method.RECOVERY])
        .exists()
    )
