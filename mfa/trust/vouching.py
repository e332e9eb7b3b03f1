"""Which authenticator vouches for a browser: one that has just proved something in it."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import Session, User
from accounts.sessions import key_hash
from audit.clock import ClockTimestamp
from mfa.challenges.freshness import step_is_fresh
from mfa.challenges.origin import Origin
from mfa.challenges.rules import DEVICES
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, AuthenticatorState, Challenge, Kind, Purpose


@dataclass(frozen=True, slots=True)
class Step:
    """What this browser may have done just now; it is looked up, not believed.

    `session_key` and the session's `device_id`, and the challenge of a second step since then.
    """

    session_key: str
    device_id: int | None
    manage_id: UUID | None
    origin: Origin


def vouching_device(*, user: User, step: Step) -> Authenticator | None:
    """Return the device that was used at most ten minutes ago to sign in here, or since then.

    A passcode, a recovery code or a trusted browser's own sign-in vouches for nothing.
    """
    device_id = _manage_device(user, step) or _sign_in_device(user, step)
    found: Authenticator | None = (
        Authenticator.objects.filter(pk=device_id, user=user, state=AuthenticatorState.ACTIVE)
        .exclude(kind=Kind.RECOVERY)
        .first()
    )
    return found


def _manage_device(user: User, step: Step) -> int | None:
    is_fresh = step_is_fresh(
        challenge_id=step.manage_id,
        user_id=user.pk,
        purpose=Purpose.MANAGE,
        origin=step.origin,
        within=POLICY.manage_life,
    )
    if step.manage_id is None or not is_fresh:
        return None
    return Challenge.objects.get(pk=step.manage_id).authenticator_id


def _sign_in_device(user: User, step: Step) -> int | None:
    opened_now = Session.objects.filter(
        session_key=key_hash(step.session_key),
        user=user,
        opened_by__in=DEVICES,
        created_at__gt=ClockTimestamp() - POLICY.manage_life,
    )
    return step.device_id if opened_now.exists() else None
