"""Signing in: a right password makes a pending sign-in, an approved challenge opens the session."""

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag
from mfa.challenges.lifecycle import challenge_use
from mfa.challenges.origin import Origin
from mfa.challenges.services import answer_use
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge, Passcode, Purpose
from mfa.sign_in.lengths import Lengths, session_lengths
from mfa.sign_in.selectors import slug_of


class SignInRefused(Refused):
    """The approval is not one that opens a session here and now."""


class Opener(Protocol):
    """Opens the browser's session, in the transaction that uses the approval."""

    def __call__(
        self,
        *,
        user: User,
        device: Authenticator | Passcode,
        opened_by: str,
        lengths: Lengths,
        challenge_id: UUID | None = None,
    ) -> None: ...


@audited
def sign_in_answer(
    *, challenge_id: UUID, user: User, origin: Origin, typed: str, opener: Opener, at: datetime
) -> Answer:
    """Take a typed code, and open the session in the same transaction when it is right.

    Either both happen or neither: a crash before the commit leaves the code unused (case C15).
    """
    taken = answer_use(
        challenge_id=challenge_id,
        purpose=Purpose.SIGN_IN,
        user_id=user.pk,
        browser=origin.browser,
        typed=typed,
        at=at,
    )
    if taken.answer == Answer.ACCEPTED and taken.challenge and taken.now:
        _open(taken.challenge, taken.now, user, origin, opener, at)
    return taken.answer


@audited
def sign_in_complete(
    *, challenge_id: UUID, user: User, origin: Origin, opener: Opener, at: datetime
) -> None:
    """Use an approved sign-in challenge, once, and open the session. Raises SignInRefused."""
    _frozen_refuse(Guard(user.pk), user, origin, challenge_id)
    _approval_use(challenge_id, Purpose.SIGN_IN, POLICY.approval_life, user, origin)
    _open(*_approved(challenge_id), user, origin, opener, at)


@audited
def first_sign_in_complete(
    *,
    proof_id: UUID,
    enrolment_id: UUID,
    user: User,
    origin: Origin,
    opener: Opener,
    at: datetime,
) -> None:
    """Open the session of somebody who has just set up a first authenticator.

    Uses the mailed code's approval and that of the authenticator, both once and in this browser.
    """
    _frozen_refuse(Guard(user.pk), user, origin, enrolment_id)
    life = POLICY.first_enrolment
    _approval_use(proof_id, Purpose.FIRST_ENROLMENT, life, user, origin)
    _approval_use(enrolment_id, Purpose.ENROLMENT, life, user, origin)
    _open(*_approved(enrolment_id), user, origin, opener, at, is_first=True)


def _frozen_refuse(guard: Guard, user: User, origin: Origin, challenge_id: UUID) -> None:
    """Refuse what was approved before the account was frozen; `guard` keeps the two apart."""
    if guard.state.frozen_at is not None:
        raise _refusal(user, origin, challenge_id, "frozen")


def _approval_use(
    challenge_id: UUID, purpose: Purpose, within: timedelta, user: User, origin: Origin
) -> None:
    used = challenge_use(
        challenge_id=challenge_id,
        user_id=user.pk,
        purpose=purpose,
        browser=origin.browser,
        within=within,
    )
    if not used:
        raise _refusal(user, origin, challenge_id, "not_approved")


def _approved(challenge_id: UUID) -> tuple[Challenge, datetime]:
    challenge = (
        Challenge.objects.select_related("authenticator", "passcode")
        .annotate(now=ClockTimestamp())
        .get(pk=challenge_id)
    )
    return challenge, vars(challenge)["now"]


def _open(
    challenge: Challenge,
    now: datetime,
    user: User,
    origin: Origin,
    opener: Opener,
    at: datetime,
    **facts: Any,
) -> None:
    device = challenge.passcode or challenge.authenticator
    if device is None or not device.confirmed or challenge.user_id != user.pk:
        raise _refusal(user, origin, challenge.pk, "device_gone")
    lengths = session_lengths(user=user, device=device, now=now)
    opener(
        user=user,
        device=device,
        opened_by=challenge.method,
        lengths=lengths,
        challenge_id=challenge.pk,
    )
    record(
        Tag.USER_SIGN_IN_APPROVED,
        at=at,
        actor=user,
        subject=user,
        challenge=challenge.pk,
        method=challenge.method,
        device=device.persistent_id,
        service=slug_of(challenge.service_id),
        **origin.facts(),
        **facts,
    )


def _refusal(user: User, origin: Origin, challenge_id: UUID, reason: str) -> SignInRefused:
    return SignInRefused(
        _("That confirmation cannot be used any more. Please start again."),
        tag=Tag.USER_SIGN_IN_REFUSED,
        actor=user,
        subject=user,
        challenge=challenge_id,
        reason=reason,
        **origin.facts(),
    )
