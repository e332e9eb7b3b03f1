"""What every list of records has in common: read-only, and no counting of big tables."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.admin import ShowFacets
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from unfold.admin import ModelAdmin

from helpdesk.console.keyset import KeysetList

PAGE = 25


class ReadOnlyAdmin(ModelAdmin):
    """Records to read. Changes go through services, from pages of their own."""

    actions = None
    list_per_page = PAGE
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    sortable_by = ()
    list_filter_submit = False
    ordering: ClassVar[tuple[str, ...]]  # newest first, and total: the list pages by it
    list_only: tuple[str, ...]  # the columns that the list loads
    needs = ""  # a permission to look, where the model has no `view_…` of its own

    def get_urls(self) -> list[URLPattern]:
        """Offer the list and the record, nothing that changes one."""
        wanted = ("_changelist", "_change")
        return [one for one in super().get_urls() if (one.name or "").endswith(wanted)]

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> Any:  # noqa: ARG002
        return KeysetList

    def found_by(self, term: str) -> Sequence[Q]:  # noqa: ARG002
        """Return conditions of which one must hold, each with an index; none without a search."""
        return ()

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Any],
        search_term: str,  # noqa: ARG002
    ) -> tuple[QuerySet[Any], bool]:
        """Leave searching to `found_by`: the list asks it."""
        return queryset, False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002
        """Filter by what the list offers. By itself Django lets an address ask any column.

        `?password__startswith=` would give a hash away letter by letter, and so on.
        """
        offered = {str(one) for one in self.list_filter or ()}
        name, _separator, how = lookup.partition("__")
        return name in offered and how in {"", "exact", "isnull"}

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if self.needs:
            return bool(request.user.has_perm(self.needs))
        return bool(super().has_view_permission(request, obj))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Model | None = None,  # noqa: ARG002
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Model | None = None,  # noqa: ARG002
    ) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:  # noqa: ARG002
        return list(self.fields or [])
