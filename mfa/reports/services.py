"""What happens at once when somebody says: that was not me."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q

from accounts.models import User
from accounts.services import password_change_require
from audit.clock import ClockTimestamp
from audit.record import record
from audit.tags import Tag
from mfa.challenges.cancelling import challenges_cancel
from mfa.interfaces import Reported, report_desk
from mfa.locks import Guard
from mfa.models import Challenge, FactorState, Purpose, TrustEnd
from mfa.notices import Notice, notice_post
from mfa.passcodes.lifecycle import passcodes_distrust
from mfa.recovery.lifecycle import recovery_sessions_end
from mfa.trust.services import browsers_end

CALLER, FROM_NOTICE = "CALLER", "NOTICE"


def not_me(*, user: User, reported: Reported, guard: Guard | None = None, at: datetime) -> None:
    """Do, in the caller's transaction, what the report asks for; the desk is told of every one.

    Push and calls stop until thawed, what waits ends, trusted browsers end, a new password comes
    first. Two reports ask for less. A caller check: somebody else is on the line with the help
    desk, and the person's own sign-in goes on working. A device that is only being added: whoever
    answered it may be a stranger with a like number, so it stops calls and nothing else. In every
    case a passcode may be in the wrong hands: it dies, with its sessions and what they would add.
    """
    if guard is None:
        Guard(user.pk)
    facts: dict[str, object] = {}
    if not is_about_caller(reported):
        _prompts_stop(user, reported, at)
        if reported.purpose != Purpose.ENROLMENT:
            facts["browsers"] = browsers_end(user_id=user.pk, reason=TrustEnd.REPORT, at=at)
            password_change_require(user=user)
    facts["passcodes"] = _passcodes_end(user, at)
    notice_post(_notice(reported), user=user, ref=_ref(reported), at=at)
    report_desk().report_take(person=user, reported=reported, at=at)
    _record(user, reported, facts, at)


def is_about_caller(reported: Reported) -> bool:
    """Say whether somebody else claims to be the person on the telephone, and no more than that."""
    return reported.source == CALLER or reported.purpose == Purpose.CALLER_CHECK


def _ref(reported: Reported) -> UUID:
    return reported.challenge.pk if reported.challenge else reported.case_ref or uuid4()


def _notice(reported: Reported) -> Notice:
    if reported.source == FROM_NOTICE:
        return Notice.ACCOUNT_FROZEN
    return Notice.CALLER_NOT_YOU if is_about_caller(reported) else Notice.REPORTED


def _prompts_stop(user: User, reported: Reported, at: datetime) -> None:
    """End what waits, and let nothing ring; a frozen account is called only to be thawed."""
    if reported.source != FROM_NOTICE:
        FactorState.objects.filter(pk=user.pk).update(prompts_blocked_at=ClockTimestamp())
    waiting = Challenge.objects.filter(user=user).exclude(purpose=Purpose.CALLER_CHECK)
    challenges_cancel(pending=waiting, reason="reported", at=at)


def _passcodes_end(user: User, at: datetime) -> int:
    by_code = Q(authenticator__via_passcode__isnull=False) | Q(
        authenticator__via_recovery__isnull=False
    )
    bound_by_it = Challenge.objects.filter(by_code, user=user, purpose=Purpose.ENROLMENT)
    challenges_cancel(pending=bound_by_it, reason="reported", at=at)
    recovery_sessions_end(user_id=user.pk)
    return passcodes_distrust(user_id=user.pk)


def _record(user: User, reported: Reported, facts: dict[str, object], at: datetime) -> None:
    record(
        Tag.USER_FRAUD_REPORTED,
        at=at,
        actor=user,
        subject=user,
        case=reported.case_ref,
        source=reported.source,
        challenge=reported.challenge and reported.challenge.pk,
        service=reported.service,
        purpose=reported.purpose,
        method=reported.method,
        ip=reported.ip,
        agent=reported.user_agent,
        happened=reported.happened_at,
        led_to=reported.led_to,
        **facts,
    )
