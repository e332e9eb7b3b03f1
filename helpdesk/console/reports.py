"""Fraud reports: a list that is up to date by itself, and everything about one of them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from helpdesk.console.reading import ReadOnlyAdmin
from helpdesk.console.site import console
from helpdesk.models import FraudReport
from helpdesk.models.fraud_report import Source
from helpdesk.reports.selectors import Said, burst_of, reports_version
from mfa.models import Method, Purpose

SEEN_HEADER = "X-Seen"
LED_TO = {
    "": _("nothing that we know of"),
    "session": _("a session"),
    "authenticator": _("a device on the account"),
    "password": _("another password"),
    "passcode": _("a passcode"),
    "recovery": _("recovery codes"),
    "browser": _("a trusted browser"),
}


@admin.register(FraudReport, site=console)
class FraudReportAdmin(ReadOnlyAdmin):
    """One row a burst. The list looks every second and a half whether there is another one."""

    change_list_template = "helpdesk/console/live_list.html"
    list_display = ("last_at", "person", "source", "what", "ip", "browser", "outcome", "times")
    list_only = (
        *("last_at", "source", "purpose", "method", "ip", "user_agent", "led_to", "times"),
        "person__username",
    )
    list_select_related = ("person",)
    ordering = ("-last_at", "-pk")
    fields = (
        *("who", "source", "what", "service", "ip", "user_agent", "happened_at", "outcome"),
        *("times", "reported_at", "last_at", "case_ref", "challenge_id", "each_time"),
    )

    def changelist_view(  # type: ignore[override]  # a look that sees nothing new has no page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Answer a look that would see nothing new with nothing at all."""
        version = reports_version()
        if request.headers.get(SEEN_HEADER) == version and self.has_view_permission(request):
            return HttpResponse(status=204)
        context = {**(extra_context or {}), "version": version}
        found: TemplateResponse = super().changelist_view(request, context)
        return found

    @admin.display(description=_("person"))
    def who(self, report: FraudReport) -> str:
        return f"{report.person.get_full_name()} ({report.person.username})"

    @admin.display(description=_("what"))
    def what(self, report: FraudReport) -> str:
        return what_in_words(report.purpose, report.method)

    @admin.display(description=_("browser"))
    def browser(self, report: FraudReport) -> str:
        return report.user_agent[:60] or "-"

    @admin.display(description=_("led to"))
    def outcome(self, report: FraudReport) -> str:
        return str(LED_TO.get(report.led_to, report.led_to))

    @admin.display(description=_("each time"))
    def each_time(self, report: FraudReport) -> str:
        lines = ((_said(one),) for one in burst_of(report))
        return format_html_join("", "<p>{}</p>", lines) or "-"


def what_in_words(purpose: str, method: str) -> str:
    """Say what was asked for and by which method, as far as it is known."""
    names = [
        str(choices(value).label)
        for choices, value in ((Purpose, purpose), (Method, method))
        if value in choices.values
    ]
    return ", ".join(names) or "-"


def _said(one: Said) -> str:
    facts = one.facts
    source = facts.get("source", "")
    words = [
        f"{one.at:%Y-%m-%d %H:%M:%S} UTC",
        str(Source(source).label) if source in Source.values else source,
        what_in_words(str(facts.get("purpose") or ""), str(facts.get("method") or "")),
        str(facts.get("ip") or _now("address not known")),
        str(facts.get("agent") or _now("browser not known")),
    ]
    return " · ".join(words)
