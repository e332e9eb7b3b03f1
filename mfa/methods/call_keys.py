"""Which keys confirm a call, and the digit on the screen where one is asked for."""

from django.conf import settings

from mfa.domain.codes import enrolment_digit
from mfa.models import Challenge, Purpose

REPEAT, REPORT = "*", "9"
# A mistyped number must not bind a stranger; staff confirm what they do to others; whoever picks up
# half asleep changes no device and no password, and lifts no freeze.
ALWAYS_BY_DIGIT = frozenset(Purpose) - {Purpose.SIGN_IN}


def digit_is_asked(challenge: Challenge) -> bool:
    """Say whether this call needs the digit on the screen and not just any key."""
    if challenge.purpose == Purpose.CALLER_CHECK:
        return False
    return settings.CALL_KEYS == "digit" or challenge.purpose in ALWAYS_BY_DIGIT


def digit_of(challenge: Challenge) -> str:
    """Return the digit, 1 to 8; "" where any key will do."""
    return enrolment_digit(settings.CODE_KEY, challenge.pk) if digit_is_asked(challenge) else ""
