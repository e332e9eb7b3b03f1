"""Three plain pages before the first set-up. They can be skipped, and are not shown again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mfa.domain.enrolment import Enrolment
from mfa.set_up.selectors import enrolment_rule, enrolment_until, intro_is_seen
from mfa.set_up.services import set_up_begin, set_up_intro_seen, set_up_postpone
from mfa.web.pending import Pending, pending_end, pending_of
from mfa.web.stage import Here, stage_of

PAGES = (1, 2, 3)


def set_up_start(pending: Pending) -> str:
    """Begin the set-up of somebody whose password was right, or go on with it: its first page."""
    set_up_begin(user=pending.user, at=timezone.now())
    if intro_is_seen(pending.user.pk):
        return reverse("mfa:first")
    return reverse("mfa:set_up_intro", args=[PAGES[0]])


@require_http_methods(["GET", "POST"])
def intro(request: HttpRequest, page: int) -> HttpResponse:
    """Show one of the pages; a POST means that the person has read, or skipped, them."""
    pending = pending_of(request)
    if pending is None or not pending.is_first or pending.person.is_locked:
        return redirect("mfa:sign_in")
    if page not in PAGES:
        raise Http404
    if request.method == "POST":
        set_up_intro_seen(user=pending.user, at=timezone.now())
        return redirect("mfa:first")
    context = {
        "page": page,
        "pages": len(PAGES),
        "stage": stage_of(Here.INTRO, is_staff=pending.user.is_staff),
        **postponing(pending),
    }
    return render(request, f"mfa/intro_{page}.html", context)


def postponing(pending: Pending) -> dict[str, object]:
    """Return until when this may wait, for pages that offer it."""
    may_wait = enrolment_rule(pending.person.now) == Enrolment.POSTPONE
    return {"postpone_until": enrolment_until() if may_wait else None}


@require_POST
def postpone(request: HttpRequest) -> HttpResponse:
    """Put the set-up off, where that is allowed. It opens nothing: the sign-in ends here."""
    pending = pending_of(request)
    if pending is None or not pending.is_first:
        return redirect("mfa:sign_in")
    if postponing(pending)["postpone_until"] is None:
        return redirect("mfa:first")
    set_up_postpone(user=pending.user, at=timezone.now())
    pending_end(request)
    return redirect("mfa:set_up_postponed")


@require_GET
def postponed(request: HttpRequest) -> HttpResponse:
    """Say until when, and what that means. The same page for everybody, so it asks nobody."""
    return render(request, "mfa/postponed.html", {"until": enrolment_until()})
