"""What every list of records has in common: read-only, and no counting of big tables."""

from typing import Any

from django.contrib.admin import ShowFacets
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

PAGE = 25
PAGES_MOST = 100  # further back a filter is the better way, and OFFSET gets slow


class IndexedList(ChangeList):
    """A list in the one order that an index gives; `?o=` would sort a million rows."""

    def get_results(self, request: HttpRequest) -> None:
        """Turn at most to the last page that is still cheap to reach."""
        self.page_num = min(self.page_num, PAGES_MOST)
        super().get_results(request)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:  # noqa: ARG002
        return list(self.model_admin.get_ordering(request) or ["-pk"])


class ReadOnlyAdmin(ModelAdmin):
    """Records to read. Changes go through services, from pages of their own."""

    actions = None
    list_per_page = PAGE
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    sortable_by = ()
    paginator = InfinitePaginator  # looks for the next page, counts nothing
    list_filter_submit = False
    needs = ""  # a permission to look, where the model has no `view_…` of its own

    def get_urls(self) -> list[URLPattern]:
        """Offer the list and the record, nothing that changes one."""
        wanted = ("_changelist", "_change")
        return [one for one in super().get_urls() if (one.name or "").endswith(wanted)]

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> Any:  # noqa: ARG002
        return IndexedList

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
