"""What a call says. Fixed texts only: nothing an agent or a caller typed is ever spoken (D11)."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from delivery.interfaces import Reply, Script
from mfa.devices.sharing import namesakes_of
from mfa.domain.policy import POLICY
from mfa.methods.call_keys import digit_is_asked
from mfa.models import Challenge, Purpose


def _opening_text(challenge: Challenge) -> str:
    words = {
        "name": spoken_name(challenge),
        "organisation": settings.ORGANISATION,
        "service": challenge.service.name if challenge.service else "",
        "digits": POLICY.check_number_digits,
    }
    texts = _TEXTS.get(challenge.purpose, _change)
    return " ".join([*texts(), *_keys(challenge), _repeat()]) % words


def spoken_name(challenge: Challenge) -> str:
    """Return how the call names the person: by as little as tells them from whoever shares it."""
    person = challenge.user
    source = challenge.authenticator or challenge.address
    index = bytes(source.number_index) if source and source.number_index else b""
    namesakes = namesakes_of(index, person=person) if index else []
    if not namesakes:
        return person.given_name
    if any(one.initials == person.initials for one in namesakes):
        return person.get_full_name()
    return _("%(name)s, initials %(initials)s") % {
        "name": person.given_name,
        "initials": " ".join(person.initials),
    }


def _caller_check() -> list[str]:
    return [
        _("This is the help desk of %(organisation)s, calling %(name)s."),
        _("Someone on the phone with the help desk says they are you."),
        _("If that is not you, press 9 now."),
        _("If it is you, key in the %(digits)d digits that the agent gives you."),
    ]


def _enrolment() -> list[str]:
    return [
        _("This is %(organisation)s, calling %(name)s."),
        _("Somebody is adding this phone as a way to sign in."),
    ]


def _sign_in() -> list[str]:
    return [
        _("This is %(organisation)s, calling %(name)s."),
        _("Somebody is signing in to %(service)s as you."),
    ]


def _change() -> list[str]:
    return [
        _("This is %(organisation)s, calling %(name)s."),
        _("Somebody wants to change how you sign in."),
    ]


def _thaw() -> list[str]:
    return [
        _("This is %(organisation)s, calling %(name)s."),
        _("Somebody wants to open your frozen account again."),
    ]


def _keys(challenge: Challenge) -> list[str]:
    """Say what to press, where that is not part of what went before."""
    if challenge.purpose == Purpose.CALLER_CHECK:
        return []
    if digit_is_asked(challenge):
        return [_("If it is you, press the digit on your screen. If it is not you, press 9.")]
    return [_("If it is you, press any key. If it is not you, press 9.")]


def _repeat() -> str:
    return _("To hear this again, press star.")


_TEXTS: dict[str, Callable[[], list[str]]] = {
    Purpose.CALLER_CHECK: _caller_check,
    Purpose.ENROLMENT: _enrolment,
    Purpose.SIGN_IN: _sign_in,
    Purpose.THAW: _thaw,
}


def opening(challenge: Challenge) -> Script:
    """Return what the call begins with, in the person's language."""
    with _speaking_to(challenge.user):
        return Script(say=_opening_text(challenge), language=translation.get_language() or "en")


def approved(challenge: Challenge) -> Reply:
    """Return the end of a call that was confirmed."""
    with _speaking_to(challenge.user):
        return Reply(say=_("Thank you. You can go back to your screen. Goodbye."), hang_up=True)


def not_right(challenge: Challenge) -> Reply:
    """Return the end of a call with a wrong digit."""
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
    """Return the end of a call that was not asked for."""
    with _speaking_to(challenge.user):
        return Reply(say=_("Thank you for telling us. We have stopped it. Goodbye."), hang_up=True)


def too_late(person: User) -> Reply:
    """Return the end of a call whose request is over."""
    with _speaking_to(person):
        return Reply(say=_("This request is over. Goodbye."), hang_up=True)


def _speaking_to(person: User) -> translation.override:
    return translation.override(person.language or settings.LANGUAGE_CODE)
