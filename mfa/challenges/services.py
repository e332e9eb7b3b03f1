"""Starting, answering and cancelling a challenge."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import ContactAddress, User
from audit.clock import ClockTimestamp
from audit.refusal import Refused, audited
from audit.tags import Tag
from delivery.limits import LimitReached
from delivery.outbox import message_cancel
from mfa.challenges.lifecycle import challenge_decide, challenges_expire
from mfa.challenges.news import (
    challenge_ended_record,
    challenge_started_record,
)
from mfa.challenges.origin import NOWHERE, Origin
from mfa.domain.policy import POLICY
from mfa.locks import calls_are_blocked, factor_lock_of
from mfa.methods.base import Answer, ChallengeOver
from mfa.methods.registry import method_of
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    ChallengeState,
    Method,
    Purpose,
    Service,
)


class ChallengeRefused(Refused):
    """This way of proving it cannot be used now."""


@audited
def challenge_start(
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
    """Start a challenge; an older one of this purpose and method in this browser is cancelled.

    Raises ChallengeRefused: locked, blocked by the person, over a limit, not theirs.
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
        ip=origin.ip,
        user_agent=origin.user_agent,
        created_at=at,
    )
    _check(challenge)
    _replace_older(challenge)
    life = POLICY.mail_code_life if method == Method.MAIL_CODE else POLICY.challenge_life
    challenge.expires_at = ClockTimestamp() + life
    challenge.save(force_insert=True)
    challenge.refresh_from_db(fields=["expires_at"])
    try:
        method_of(challenge).begin(challenge=challenge, at=at)
    except LimitReached as limit:
        raise _refusal(challenge, limit.message, reason="limit") from limit
    challenge_started_record(challenge, at=at)
    return challenge


@audited
def challenge_answer(*, challenge_id: UUID, browser: str, typed: str, at: datetime) -> Answer:
    """Take what was typed for a challenge, in the browser (or case) it was made for."""
    challenge = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=challenge_id, browser=browser)
        .annotate(is_over=Q(expires_at__lte=ClockTimestamp()))
        .first()
    )
    if challenge is None or challenge.state != ChallengeState.PENDING:
        return Answer.OVER
    if challenge.is_over:
        if challenge_decide(challenge=challenge, to=ChallengeState.EXPIRED):
            challenge_ended_record(challenge, at=at)
        return Answer.EXPIRED
    return method_of(challenge).answer(challenge=challenge, typed=typed, at=at)


@audited
def challenge_cancel(*, challenge: Challenge, at: datetime) -> bool:
    """Call a challenge off; say whether it was still pending."""
    if not challenge_decide(challenge=challenge, to=ChallengeState.CANCELLED):
        return False
    message_cancel(ref=challenge.pk, at=at)
    challenge_ended_record(challenge, at=at)
    return True


def _check(challenge: Challenge) -> None:
    is_check = challenge.purpose == Purpose.CALLER_CHECK
    if not is_check and factor_lock_of(challenge.user_id):
        raise _refusal(
            challenge,
            _("Too many wrong codes. Your second step is locked for a while."),
            reason="factor_locked",
        )
    is_call = challenge.method == Method.PHONE_CALL
    if is_call and not is_check and calls_are_blocked(challenge.user_id):
        raise _refusal(
            challenge,
            _("Calls are switched off because a call was reported. Use another way to sign in."),
            reason="calls_blocked",
        )
    if not _belongs(challenge):
        raise _refusal(
            challenge, _("This way to prove it is not available."), reason="not_theirs"
        )


def _belongs(challenge: Challenge) -> bool:
    """Say whether device and address are the person's own and in a fit state."""
    wanted = (
        AuthenticatorState.PENDING
        if challenge.purpose == Purpose.ENROLMENT
        else AuthenticatorState.ACTIVE
    )
    device, address = challenge.authenticator, challenge.address
    if device is not None and (device.user_id != challenge.user_id or device.state != wanted):
        return False
    if address is not None and (
        address.user_id != challenge.user_id or address.removed_at is not None
    ):
        return False
    needs_one = challenge.method != Method.PASSCODE
    return not needs_one or (device is None) != (address is None)


def _replace_older(challenge: Challenge) -> None:
    older = Challenge.objects.filter(
        state=ChallengeState.PENDING,
        user=challenge.user,
        purpose=challenge.purpose,
        method=challenge.method,
        browser=challenge.browser,
        case_ref=challenge.case_ref,
    )
    for one in older:
        if challenge_decide(challenge=one, to=ChallengeState.CANCELLED):
            message_cancel(ref=one.pk, at=challenge.created_at)


def _refusal(challenge: Challenge, message: str, *, reason: str) -> ChallengeRefused:
    tags = {
        Purpose.CALLER_CHECK: Tag.STAFF_CHECK_REFUSED,
        Purpose.STEP_UP: Tag.STAFF_STEP_UP_REFUSED,
    }
    return ChallengeRefused(
        message,
        tag=tags.get(Purpose(challenge.purpose), Tag.USER_CHALLENGE_REFUSED),
        actor=challenge.asked_by_id or challenge.user_id,
        subject=challenge.user_id,
        case=challenge.case_ref,
        purpose=challenge.purpose,
        method=challenge.method,
        reason=reason,
        ip=challenge.ip,
    )


__all__ = [
    "Answer",
    "ChallengeOver",
    "ChallengeRefused",
    "challenge_answer",
    "challenge_cancel",
    "challenge_start",
    "challenges_expire",
]
