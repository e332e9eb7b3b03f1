"""What a call says. Fixed texts only: nothing an agent or a caller typed is ever spoken (D11)."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from delivery.interfaces import Reply, Script
from mfa.domain.policy import POLICY
from mfa.models import Challenge, Purpose


def _opening_text(challenge: Challenge) -> str:
    words = {
        "name": challenge.user.given_name,
        "organisation": settings.ORGANISATION,
        "service": challenge.service.name if challenge.service else "",
        "digits": POLICY.check_number_digits,
    }
    if challenge.purpose == Purpose.CALLER_CHECK:
        return (
            _(
                "This is the help desk of %(organisation)s, calling %(name)s. Someone on the phone "
                "with the help desk says they are you. If that is not you, press 9 now. If it is you, "
                "key in the %(digits)d digits that the agent gives you. To hear this again, press star."
            )
            % words
        )
    if challenge.purpose == Purpose.ENROLMENT:
        return (
            _(
                "This is %(organisation)s, calling %(name)s. Somebody is adding this phone as a way "
                "to sign in. If it is you, press the digit on your screen. If it is not you, press 9. "
                "To hear this again, press star."
            )
            % words
        )
    if challenge.purpose == Purpose.SIGN_IN:
        return (
            _(
                "This is %(organisation)s, calling %(name)s. Somebody is signing in to %(service)s as "
                "you. If it is you, press any key. If it is not you, press 9. To hear this again, "
                "press star."
            )
            % words
        )
    return (
        _(
            "This is %(organisation)s, calling %(name)s. Somebody wants to change how you sign in. If "
            "it is you, press any key. If it is not you, press 9. To hear this again, press star."
        )
        % words
    )


def opening(challenge: Challenge) -> Script:
    """Return what the call begins with, in the person's language."""
    with _speaking_to(challenge.user):
        return Script(say=_opening_text(challenge), language=translation.get_language() or "en")


def approved(challenge: Challenge) -> Reply:
    with _speaking_to(challenge.user):
        return Reply(say=_("Thank you. You can go back to your screen. Goodbye."), hang_up=True)


def not_right(challenge: Challenge) -> Reply:
    with _speaking_to(challenge.user):
        return Reply(
            say=_("That was not the digit on the screen. Nothing was changed. Goodbye."),
            hang_up=True,
        )


def check_over(challenge: Challenge) -> Reply:
    """Return the end of a caller check: the same words whatever was keyed in."""
    with _speaking_to(challenge.user):
        return Reply(say=_("Thank you. Please go back to the agent. Goodbye."), hang_up=True)


def reported(challenge: Challenge) -> Reply:
    with _speaking_to(challenge.user):
        return Reply(say=_("Thank you for telling us. We have stopped it. Goodbye."), hang_up=True)


def too_late(person: User) -> Reply:
    with _speaking_to(person):
        return Reply(say=_("This request is over. Goodbye."), hang_up=True)


def _speaking_to(person: User) -> translation.override:
    return translation.override(person.language or settings.LANGUAGE_CODE)
