"""Cases, passcodes and desk locks: who helped whom, and how it ended."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from helpdesk.console.reading import ReadOnlyAdmin
from helpdesk.console.site import console
from helpdesk.models import Case, DeskLock
from mfa.models import Authenticator, Passcode


@admin.register(Case, site=console)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ("ticket_or_id", "person", "agent", "loss", "state", "opened_at", "closed_at")
    list_only = (
        *("ticket", "loss", "state", "opened_at", "closed_at"),
        *("person__username", "agent__username"),
    )
    list_filter = ("state", "loss")
    list_select_related = ("person", "agent")
    ordering = ("-opened_at", "-pk")
    fields = (
        "ticket",
        "person",
        "agent",
        "loss",
        "lost_devices",
        "state",
        "opened_at",
        "closed_at",
    )

    @admin.display(description=_("ticket"))
    def ticket_or_id(self, case: Case) -> str:
        return str(case)

    @admin.display(description=_("devices"))
    def lost_devices(self, case: Case) -> str:
        return ", ".join(device.masked for device in case.lost.all()) or "-"


@admin.register(DeskLock, site=console)
class DeskLockAdmin(ReadOnlyAdmin):
    list_display = ("person", "cause", "locked_at", "lifted_at", "lifted_by")
    list_only = ("cause", "locked_at", "lifted_at", "person__username", "lifted_by__username")
    list_select_related = ("person", "lifted_by")
    ordering = ("-pk",)
    fields = ("person", "cause", "locked_at", "lifted_at", "lifted_by")


@admin.register(Authenticator, site=console)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Numbers masked, seeds not at all."""

    list_display = ("masked", "kind", "user", "state", "activated_at", "last_used_at")
    list_only = (
        *("name", "number", "kind", "state", "activated_at", "last_used_at"),
        "user__username",
    )
    list_filter = ("kind", "state")
    list_select_related = ("user",)
    ordering = ("-pk",)
    fields = (
        *("user", "masked", "kind", "state", "created_at", "activated_at", "last_used_at"),
        *("lost_at", "revoked_at", "revoked_reason"),
    )

    @admin.display(description=_("device"))
    def masked(self, device: Authenticator) -> str:
        return device.masked


@admin.register(Passcode, site=console)
class PasscodeAdmin(ReadOnlyAdmin):
    """When and for whom, never what: the code itself exists nowhere."""

    list_display = ("user", "kind", "state", "issued_by", "issued_at", "first_used_at", "uses")
    list_only = (
        *("kind", "state", "issued_at", "first_used_at", "uses_total", "uses_left"),
        *("user__username", "issued_by__username"),
    )
    list_filter = ("state", "kind")
    list_select_related = ("user", "issued_by")
    ordering = ("-pk",)
    fields = (
        *("user", "kind", "state", "service", "issued_by", "issued_at", "expires_at"),
        *("first_used_at", "ended_at", "uses", "case"),
    )

    @admin.display(description=_("uses"))
    def uses(self, passcode: Passcode) -> str:
        return f"{passcode.uses_total - passcode.uses_left}/{passcode.uses_total}"

    @admin.display(description=_("case"))
    def case(self, passcode: Passcode) -> str:
        return str(passcode.grant.case_ref)
