"""The console: an admin site of our own that requires a second step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from two_factor.admin import AdminSiteOTPRequiredMixin
from unfold.sites import UnfoldAdminSite

from accounts.web.session_open import session_end

# Unfold's templates name the last two, used or not.
_USED = {"index", "login", "logout", "jsi18n", "search"}


class Console(AdminSiteOTPRequiredMixin, UnfoldAdminSite):
    """Read-only records. What changes something goes through a service, from a page of ours."""

    def has_permission(self, request: HttpRequest) -> bool:
        allowed: bool = super().has_permission(request)  # type: ignore[no-untyped-call]
        return request.user.is_authenticated and allowed

    def index(  # type: ignore[override]  # the console's first page is elsewhere
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Agents begin at the Desk, readers of records with the cases."""
        if request.user.has_perm("helpdesk.work_desk"):
            return redirect("desk:home")
        return redirect("console:helpdesk_case_changelist")

    def app_index(  # type: ignore[override]  # an app has no page of its own
        self,
        request: HttpRequest,  # noqa: ARG002
        app_label: str,  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Lead from a breadcrumb to the first page."""
        return redirect("console:index")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:  # noqa: ARG002
        """List nothing by app: the sidebar says what there is, by task (`config.console`)."""
        return []

    def logout(  # type: ignore[override]  # there is one page for signing out
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Sign out, back to the one sign-in page."""
        session_end(request)
        return redirect("mfa:sign_in")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Leave the colours to our stylesheet: inline styles are not allowed."""
        context: dict[str, Any] = super().each_context(request)
        return {**context, "colors": {}, "border_radius": None}

    def get_urls(self) -> list[URLPattern]:  # type: ignore[override]  # as unfold says it
        """Keep only the addresses that are used: each needs a rule in `config.routes`."""
        app_list = path("<str:app_label>/", self.admin_view(self.app_index), name="app_list")
        return [*(one for one in super().get_urls() if self._is_used(one)), app_list]

    @staticmethod
    def _is_used(pattern: URLPattern | URLResolver) -> bool:
        return isinstance(pattern, URLResolver) or pattern.name in _USED


console = Console(name="console")
