"""“Is this call from us?”: what the person sees while somebody is on the phone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.caller.selectors import callers_of
from helpdesk.caller.services import caller_confirm, caller_report, caller_stop
from mfa.web.reader import reader_of


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Show who is on the phone; the page looks again by itself."""
    return render(request, "helpdesk/caller/ask.html", {"callers": callers_of(reader_of(request))})


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Return the part of that page that changes."""
    context = {"callers": callers_of(reader_of(request))}
    return render(request, "helpdesk/caller/_callers.html", context)


@require_POST
def confirm(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take *That's me*."""
    if not caller_confirm(person=reader_of(request), case_id=case_id, at=timezone.now()):
        raise Http404
    return redirect("caller:ask")


@require_POST
def stop(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take *Not me: stop*."""
    if not caller_stop(person=reader_of(request), case_id=case_id, at=timezone.now()):
        raise Http404
    messages.warning(request, _("Stopped. Our security team has been told, and so have you."))
    return redirect("caller:ask")


@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take the report of a call that is not ours."""
    caller_report(person=reader_of(request), at=timezone.now())
    messages.success(request, _("Thank you. Our security team has been told."))
    return redirect("caller:ask")
