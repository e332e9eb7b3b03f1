"""The history of a case, told from its audit events."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from audit.selectors import events_of_case, facts_of
from audit.tags import Tag
from mfa.models import Method

LATEST = 40

_WORDS: dict[str, str | Promise] = {
    Tag.STAFF_CASE_OPENED: _("Case opened"),
    Tag.STAFF_CASE_CHANGED: _("First question answered"),
    Tag.STAFF_CASE_CLOSED: _("Case closed"),
    Tag.STAFF_CASE_FAILED: _("Case closed: not verified"),
    Tag.STAFF_CASE_REFUSED: _("Refused"),
    Tag.SYSTEM_CASE_ABANDONED: _("Case ran out of time"),
    Tag.STAFF_CHECK_STARTED: _("Check started"),
    Tag.STAFF_CHECK_CANCELLED: _("Check called off"),
    Tag.STAFF_CHECK_REFUSED: _("Check refused"),
    Tag.STAFF_EVIDENCE_GATHERED: _("Check passed"),
    Tag.STAFF_EVIDENCE_FAILED: _("Check not passed"),
    Tag.STAFF_GRANT_REFUSED: _("Act refused: not enough points"),
    Tag.STAFF_PASSCODE_ISSUED: _("Passcode issued"),
    Tag.STAFF_PASSCODE_REFUSED: _("Passcode refused"),
    Tag.STAFF_AUTHENTICATOR_LOST: _("Marked as lost and suspended"),
    Tag.STAFF_AUTHENTICATOR_REVOKED: _("Lost device revoked"),
    Tag.STAFF_AUTHENTICATOR_REFUSED: _("Change of a device refused"),
    Tag.STAFF_DESK_LOCKED: _("Help desk acts on this person locked"),
    Tag.USER_PASSCODE_REDEEMED: _("Passcode used"),
    Tag.USER_PASSCODE_REFUSED: _("Passcode came too late"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What happened, in a few words."""

    at: datetime
    words: str


def timeline_of(case_id: UUID) -> list[Line]:
    """Return the newest events of a case, newest first."""
    events = events_of_case(case=case_id, limit=LATEST)
    return [Line(event.at, _words(event)) for event in events if event.tag in _WORDS]


def _words(event: AuditEvent) -> str:
    """Return the words of an event, with the way of checking where it is about one."""
    method = facts_of(event).get("method")
    words = str(_WORDS[event.tag])
    return f"{words}: {Method(method).label}" if method in Method.values else words
