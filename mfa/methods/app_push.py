"""A request in the companion app, approved by typing the number on the screen (63B-4 §3.1.3.4).

The request waits in the database and is answered through `mfa.app.answering`. The push message only
tells the phone to look, so that nothing depends on it.
"""

from datetime import datetime

from accounts.models.user import Status
from audit.clock import ClockTimestamp
from audit.record import record
from audit.tags import Tag
from delivery.interfaces import Nudge
from delivery.models import Channel, Message
from delivery.outbox import message_post
from mfa.app.limits import push_check, push_switched_off
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge, ChallengeState

KIND = "mfa.app_push"
PAYLOAD = '{"kind":"request"}'  # never more: the number is not in it, nor who or what (case D2)


class AppPushMethod:
    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        guard = Guard(challenge.user_id)
        push_check(challenge, guard)
        device = challenge.authenticator
        if push_switched_off(challenge, guard, at) or device is None:
            return
        if device.push_subscription is not None:
            message_post(
                channel=Channel.PUSH,
                kind=KIND,
                ref=challenge.pk,
                person=challenge.user,
                destination=device.push_subscription,
                at=at,
                deadline=POLICY.push_life,
                priority=1,
            )

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


class ChallengePush:
    """Writes what wakes the app, and hears when nothing does any more. Registered in `ready()`."""

    def write(self, message: Message) -> Nudge | None:
        """Write while the request waits; nobody is woken for one that is over."""
        challenge = Challenge.objects.filter(
            pk=message.ref, state=ChallengeState.PENDING, expires_at__gt=ClockTimestamp()
        )
        is_wanted = challenge.filter(user__status=Status.ACTIVE).exists()
        return Nudge(PAYLOAD, ttl=POLICY.push_life) if is_wanted else None

    def endpoint_gone(self, *, message: Message, at: datetime) -> None:
        """Forget the subscription, unless the app has brought another one since."""
        owner = Challenge.objects.filter(pk=message.ref).values("authenticator")
        device = Authenticator.objects.select_for_update().filter(pk__in=owner).first()
        if device is None or device.push_subscription != message.destination:
            return
        Authenticator.objects.filter(pk=device.pk).update(push_subscription=None)
        record(
            Tag.USER_APP_UNSUBSCRIBED,
            at=at,
            actor=None,
            subject=device.user_id,
            authenticator=device.pk,
            reason="gone",
        )
