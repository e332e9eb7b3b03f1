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
from mfa.models import Act, Grant, Passcode, PasscodeKind, Service, TrustEnd
from mfa.notices import Notice, notice_post
from mfa.passcodes.lifecycle import passcodes_withdraw
from mfa.passcodes.secret import passcode_hash
from mfa.trust.services import browsers_end


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

    Raises NotEnoughEvidence, or PasscodeRefused while the person's second step is locked or the
    account is frozen.
    """
    guard = Guard(user.pk)
    if guard.is_locked or guard.state.frozen_at is not None:
        raise _closed(user, agent, case_ref, is_frozen=guard.state.frozen_at is not None)
    grant = grant_open(
        act=Act.ISSUE_PASSCODE,
        threshold=threshold,
        case_ref=case_ref,
        user=user,
        agent=agent,
        at=at,
    )
    passcodes_withdraw(user_id=user.pk)
    browsers_end(user_id=user.pk, reason=TrustEnd.PASSCODE, at=at)
    issued = _passcode_make(grant, service, kind, life, at)
    Grant.objects.filter(pk=grant.pk).update(spent_at=ClockTimestamp())
    notice_post(Notice.PASSCODE_ISSUED, user=user, ref=case_ref, at=at)
    _issued_record(issued.passcode, grant, at)
    return issued


def _passcode_make(
    grant: Grant, service: Service, kind: PasscodeKind, life: timedelta, at: datetime
) -> Issued:
    code = passcode_format.draw(digits=POLICY.passcode_digits)
    uses = POLICY.forgotten_uses if kind == PasscodeKind.FORGOTTEN else 1
    passcode = Passcode.objects.create(
        user=grant.user,
        name=str(PasscodeKind(kind).label),
        grant=grant,
        service=service,
        issued_by=grant.held_by,
        kind=kind,
        secret=passcode_hash(code),
        uses_total=uses,
        uses_left=uses,
        issued_at=at,
        expires_at=ClockTimestamp() + life,
    )
    passcode.refresh_from_db(fields=["expires_at"])
    return Issued(passcode=passcode, code=code)


def _issued_record(passcode: Passcode, grant: Grant, at: datetime) -> None:
    record(
        Tag.STAFF_PASSCODE_ISSUED,
        at=at,
        actor=grant.held_by_id,
        subject=grant.user_id,
        case=grant.case_ref,
        passcode=passcode.pk,
        kind=passcode.kind,
        uses=passcode.uses_total,
        points=grant.points,
        expires=passcode.expires_at.isoformat(),
    )


def _closed(user: User, agent: User, case_ref: UUID, *, is_frozen: bool) -> PasscodeRefused:
    text = _(
        "Too many wrong codes: this person's second step is locked. A passcode cannot be issued "
        "over a lock."
    )
    if is_frozen:
        text = _(
            "This account is frozen: its owner said that a change was not theirs. A passcode "
            "cannot be issued before that is lifted."
        )
    return PasscodeRefused(
        text,
        tag=Tag.STAFF_PASSCODE_REFUSED,
        actor=agent,
        subject=user,
        case=case_ref,
        reason="frozen" if is_frozen else "factor_locked",
    )
