"""When requests to the app go off by themselves, so that nobody is worn down by them (case D1)."""

from collections.abc import Sequence
from datetime import datetime

from mfa.domain.policy import POLICY


def off_until(ended: Sequence[datetime]) -> datetime | None:
    """Return until when pushes are off; `ended`: when unanswered ones ran out, oldest first.

    None when there never were as many as the policy bears within its window.
    """
    bursts = zip(ended, ended[POLICY.push_unanswered - 1 :], strict=False)
    last = [last for first, last in bursts if last - first <= POLICY.push_unanswered_within]
    return last[-1] + POLICY.push_off if last else None
