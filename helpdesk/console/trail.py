"""The audit trail, newest first."""

import json
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from helpdesk.console.reading import ReadOnlyAdmin
from helpdesk.console.site import console


@admin.register(AuditEvent, site=console)
class AuditEventAdmin(ReadOnlyAdmin):
    """Ids stand for people: the trail names nobody, and still verifies when somebody is erased."""

    list_display = ("at", "tag", "actor_id", "subject_id", "case_id", "stream", "seq")
    list_only = list_display
    list_filter = ("stream",)
    ordering = ("-at", "-pk")
    search_fields = ("tag",)
    search_help_text = _("A tag (staff:passcode:issued), or the id of a person or a case")
    fields = ("at", "tag", "stream", "seq", "actor_id", "subject_id", "case_id", "facts", "digest")

    def found_by(self, term: str) -> Sequence[Q]:
        """Look only where an index answers: what a person did or met, a whole tag, a case."""
        term = term.strip()
        if not term:
            return ()
        if term.isascii() and term.isdigit() and len(term) < 19:  # noqa: PLR2004
            return Q(subject_id=int(term)), Q(actor_id=int(term))
        with suppress(ValueError):
            return (Q(case_id=UUID(term)),)
        return (Q(tag=term),)

    @admin.display(description=_("facts"))
    def facts(self, event: AuditEvent) -> str:
        facts = json.loads(bytes(event.body)).get("facts", {})
        return ", ".join(f"{name}: {value}" for name, value in facts.items()) or "-"

    @admin.display(description=_("hash"))
    def digest(self, event: AuditEvent) -> str:
        return bytes(event.hash).hex() if event.hash else str(_("sealed in batches"))
