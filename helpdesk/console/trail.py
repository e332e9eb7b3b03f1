"""The audit trail, newest first."""

import json
from contextlib import suppress
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from helpdesk.console.reading import ReadOnlyAdmin
from helpdesk.console.site import console


@admin.register(AuditEvent, site=console)
class AuditEventAdmin(ReadOnlyAdmin):
    """Ids stand for people: the trail names nobody, and still verifies when somebody is erased."""

    list_display = ("at", "tag", "actor_id", "subject_id", "case_id", "stream", "seq")
    list_filter = ("stream",)
    search_fields = ("tag",)
    search_help_text = _("A tag (staff:passcode:issued), or the id of a person or a case")
    fields = ("at", "tag", "stream", "seq", "actor_id", "subject_id", "case_id", "facts", "digest")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the order that an index gives: each filter's has the time in it."""
        return ("-at", "-pk") if request.GET.keys() - {PAGE_VAR} else ("-pk",)

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[AuditEvent],
        search_term: str,
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Look only where an index answers: a whole tag, person or case."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdigit() and len(term) < 19:  # noqa: PLR2004
            return queryset.filter(subject_id=int(term)), False
        with suppress(ValueError):
            return queryset.filter(case_id=UUID(term)), False
        return queryset.filter(tag=term), False

    @admin.display(description=_("facts"))
    def facts(self, event: AuditEvent) -> str:
        facts = json.loads(bytes(event.body)).get("facts", {})
        return ", ".join(f"{name}: {value}" for name, value in facts.items()) or "-"

    @admin.display(description=_("hash"))
    def digest(self, event: AuditEvent) -> str:
        return bytes(event.hash).hex() if event.hash else str(_("sealed in batches"))
