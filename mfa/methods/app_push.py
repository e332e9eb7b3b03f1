"""A request in the companion app, approved by typing the number on the screen (63B-4 §3.1.3.4).

The answer comes through `mfa.app.answering`. The request waits in the database; the push message
only tells the phone to look.
"""

from datetime import datetime

from mfa.app.limits import push_check, push_switched_off
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.models import Challenge

KIND = "mfa.app_push"


class AppPushMethod:
    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        guard = Guard(challenge.user_id)
        push_check(challenge, guard)
        push_switched_off(challenge, guard, at)

    def answer(
        self,
        *,
        challenge: Challenge,  # noqa: ARG002
        guard: Guard,  # noqa: ARG002
        typed: str,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
    ) -> Answer:
        """Refuse: a request is answered in the app, never by typing here."""
        return Answer.WRONG
