"""What happens at once after "that is not me". Incidents grow from the event (later)."""

from datetime import datetime

from audit.clock import ClockTimestamp
from mfa.challenges.cancelling import challenges_cancel
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.locks import Guard
from mfa.models import Challenge, ChallengeState, FactorState, Purpose
from mfa.notices import Notice, notice_post
from mfa.passcodes.lifecycle import passcodes_distrust


def challenge_report(*, challenge: Challenge, at: datetime) -> bool:
    """Report a challenge: it and the person's other pending ones end, calls stop until thawed.

    A reported caller check says that somebody else is on the line with the help desk: the check
    ends and the person is told, but the person's own sign-in goes on working. In either case a
    passcode may be in the wrong hands: it dies, with its sessions and what they were about to add.
    """
    if not challenge_decide(challenge=challenge, to=ChallengeState.REPORTED):
        return False
    if challenge.purpose == Purpose.CALLER_CHECK:
        notice_post(Notice.CALLER_NOT_YOU, user=challenge.user, ref=challenge.pk, at=at)
    else:
        _stop_calls(challenge, at)
        notice_post(Notice.REPORTED, user=challenge.user, ref=challenge.pk, at=at)
    by_passcode = Challenge.objects.filter(user=challenge.user_id, purpose=Purpose.ENROLMENT)
    by_passcode = by_passcode.filter(authenticator__via_passcode__isnull=False)
    challenges_cancel(pending=by_passcode, reason="reported", at=at)
    withdrawn = passcodes_distrust(user_id=challenge.user_id)
    challenge_ended_record(challenge, at=at, passcodes=withdrawn)
    return True


def _stop_calls(challenge: Challenge, at: datetime) -> None:
    guard = Guard(challenge.user_id)
    FactorState.objects.filter(pk=guard.state.pk).update(prompts_blocked_at=ClockTimestamp())
    others = Challenge.objects.filter(user=challenge.user_id)
    others = others.exclude(purpose=Purpose.CALLER_CHECK)
    challenges_cancel(pending=others, reason="reported", at=at)
