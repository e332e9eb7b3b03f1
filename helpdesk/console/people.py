"""People, how they can be reached, and where they are signed in. All masked."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import ContactAddress, Session, User
from accounts.roles import roles_of
from helpdesk.console.reading import ReadOnlyAdmin
from helpdesk.console.site import console
from helpdesk.desk.search import people_find


@admin.register(User, site=console)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ("full_name", "username", "department", "country", "tier", "status")
    list_only = (*list_display[1:], "given_name", "family_name")
    list_filter = ("status", "tier")
    ordering = ("-pk",)
    search_fields = ("search_text",)
    search_help_text = _("Name, username, mail address, employee number, or a whole phone number")
    fields = (
        *("username", "full_name", "employee_number", "department", "country", "manager"),
        *("status", "tier", "roles", "language", "time_zone", "created_at", "password_changed_at"),
    )

    def found_by(self, term: str) -> Sequence[Q]:
        """Search as the Desk does: through the trigram index, at most twenty people."""
        if not term.strip():
            return ()
        return (Q(pk__in=[person.id for person in people_find(term)]),)

    @admin.display(description=_("name"))
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        return ", ".join(sorted(roles_of(person))) or "-"


@admin.register(ContactAddress, site=console)
class AddressAdmin(ReadOnlyAdmin):
    list_display = ("masked", "kind", "user", "label", "added_at", "verified_at", "removed_at")
    list_only = (*list_display[1:-1], "removed_at", "email", "number", "user__username")
    list_filter = ("kind",)
    list_select_related = ("user",)
    ordering = ("-pk",)
    fields = ("user", "kind", "masked", "label", "added_at", "changed_at", "verified_at")

    @admin.display(description=_("address"))
    def masked(self, address: ContactAddress) -> str:
        return address.masked


@admin.register(Session, site=console)
class SessionAdmin(ReadOnlyAdmin):
    """Who is signed in. The key's hash is not shown: nobody needs it to read a list."""

    needs = "helpdesk.read_sessions"
    list_display = ("user", "opened_by", "ip", "browser", "created_at", "last_seen_at")
    list_only = ("opened_by", "ip", "user_agent", "created_at", "last_seen_at", "user__username")
    list_select_related = ("user",)
    list_display_links = None
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(user__isnull=False)

    @admin.display(description=_("browser"))
    def browser(self, session: Session) -> str:
        return session.user_agent[:60]
