"""Reports as the console shows them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from audit.models import AuditEvent
from audit.selectors import facts_of
from audit.tags import Tag
from helpdesk.models import FraudReport

SHOWN = 50
# The event carries the clock of the application server, the row that of the database.
CLOCKS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Said:
    """One time that the person said so, and what it was about."""

    at: datetime
    facts: dict[str, Any]


def reports_version() -> str:
    """Return what changes with every report, so that a list that looks again can say: nothing."""
    newest = FraudReport.objects.order_by("-last_at", "-id")
    found = newest.values_list("pk", "last_at", "times").first()
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


def burst_of(report: FraudReport) -> list[Said]:
    """Return each time that the person said so, newest first, from the audit trail."""
    events = AuditEvent.objects.filter(
        subject_id=report.person_id,
        tag=Tag.USER_FRAUD_REPORTED,
        at__gte=report.reported_at - CLOCKS,
        at__lte=report.last_at + CLOCKS,
    ).order_by("-at", "-id")
    return [Said(event.at, facts_of(event)) for event in events[:SHOWN]]
