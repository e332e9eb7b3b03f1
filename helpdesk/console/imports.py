"""Importing people from a file: look first, then do it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.people.report import ImportReport
from accounts.people.services import people_import
from audit.origin import client_ip
from audit.refusal import Refused
from helpdesk.acts.imports import import_binding, people_import_act
from helpdesk.acts.proof import step_up_prove
from helpdesk.console.site import console
from helpdesk.desk.answers import step_up_notice
from helpdesk.desk.staff import session_renew, staff_of
from mfa.methods.base import Answer

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
        report = _look(request, file) if is_dry else _import(request, file)
    except Refused as refusal:
        return _report(request, {"notice": refusal.message}, 409)
    if isinstance(report, Answer):
        return _report(request, {"notice": step_up_notice(report)}, 422)
    problems = report.problems[:PROBLEMS_SHOWN]
    return _report(request, {"report": report, "problems": problems, "is_dry": is_dry}, 200)


def _look(request: HttpRequest, file: Any) -> ImportReport:
    return people_import(file=file, actor=staff_of(request), dry_run=True, at=timezone.now())


def _import(request: HttpRequest, file: Any) -> ImportReport | Answer:
    """Take the administrator's own code, then import; return the answer to a wrong code."""
    session, administrator, at = session_renew(request), staff_of(request), timezone.now()
    answer = step_up_prove(
        agent=administrator,
        binding=import_binding(session),
        typed=request.POST.get("own_code", "")[:100],
        ip=client_ip(request),
        at=at,
    )
    if answer != Answer.ACCEPTED:
        return answer
    return people_import_act(file=file, administrator=administrator, session=session, at=at)


def _report(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "helpdesk/console/_report.html", context, status=status)
