"""How a case ended, judged by what happened in it and not by what the agent says."""

from django.db.models import Q, QuerySet

from helpdesk.models import Case, CaseState
from helpdesk.thresholds import DeskAct, threshold_of
from mfa.evidence.services import case_was_granted
from mfa.models import Challenge, ChallengeState, Evidence

# A call that the network could not place says nothing about the caller.
OURS = ("failed", "unknown")


def case_was_reported(case: Case) -> bool:
    """Say whether the person, at a number on file or in their account, said: that is not me."""
    if case.disowned_at is not None:
        return True
    return _checks(case).filter(state=ChallengeState.REPORTED).exists()


def case_had_failed_check(case: Case) -> bool:
    """Say whether a check was failed. A right answer afterwards does not undo a wrong one.

    A code that nobody tried was not failed, and neither was a call that was never placed.
    """
    wrong = Q(state__in=[ChallengeState.REPORTED, ChallengeState.DENIED]) | Q(attempts__gt=0)
    ended = Q(state=ChallengeState.FAILED) & ~Q(reason__in=OURS)
    return _checks(case).filter(wrong | ended).exists()


def case_reached_threshold(case: Case) -> bool:
    """Say whether the case ever had enough points for a passcode, however old they are now."""
    if case_was_granted(case_ref=case.pk, user_id=case.person_id, agent_id=case.agent_id):
        return True
    best: dict[str, int] = {}
    rows = Evidence.objects.filter(case_ref=case.pk, user=case.person_id, gathered_by=case.agent_id)
    for channel, points in rows.values_list("channel", "points"):
        best[channel] = max(points, best.get(channel, 0))
    return sum(best.values()) >= threshold_of(DeskAct.ISSUE_PASSCODE)


def final_state(case: Case, wanted: CaseState) -> CaseState:
    """Return how the case ends: FAILED when it fell short after a failed check, else `wanted`."""
    if case_was_reported(case):
        return CaseState.FAILED
    if not case_reached_threshold(case) and case_had_failed_check(case):
        return CaseState.FAILED
    return wanted


def _checks(case: Case) -> QuerySet[Challenge]:
    return Challenge.objects.filter(case_ref=case.pk)
