"""Desk locks: a supervisor's list, and lifting one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.origin import client_ip
from audit.refusal import Refused
from helpdesk.acts.desk_locks import InPerson, desk_lock_lift, lock_binding
from helpdesk.acts.proof import step_up_prove
from helpdesk.cases.selectors import desk_locks_live
from helpdesk.console.site import console
from helpdesk.desk.answers import step_up_notice
from helpdesk.desk.staff import session_renew, staff_of
from helpdesk.refusals import NotThere
from mfa.methods.base import Answer


@require_GET
def locks(request: HttpRequest) -> HttpResponse:
    """List the locks that nobody has lifted yet."""
    return _page(request)


@require_POST
def lift(request: HttpRequest, lock_id: int) -> HttpResponse:
    """Lift one, with the supervisor's own code."""
    session, supervisor, at = session_renew(request), staff_of(request), timezone.now()
    try:
        answer = step_up_prove(
            agent=supervisor,
            binding=lock_binding(session, lock_id),
            typed=request.POST.get("own_code", "")[:100],
            ip=client_ip(request),
            at=at,
        )
        if answer != Answer.ACCEPTED:
            return _page(request, notice=step_up_notice(answer), status=422)
        desk_lock_lift(
            lock_id=lock_id,
            supervisor=supervisor,
            session=session,
            evidence=request.POST.get("evidence", ""),
            at=at,
        )
    except NotThere as unknown:
        raise Http404 from unknown
    except Refused as refusal:
        return _page(request, notice=refusal.message, status=409)
    return redirect("desk:locks")


def _page(request: HttpRequest, *, notice: str = "", status: int = 200) -> HttpResponse:
    context = {
        **console.each_context(request),
        "title": _("Desk locks"),
        "locks": desk_locks_live(),
        "evidence": InPerson.choices,
        "notice": notice,
    }
    return render(request, "helpdesk/desk/locks.html", context, status=status)
