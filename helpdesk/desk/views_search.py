"""The Desk's first page: finding out who is calling."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.refusal import Refused
from helpdesk.cases.selectors import cases_open_of
from helpdesk.cases.services import case_open
from helpdesk.console.site import console
from helpdesk.desk.numbers import callers_find
from helpdesk.desk.search import LEAST, is_long_enough
from helpdesk.desk.staff import staff_of
from helpdesk.desk.views_case import case_fragment
from helpdesk.refusals import NotThere


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box and the agent's own open cases."""
    context = {
        **console.each_context(request),
        "title": _("Desk"),
        "open_cases": cases_open_of(staff_of(request)),
    }
    return render(request, "helpdesk/desk/home.html", context)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Answer what was typed so far. A POST, so that names stay out of logs and histories."""
    query = request.POST.get("q", "")
    try:
        found = callers_find(agent=staff_of(request), query=query, at=timezone.now())
    except Refused as refusal:
        notice = {"notice": refusal.message}
        return render(request, "helpdesk/desk/_found.html", notice, status=409)
    context = {"found": found, "query": query.strip(), "is_short": not is_long_enough(query)}
    return render(request, "helpdesk/desk/_found.html", {**context, "least": LEAST})


@require_POST
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case about the person that was picked."""
    person_id = request.POST.get("person", "")
    if not (person_id.isascii() and person_id.isdigit() and len(person_id) < 19):  # noqa: PLR2004
        raise Http404
    try:
        case = case_open(agent=staff_of(request), person_id=int(person_id), at=timezone.now())
    except NotThere as unknown:
        raise Http404 from unknown
    except Refused as refusal:
        context = {"message": refusal.message}
        return render(request, "helpdesk/desk/_refused.html", context, status=409)
    address = reverse("desk:case", args=[case.pk])
    if not request.headers.get("HX-Request"):
        return redirect(address)
    response = case_fragment(request, case.pk)
    response.headers["HX-Push-Url"] = address
    return response
