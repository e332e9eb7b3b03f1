"""Checking a caller: the desk picks something on file, a worker or the caller does the rest."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.throttle import throttle_hit
from audit.clock import clock_read
from audit.refusal import audited
from audit.tags import Tag
from helpdesk.cases.guard import desk_guard
from helpdesk.cases.locking import own_open_case
from helpdesk.cases.verdict import case_was_reported
from helpdesk.checks.selectors import Possible, checks_possible
from helpdesk.models import Case
from helpdesk.policy import DESK
from helpdesk.refusals import DeskRefused, NotThere
from mfa.challenges.cancelling import challenge_cancel
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.domain.codes import digits_only
from mfa.methods.base import Answer
from mfa.models import Challenge, Method, Purpose

TOTP_DIGITS = 6


@audited
def check_start_call(*, case_id: UUID, agent: User, target: str, at: datetime) -> Challenge:
    """Have a worker call a number on file; the caller keys in the number on the agent's screen.

    `target` is the key of something on file; a number that somebody typed is none and is refused.
    """
    case = _case(case_id, agent)
    return _start(case, _possible(case, target, Method.PHONE_CALL), at)


@audited
def check_start_mail(*, case_id: UUID, agent: User, target: str, at: datetime) -> Challenge:
    """Mail a code to an address on file; the caller reads it back."""
    case = _case(case_id, agent)
    possible = _possible(case, target, Method.MAIL_CODE)
    bucket = f"desk mail code {case.person_id}"
    if not throttle_hit(bucket=bucket, limit=DESK.mail_budget, window=DESK.budget_window):
        text = _("Too many codes were mailed to this person within an hour. Use another way.")
        raise _refusal(case, text, "mail_budget")
    return _start(case, possible, at)


@audited
def check_totp(*, case_id: UUID, agent: User, target: str, typed: str, at: datetime) -> Answer:
    """Check a code that the caller reads out from an authenticator app on file."""
    case = _case(case_id, agent)
    possible = _possible(case, target, Method.TOTP)
    if len(digits_only(typed)) != TOTP_DIGITS:
        return Answer.MISTYPED
    challenge = _start(case, possible, at)
    return challenge_answer(challenge_id=challenge.pk, browser="", typed=typed, at=at)


@audited
def check_answer_mail(
    *, case_id: UUID, agent: User, challenge_id: UUID, typed: str, at: datetime
) -> Answer:
    """Take the mailed code that the caller reads back."""
    case = _case(case_id, agent)
    challenge = _own_check(case, challenge_id)
    if challenge.method != Method.MAIL_CODE:
        raise _not_there(case)
    return challenge_answer(challenge_id=challenge.pk, browser="", typed=typed, at=at)


@audited
def check_cancel(*, case_id: UUID, agent: User, challenge_id: UUID, at: datetime) -> bool:
    """Call off a check that is still waiting."""
    case = own_open_case(case_id=case_id, agent=agent, tag=Tag.STAFF_CHECK_REFUSED)
    return challenge_cancel(challenge=_own_check(case, challenge_id), at=at)


def _case(case_id: UUID, agent: User) -> Case:
    case = own_open_case(case_id=case_id, agent=agent, tag=Tag.STAFF_CHECK_REFUSED)
    desk_guard(agent=agent, person=case.person, tag=Tag.STAFF_CHECK_REFUSED, case=case.pk)
    if not case.loss:
        raise _refusal(case, _("Answer the first question first."), "no_loss")
    if case_was_reported(case):
        raise _refusal(case, _("The person at that number says it is not them."), "reported")
    return case


def _possible(case: Case, key: str, method: Method) -> Possible:
    for one in checks_possible(case=case, now=clock_read()):
        if one.key == key and one.method == method:
            return one
    raise _not_there(case)


def _start(case: Case, possible: Possible, at: datetime) -> Challenge:
    if possible.points == 0:
        raise _refusal(
            case, _("This check counts for nothing: %(why)s.") % {"why": possible.note}, "worthless"
        )
    return challenge_start(
        purpose=Purpose.CALLER_CHECK,
        method=possible.method,
        user=case.person,
        authenticator=possible.target.authenticator,
        address=possible.target.address,
        asked_by=case.agent,
        case_ref=case.pk,
        at=at,
    )


def _own_check(case: Case, challenge_id: UUID) -> Challenge:
    challenge = Challenge.objects.filter(
        pk=challenge_id, case_ref=case.pk, asked_by=case.agent_id, user=case.person_id
    ).first()
    if challenge is None:
        raise _not_there(case)
    return challenge


def _not_there(case: Case) -> NotThere:
    return NotThere(
        _("That is not on file for this person."),
        tag=Tag.STAFF_CHECK_REFUSED,
        actor=case.agent_id,
        subject=case.person_id,
        case=case.pk,
        reason="not_on_file",
    )


def _refusal(case: Case, message: str, reason: str) -> DeskRefused:
    return DeskRefused(
        message,
        tag=Tag.STAFF_CHECK_REFUSED,
        actor=case.agent_id,
        subject=case.person_id,
        case=case.pk,
        reason=reason,
    )
