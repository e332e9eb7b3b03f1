"""What the app and the page that links it read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.user import Status
from audit.clock import ClockTimestamp
from mfa.domain.agents import browser_and_system
from mfa.domain.app_protocol import canonical
from mfa.domain.policy import POLICY
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    ChallengeState,
    Kind,
    Method,
    Purpose,
)

IN_USE = (AuthenticatorState.PENDING, AuthenticatorState.ACTIVE)  # may speak: linked, or bound


@dataclass(frozen=True, slots=True)
class AppRequest:
    """One request as the app gets it; `text` is what the reader sees and the answer is bound to."""

    id: UUID
    text: str
    seconds_left: int


@dataclass(frozen=True, slots=True)
class Linking:
    """How far the linking of an app has come. `challenge`: its practice, once it is linked."""

    device: Authenticator
    challenge: Challenge | None
    is_over: bool  # the code ran out unused


def requests_of(device: Authenticator) -> list[AppRequest]:
    """Return what waits for this app, oldest first."""
    rows = Challenge.objects.filter(
        authenticator=device,
        user=device.user_id,
        user__status=Status.ACTIVE,
        method=Method.APP_PUSH,
        state=ChallengeState.PENDING,
        expires_at__gt=ClockTimestamp(),
    )
    rows = rows.select_related("user", "service").annotate(now=ClockTimestamp())
    return [
        AppRequest(row.pk, request_text(row), int((row.expires_at - _now(row)).total_seconds()))
        for row in rows.order_by("expires_at")
    ]


def request_text(challenge: Challenge) -> str:
    """Return what a request says: the same text whenever and however it is asked for.

    In the person's language, not the browser's: the answer is bound to the text (case D4).
    """
    with translation.override(challenge.user.language or settings.LANGUAGE_CODE):
        browser = browser_words(challenge.user_agent)
    return canonical(
        {
            "id": str(challenge.pk),
            "purpose": challenge.purpose,
            "person": _person(challenge.user),
            "service": challenge.service.name if challenge.service else settings.ORGANISATION,
            "ip": challenge.ip or "",
            "place": "",
            "browser": browser,
            "at": challenge.created_at.astimezone(UTC).isoformat(timespec="seconds"),
            "digits": POLICY.push_digits,
        }
    )


def browser_words(user_agent: str) -> str:
    """Return "Firefox on Windows", or as much of it as is known."""
    browser, system = browser_and_system(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system


def linking_of(*, user_id: int, device_id: int, browser: str) -> Linking | None:
    """Return how far this browser has come with linking an app of this person."""
    device = (
        Authenticator.objects.filter(
            pk=device_id,
            user=user_id,
            kind=Kind.APP,
            state__in=IN_USE,
            activation_browser=browser,
        )
        .annotate(now=ClockTimestamp())
        .first()
    )
    if device is None or not browser:
        return None
    practice = Challenge.objects.filter(
        authenticator=device, purpose=Purpose.ENROLMENT, browser=browser
    )
    challenge = practice.annotate(now=ClockTimestamp()).order_by("-expires_at").first()
    ends_at = device.activation_ends_at
    is_over = device.app_id is None and (ends_at is None or ends_at <= _now(device))
    return Linking(device, challenge, is_over)


def _person(user: User) -> str:
    return f"{user.get_full_name()} ({user.username})"


def _now(row: Challenge | Authenticator) -> datetime:
    now: datetime = vars(row)["now"]
    return now
