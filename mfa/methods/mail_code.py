"""A code mailed to an address on file and read back. Never a sign-in factor (63B-4 §3.1.3.1)."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.throttle import throttle_hit, throttle_release
from delivery.interfaces import Letter
from delivery.letters import letter_write
from delivery.models import Channel, Message
from delivery.outbox import message_post
from mfa.challenges.approval import challenge_approve
from mfa.challenges.asker import is_still_asked
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record, challenge_wrong_record
from mfa.domain.codes import digits_only, mail_code, same
from mfa.domain.policy import POLICY
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.models import Challenge, ChallengeState, Purpose

KIND = "mfa.challenge_mail"


class MailCodeMethod:
    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        if challenge.address is None:
            message = "A mailed code needs an address on file."
            raise ValueError(message)
        message_post(
            channel=Channel.MAIL,
            kind=KIND,
            ref=challenge.pk,
            person=challenge.user,
            destination=challenge.address.email,
            at=at,
            deadline=POLICY.mail_code_life,
            priority=2,
        )

    def answer(
        self,
        *,
        challenge: Challenge,
        guard: Guard,
        typed: str,
        at: datetime,
    ) -> Answer:
        code = digits_only(typed)
        if len(code) != POLICY.mail_code_digits:
            return Answer.MISTYPED
        # A caller's guesses must lock nobody out (case C7); here the password was right.
        counts = challenge.purpose == Purpose.FIRST_ENROLMENT
        if guard.is_locked if counts else not _may_read_back(challenge.user_id):
            return Answer.LOCKED
        if same(_code_of(challenge), code):
            if not challenge_approve(challenge=challenge, at=at):
                return Answer.OVER
            if counts:
                guard.succeeded()
            else:
                throttle_release(bucket=_bucket(challenge.user_id))
            return Answer.ACCEPTED
        if counts:
            guard.failed()
        _wrong(challenge, at)
        return Answer.WRONG


class ChallengeLetter:
    """Writes the mail that carries a challenge's code: no name of the service with it (D11)."""

    def write(self, message: Message) -> Letter | None:
        pending = Challenge.objects.filter(pk=message.ref, state=ChallengeState.PENDING)
        challenge = pending.select_related("user", "asked_by").first()
        if challenge is None or not is_still_asked(challenge):
            return None
        return letter_write(
            f"mfa/mail/code_{challenge.purpose.lower()}.txt",
            person=message.person,
            code=_code_of(challenge),
            minutes=int(POLICY.mail_code_life.total_seconds() // 60),
        )


def _may_read_back(user_id: int) -> bool:
    """Count a try of a caller check; a new code does not bring new ones."""
    limit, window = POLICY.mail_codes_wrong, timedelta(days=1)
    return throttle_hit(bucket=_bucket(user_id), limit=limit, window=window)


def _bucket(user_id: int) -> str:
    return f"mfa mail code read back {user_id}"


def _code_of(challenge: Challenge) -> str:
    return mail_code(settings.CODE_KEY, challenge.pk, digits=POLICY.mail_code_digits)


def _wrong(challenge: Challenge, at: datetime) -> None:
    challenge.attempts += 1
    Challenge.objects.filter(pk=challenge.pk).update(attempts=challenge.attempts)
    if challenge.attempts < POLICY.mail_code_tries:
        challenge_wrong_record(challenge, at=at)
    elif challenge_decide(challenge=challenge, to=ChallengeState.FAILED, reason="wrong_code"):
        challenge_ended_record(challenge, at=at)
