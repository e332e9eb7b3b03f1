"""Reading the trail, newest first, page by page without counting."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from audit.models import AuditEvent
from audit.record import Person, id_of
from audit.tags import Tag


@dataclass(frozen=True, slots=True)
class Page:
    """Events, and the cursor of the next page (None: this is the last one)."""

    events: list[AuditEvent]
    next_before: str | None


def events_page(
    *,
    subject: Person = None,
    actor: Person = None,
    case: UUID | None = None,
    tags: Collection[Tag] | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Page:
    """Return the newest events that fit; `before` is the `next_before` of the page before.

    Raises ValueError for a cursor that is none.
    """
    events = AuditEvent.objects.order_by("-at", "-id")
    if subject is not None:
        events = events.filter(subject_id=id_of(subject))
    if actor is not None:
        events = events.filter(actor_id=id_of(actor))
    if case is not None:
        events = events.filter(case_id=case)
    if tags is not None:
        events = events.filter(tag__in=[str(tag) for tag in tags])
    if before is not None:
        at, pk = _cursor(before)
        # The first condition bounds the index scan, the second skips what stands at the same time.
        events = events.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=pk))
    found = list(events[: limit + 1])
    shown = found[:limit]
    more = len(found) > limit
    return Page(shown, f"{shown[-1].at.isoformat()}_{shown[-1].pk}" if more else None)


def facts_of(event: AuditEvent) -> dict[str, Any]:
    """Return the facts of an event from its exact bytes."""
    return dict(json.loads(bytes(event.body))["facts"])


def _cursor(before: str) -> tuple[datetime, int]:
    at, _, pk = before.rpartition("_")
    return datetime.fromisoformat(at), int(pk)
