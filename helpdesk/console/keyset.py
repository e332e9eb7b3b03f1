"""Paging by place: a page begins where another one ended, so that none is slower than the first.

Nothing is counted and nothing is skipped row by row. Rows that arrive meanwhile move no row to
another page: `?older=` and `?newer=` name a row, not a number of rows.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

from helpdesk.console.place import Order

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from helpdesk.console.reading import ReadOnlyAdmin

OLDER, NEWER = "older", "newer"


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the neighbours of a page are. The templates take it for a paginator."""

    newest: str = ""
    newer: str = ""
    older: str = ""
    template_name: str = "helpdesk/console/_pages.html"


class KeysetList(ChangeList):
    """A list in the one order that an index gives; `?o=` and `?p=` change nothing."""

    model_admin: "ReadOnlyAdmin"
    order: Order
    places: dict[str, str]

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[Any]:
        """Take the place out of what is filtered by, and load what the columns show."""
        self.order = Order.of(self.model, self.model_admin.ordering)
        self.places = {
            name: value for name in (OLDER, NEWER) if (value := self.params.pop(name, ""))
        }
        for name in (OLDER, NEWER):
            self.filter_params.pop(name, None)
        if any("\x00" in value for values in self.filter_params.values() for value in values):
            raise IncorrectLookupParameters
        # One value for each filter: two would need a sort instead of an index.
        self.filter_params = {name: values[-1:] for name, values in self.filter_params.items()}
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return rows.only(*self.model_admin.list_only)

    def get_ordering(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Any],  # noqa: ARG002
    ) -> "list[str | Combinable]":
        return [*self.order.by(newest_first=True)]

    def get_results(self, request: HttpRequest) -> None:  # noqa: ARG002
        """Read one row more than a page has, to know whether there is another page."""
        newer = NEWER in self.places
        rows = self._read(newer=newer)
        is_more = len(rows) > self.list_per_page
        if newer and not is_more:  # the top has come into view: show it whole
            self.places, newer = {}, False
            rows = self._read(newer=False)
            is_more = len(rows) > self.list_per_page
        rows = rows[: self.list_per_page]
        self.result_list = rows[::-1] if newer else rows
        self.paginator = self._pages(has_older=newer or is_more)
        self.multi_page = self.can_show_all = self.show_full_result_count = False
        self.show_admin_actions = False
        self.result_count = self.full_result_count = len(rows)

    def _read(self, *, newer: bool) -> list[Model]:
        """Return a page and a row, in the direction of reading."""
        rows = self.queryset.order_by(*self.order.by(newest_first=not newer))
        text = self.places.get(NEWER if newer else OLDER)
        if text:
            rows = rows.filter(self.order.beyond(self._place(text), older=not newer))
        # Each condition has an index of its own: one OR of them would sort all that it finds.
        conditions = self.model_admin.found_by(self.query) or [Q()]
        found = {
            row.pk: row
            for condition in conditions
            for row in rows.filter(condition)[: self.list_per_page + 1]
        }
        ordered = sorted(found.values(), key=self.order.key, reverse=not newer)
        return ordered[: self.list_per_page + 1]

    def _place(self, text: str) -> tuple[Any, ...]:
        try:
            return self.order.read(text)
        except ValueError as error:
            raise IncorrectLookupParameters from error

    def _pages(self, *, has_older: bool) -> Pages:
        rows, top = self.result_list, self.get_query_string()
        if not rows:
            return Pages(newest=top if self.places else "")
        return Pages(
            newest=top if self.places else "",
            newer=self.get_query_string({NEWER: self.order.write(rows[0])}) if self.places else "",
            older=self.get_query_string({OLDER: self.order.write(rows[-1])}) if has_older else "",
        )
