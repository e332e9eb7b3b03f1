"""Issuing bypass passcodes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.clock import ClockTimestamp
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag
from mfa.domain import passcode_format
from mfa.domain.policy import POLICY
from mfa.evidence.services import grant_open
from mfa.locks import Guard
from mfa.models import Act, Grant, Passcode, PasscodeKind, Service
from mfa.notices import Notice, notice_post
from mfa.passcodes.lifecycle import passcodes_withdraw
from mfa.passcodes.secret import passcode_hash


class PasscodeRefused(Refused):
    """No passcode can be issued now."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new passcode. `code` exists here and on the agent's screen, and nowhere else."""

    passcode: Passcode
    code: str


@audited
def passcode_issue(
    *,
    user: User,
    agent: User,
    case_ref: UUID,
    service: Service,
    kind: PasscodeKind,
    life: timedelta,
    threshold: int,
    at: datetime,
) -> Issued:
    """Issue a passcode for evidence gathered in this case; the person's older one dies.

    Raises NotEnoughEvidence, or PasscodeRefused while the person's second step is locked.
    """
    if Guard(user.pk).is_locked:
        raise PasscodeRefused(
            _(
                "Too many wrong codes: this person's second step is locked. A passcode cannot "
                "be issued over a lock."
            ),
            tag=Tag.STAFF_PASSCODE_REFUSED,
            actor=agent,
            subject=user,
            case=case_ref,
            reason="factor_locked",
        )
    grant = grant_open(
        act=Act.ISSUE_PASSCODE,
        threshold=threshold,
        case_ref=case_ref,
        user=user,
        agent=agent,
        at=at,
    )
    code = passcode_format.draw(digits=POLICY.passcode_digits)
    uses = POLICY.forgotten_uses if kind == PasscodeKind.FORGOTTEN else 1
    passcodes_withdraw(user_id=user.pk)
    passcode = Passcode.objects.create(
        user=user,
        name=str(PasscodeKind(kind).label),
        grant=grant,
        service=service,
        issued_by=agent,
        kind=kind,
        secret=passcode_hash(code),
        uses_total=uses,
        uses_left=uses,
        issued_at=at,
        expires_at=ClockTimestamp() + life,
    )
    Grant.objects.filter(pk=grant.pk).update(spent_at=ClockTimestamp())
    passcode.refresh_from_db(fields=["expires_at"])
    notice_post(Notice.PASSCODE_ISSUED, user=user, ref=case_ref, at=at)
    record(
        Tag.STAFF_PASSCODE_ISSUED,
        at=at,
        actor=agent,
        subject=user,
        case=case_ref,
        passcode=passcode.pk,
        kind=kind,
        uses=uses,
        points=grant.points,
        expires=passcode.expires_at.isoformat(),
    )
    return Issued(passcode=passcode, code=code)
