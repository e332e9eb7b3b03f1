"""What becomes of somebody who signs in and never had an authenticator."""

from datetime import date
from enum import StrEnum


class Enrolment(StrEnum):
    """REQUIRED: set one up now. POSTPONE: or later. REFUSED: only with the help desk's help."""

    REQUIRED = "required"
    POSTPONE = "postpone"
    REFUSED = "refused"


def enrolment_today(rule: Enrolment, *, until: date | None, today: date) -> Enrolment:
    """Return what holds today: what could be postponed is required once the last day is over."""
    if rule == Enrolment.POSTPONE and (until is None or today > until):
        return Enrolment.REQUIRED
    return rule
