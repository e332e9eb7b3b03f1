"""Importing people from a file: look first, then do it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.people.services import people_import
from audit.refusal import Refused
from helpdesk.console.site import console
from helpdesk.desk.staff import staff_of

BIGGEST = 200_000_000
PROBLEMS_SHOWN = 200


@require_GET
def import_page(request: HttpRequest) -> HttpResponse:
    """Ask for a file."""
    context = {**console.each_context(request), "title": _("Import people")}
    return render(request, "helpdesk/console/import.html", context)


@require_POST
def import_run(request: HttpRequest) -> HttpResponse:
    """Read the file and say what it would change, or change it."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > BIGGEST:
        return _report(request, {"notice": _("Choose a CSV file of at most 200 MB.")}, 422)
    is_dry = request.POST.get("do") != "import"
    try:
        report = people_import(
            file=file,  # type: ignore[arg-type]  # an uploaded file reads like any other
            actor=staff_of(request),
            dry_run=is_dry,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _report(request, {"notice": refusal.message}, 409)
    problems = report.problems[:PROBLEMS_SHOWN]
    return _report(request, {"report": report, "problems": problems, "is_dry": is_dry}, 200)


def _report(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "helpdesk/console/_report.html", context, status=status)
