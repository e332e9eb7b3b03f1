"""Making a set of recovery codes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag
from mfa.challenges.origin import Origin
from mfa.devices.services import authenticator_revoke
from mfa.domain import recovery_format
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.models import Authenticator, AuthenticatorState, Kind, RecoveryCode
from mfa.notices import Notice, notice_post
from mfa.passcodes.secret import passcode_hash


class RecoveryRefused(Refused):
    """No codes are made now."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new set. `codes` exist here and on the page that shows them, and nowhere else."""

    device: Authenticator
    codes: list[str]


@audited
def recovery_create(*, user: User, replaces: int | None, origin: Origin, at: datetime) -> Made:
    """Make ten codes in place of the set `replaces` (None: of none), which is dead at once.

    The caller has made sure of a second step. A page that is sent twice names a set that is gone
    by then, and raises RecoveryRefused: nobody's printed codes die by a reload.
    """
    codes = [
        recovery_format.draw(slot, characters=POLICY.recovery_characters)
        for slot in recovery_format.SLOTS[: POLICY.recovery_codes]
    ]
    secrets = [passcode_hash(code) for code in codes]  # a quarter of a second, before any lock
    Guard(user.pk)
    _replace(user, replaces)
    device = _set_make(user, origin, at)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(authenticator=device, slot=code[0], secret=secret)
        for code, secret in zip(codes, secrets, strict=True)
    )
    notice_post(Notice.RECOVERY_CREATED, user=user, ref=uuid4(), at=at)
    record(
        Tag.USER_RECOVERY_CREATED,
        at=at,
        actor=user,
        subject=user,
        authenticator=device.pk,
        replaces=replaces,
        codes=len(codes),
        **origin.facts(),
    )
    return Made(device=device, codes=codes)


def _replace(user: User, replaces: int | None) -> None:
    old = Authenticator.objects.filter(
        user=user,
        kind=Kind.RECOVERY,
        state__in=[AuthenticatorState.ACTIVE, AuthenticatorState.SUSPENDED],
    )
    living = old.filter(state=AuthenticatorState.ACTIVE).first()
    if (living.pk if living else None) != replaces:
        text = _("Your codes have been made already; they were shown once. You can make new ones.")
        raise RecoveryRefused(
            text, tag=Tag.USER_RECOVERY_REFUSED, actor=user, subject=user, reason="sent_twice"
        )
    for device in old:
        authenticator_revoke(device=device, reason="replaced")


def _set_make(user: User, origin: Origin, at: datetime) -> Authenticator:
    made: Authenticator = Authenticator.objects.create(
        user=user,
        kind=Kind.RECOVERY,
        name=_("Recovery codes"),
        state=AuthenticatorState.ACTIVE,
        confirmed=True,
        created_at=at,
        activated_at=ClockTimestamp(),
        added_ip=origin.ip or None,
        added_agent=origin.user_agent,
    )
    return made
