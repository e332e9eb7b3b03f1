"""Binding an authenticator: the one way from PENDING to ACTIVE."""

from datetime import datetime

from audit.clock import ClockTimestamp
from audit.record import record
from audit.tags import Tag
from mfa.devices.lifecycle import authenticator_move
from mfa.devices.rescue import in_time
from mfa.models import Authenticator, AuthenticatorState, Challenge
from mfa.notices import Notice, notice_post
from mfa.passcodes.lifecycle import passcodes_withdraw


def authenticator_bind(*, challenge: Challenge, at: datetime) -> Authenticator:
    """Put the authenticator of an approved enrolment to use.

    A live passcode dies with it: whoever has an authenticator again needs none (case C9). One that
    brought the person here must still be in its first ten minutes at this moment; else this raises
    AuthenticatorRefused, and whoever calls undoes the approval.
    """
    authenticator: Authenticator = Authenticator.objects.get(pk=challenge.authenticator_id)
    authenticator_move(
        authenticator=authenticator,
        to=AuthenticatorState.ACTIVE,
        only_if=in_time(),
        activated_at=ClockTimestamp(),
        last_used_at=ClockTimestamp(),
    )
    passcodes_withdraw(user_id=challenge.user_id)
    notice_post(Notice.AUTHENTICATOR_ADDED, user=challenge.user, ref=challenge.pk, at=at)
    record(
        Tag.USER_AUTHENTICATOR_ADDED,
        at=at,
        actor=challenge.user_id,
        subject=challenge.user_id,
        authenticator=authenticator.pk,
        kind=authenticator.kind,
        passcode=authenticator.via_passcode_id,
        recovery=authenticator.via_recovery_id,
    )
    return authenticator
