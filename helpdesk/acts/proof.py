"""A member of staff proves again who they are, for one thing in one session (B5)."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.refusals import DeskRefused
from mfa.challenges.lifecycle import challenge_use
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.devices.selectors import usable_authenticators_of
from mfa.domain.codes import digits_only
from mfa.domain.policy import POLICY
from mfa.methods.base import Answer
from mfa.models import Challenge, ChallengeState, Kind, Method, Purpose

TOTP_DIGITS = 6


def binding_of(session: str, *what: str) -> str:
    """Return the hash that ties a step-up to a session and to what it is for."""
    return hashlib.sha256("\n".join((session, *what)).encode()).hexdigest()


@audited
def step_up_prove(*, agent: User, binding: str, typed: str, ip: str, at: datetime) -> Answer:
    """Check the agent's own authenticator code. A wrong one counts against the agent's lock.

    Raises DeskRefused without an authenticator app, ChallengeRefused while locked.
    """
    if len(digits_only(typed)) != TOTP_DIGITS:
        return Answer.MISTYPED
    device = usable_authenticators_of(agent.pk).filter(kind__in=[Kind.TOTP, Kind.APP]).first()
    if device is None:
        raise DeskRefused(
            _("You need an authenticator app for this. Add one on your device page."),
            tag=Tag.STAFF_STEP_UP_REFUSED,
            actor=agent,
            subject=agent,
            reason="no_authenticator",
        )
    challenge = challenge_start(
        purpose=Purpose.STEP_UP,
        method=Method.TOTP,
        user=agent,
        authenticator=device,
        origin=Origin(browser=binding, ip=ip or None),
        at=at,
    )
    return challenge_answer(challenge_id=challenge.pk, browser=binding, typed=typed, at=at)


def step_up_spend(*, agent: User, binding: str) -> bool:
    """Use up a fresh proof for what it was made for; say whether there was one."""
    fresh = Challenge.objects.filter(
        user=agent,
        purpose=Purpose.STEP_UP,
        browser=binding,
        state=ChallengeState.APPROVED,
        used_at__isnull=True,
        decided_at__gt=ClockTimestamp() - POLICY.approval_life,
    ).order_by("-decided_at")
    challenge_id = fresh.values_list("pk", flat=True).first()
    return challenge_id is not None and challenge_use(
        challenge_id=challenge_id, user_id=agent.pk, purpose=Purpose.STEP_UP, browser=binding
    )
