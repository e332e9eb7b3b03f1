"""Reading the trail."""

import json
from typing import Any
from uuid import UUID

from audit.models import AuditEvent


def events_of_case(*, case: UUID, limit: int) -> list[AuditEvent]:
    """Return the newest events of a case, newest first, without the columns of the chain."""
    events = AuditEvent.objects.filter(case_id=case).only("at", "tag", "body")
    return list(events.order_by("-at", "-id")[:limit])


def facts_of(event: AuditEvent) -> dict[str, Any]:
    """Return the facts of an event from its exact bytes."""
    return dict(json.loads(bytes(event.body))["facts"])
