"""The checks of a case as the agent sees them, from the first ring to the last word."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from helpdesk.models import Case
from mfa.challenges.selectors import checks_of_case, progress_of
from mfa.domain.codes import check_number
from mfa.domain.policy import POLICY
from mfa.models import Challenge, ChallengeState, Method


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check. `tone` is wait, ok or bad; `number` is what the caller keys in, while it can."""

    id: UUID
    method: Method
    step: str
    words: str
    tone: str
    points: int
    last_digits: str
    masked: str
    number: str
    tries_left: int
    expires_at: datetime

    @property
    def is_pending(self) -> bool:
        return self.tone == "wait"

    @property
    def takes_code(self) -> bool:
        """Whether the caller reads a mailed code back."""
        return self.is_pending and self.method == Method.MAIL_CODE


def check_rows(*, case: Case, counted: dict[UUID, int]) -> list[CheckRow]:
    """Return the checks of a case, oldest first; `counted` says what each adds now."""
    return [_row(challenge, counted) for challenge in checks_of_case(case.pk)]


def _row(challenge: Challenge, counted: dict[UUID, int]) -> CheckRow:
    step = progress_of(challenge).step
    source = challenge.authenticator or challenge.address
    is_call = challenge.method == Method.PHONE_CALL
    can_key = is_call and challenge.state == ChallengeState.PENDING and step != "expired"
    digits = POLICY.check_number_digits
    return CheckRow(
        id=challenge.pk,
        method=Method(challenge.method),
        step=step,
        words=_words(challenge, step),
        tone=_tone(step),
        points=counted.get(challenge.pk, 0),
        last_digits=(source.number or "")[-2:] if source else "",
        masked=challenge.address.masked if challenge.address else "",
        number=check_number(settings.CODE_KEY, challenge.pk, digits=digits) if can_key else "",
        tries_left=POLICY.mail_code_tries - challenge.attempts,
        expires_at=challenge.expires_at,
    )


def _tone(step: str) -> str:
    if step == "approved":
        return "ok"
    ends = {"denied", "reported", "expired", "failed", "cancelled"}
    return "bad" if step in ends else "wait"


def _words(challenge: Challenge, step: str) -> str:
    if step == "failed":
        return _failures().get(challenge.reason, _("not passed"))
    if step == "waiting" and challenge.attempts:
        return _("that code was not right")
    return _steps().get(step, step)


def _steps() -> dict[str, str]:
    return {
        "queued": _("about to go out"),
        "dialling": _("dialling"),
        "ringing": _("ringing"),
        "answered": _("answered: waiting for the number"),
        "ended": _("the call is over"),
        "sent": _("sent: ask the caller to read the code back"),
        "unsent": _("could not be sent"),
        "waiting": _("waiting for the code"),
        "approved": _("passed"),
        "denied": _("refused"),
        "reported": _("the person there says it is not them"),
        "expired": _("ran out of time"),
        "cancelled": _("called off"),
    }


def _failures() -> dict[str, str]:
    return {
        "wrong_number": _("another number was keyed in"),
        "wrong_code": _("not the right code"),
        "voicemail": _("a voicemail box answered"),
        "hung_up": _("hung up without the number"),
        "no_answer": _("nobody answered"),
        "busy": _("the line was busy"),
        "completed": _("ended without the number"),
        "failed": _("the call could not be placed"),
        "unknown": _("it is not known what became of the call"),
    }
