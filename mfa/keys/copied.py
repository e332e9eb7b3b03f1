"""A key whose counter did not move forward: there may be two of it (WebAuthn §6.1.1)."""

from datetime import datetime

from audit.record import record
from audit.tags import Tag
from mfa.devices.services import authenticator_suspend
from mfa.models import Authenticator, Challenge
from mfa.notices import Notice, notice_post

COPIED = "copied"


def key_set_aside(
    *, challenge: Challenge, device: Authenticator, counted: int, at: datetime
) -> None:
    """Suspend the key, tell its owner, write it down. Sessions that it opened end with it.

    Which of the two is the owner's cannot be told, so neither goes on working.
    """
    authenticator_suspend(device=device)
    Authenticator.objects.filter(pk=device.pk).update(revoked_reason=COPIED)
    notice_post(Notice.AUTHENTICATOR_COPIED, user=challenge.user, ref=challenge.pk, at=at)
    record(
        Tag.USER_SIGN_COUNT_WRONG,
        at=at,
        actor=challenge.user_id,
        subject=challenge.user_id,
        challenge=challenge.pk,
        authenticator=device.pk,
        known=device.sign_count,
        counted=counted,
        ip=challenge.ip,
    )
