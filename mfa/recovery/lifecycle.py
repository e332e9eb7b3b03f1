"""The one door to a recovery code's use."""

from accounts.models import Session
from audit.clock import ClockTimestamp
from mfa.models import AuthenticatorState, Challenge, Method, RecoveryCode


def recovery_spend(*, code: RecoveryCode, challenge: Challenge) -> bool:
    """Use a code of a living set, once: one conditional UPDATE."""
    unused = RecoveryCode.objects.filter(
        pk=code.pk, used_at__isnull=True, authenticator__state=AuthenticatorState.ACTIVE
    )
    return unused.update(used_at=ClockTimestamp(), challenge=challenge) == 1


def recovery_sessions_end(*, user_id: int) -> int:
    """End the short sessions that recovery codes opened: who reported something may not be in."""
    return Session.objects.filter(user=user_id, opened_by=Method.RECOVERY).delete()[0]
