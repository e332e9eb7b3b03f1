"""What has to be true, in the database at this moment, before the desk acts on a person."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from audit.tags import Tag
from helpdesk.acts.step_up import step_up_until
from helpdesk.cases.guard import desk_guard, refusal_text
from helpdesk.cases.locking import agent_lock, own_open_case
from helpdesk.cases.verdict import case_was_reported
from helpdesk.models import Case
from helpdesk.refusals import DeskRefused, case_refusal
from helpdesk.roles import has_permission_now
from helpdesk.thresholds import DeskAct, threshold_of
from mfa.evidence.services import case_was_granted, evidence_standing

_TAGS = {
    DeskAct.ISSUE_PASSCODE: Tag.STAFF_PASSCODE_REFUSED,
    DeskAct.REVOKE: Tag.STAFF_AUTHENTICATOR_REFUSED,
    DeskAct.MARK_LOST: Tag.STAFF_AUTHENTICATOR_REFUSED,
    DeskAct.CLOSE: Tag.STAFF_CASE_REFUSED,
}
_NEED_STEP_UP = frozenset({DeskAct.ISSUE_PASSCODE, DeskAct.REVOKE})
_DESPITE_LOCKS = frozenset({DeskAct.CLOSE})  # a case about a locked person can still be closed


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for an act, in which case and session (hash of its key)."""

    case_id: UUID
    agent: User
    session: str


def act_guard(asked: Asked, act: DeskAct) -> Case:
    """Return the case, locked, when `act` is open; raise NotThere or DeskRefused when it is not."""
    tag = _TAGS[act]
    agent_lock(asked.agent)
    case = own_open_case(case_id=asked.case_id, agent=asked.agent, tag=tag)
    if act in _DESPITE_LOCKS:
        if not has_permission_now(user_id=asked.agent.pk, permission="helpdesk.work_desk"):
            raise act_refusal(case, act, refusal_text("no_permission"), "no_permission")
        return case
    desk_guard(agent=asked.agent, person=case.person, tag=tag, case=case.pk)
    if not case.loss:
        raise act_refusal(case, act, _("Answer the first question first."), "no_loss")
    if case_was_reported(case):
        raise act_refusal(
            case, act, _("The person at that number says it is not them."), "reported"
        )
    _points_check(case, act)
    if act in _NEED_STEP_UP and not step_up_until(
        case_id=case.pk, agent_id=asked.agent.pk, session=asked.session
    ):
        raise act_refusal(case, act, _("Confirm with your own code first."), "step_up")
    return case


def act_refusal(case: Case, act: DeskAct, message: str, reason: str) -> DeskRefused:
    """Return the refusal of `act`, ready to raise."""
    return case_refusal(case, message, reason, tag=_TAGS[act], act=act)


def _points_check(case: Case, act: DeskAct) -> None:
    ref, user_id, agent_id = case.pk, case.person_id, case.agent_id
    if act != DeskAct.ISSUE_PASSCODE and case_was_granted(
        case_ref=ref, user_id=user_id, agent_id=agent_id
    ):
        return  # the evidence for the passcode covers the revocations of the same case
    standing = evidence_standing(case_ref=ref, user_id=user_id, agent_id=agent_id)
    if standing.points < threshold_of(act):
        raise act_refusal(
            case, act, _("The checks of this caller are not enough for that yet."), "points"
        )
