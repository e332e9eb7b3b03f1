"""The simulator's page and its fragments. Anybody on this machine may use it: it is a toy."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from demo.simulator import selectors
from demo.simulator.letters import Letter, letter_read
from demo.simulator.models import SimulatedMail
from demo.simulator.phones import Act, phone_act, phones_ring_out
from demo.simulator.selectors import Wanted


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show everything at once."""
    wanted = _wanted(request)
    chosen = request.GET.get("mail", "")
    page = {
        "wanted": wanted,
        "letter": _letter(int(chosen[:19])) if chosen.isascii() and chosen.isdigit() else None,
        **_phones(wanted),
        **_mails(wanted),
    }
    return render(request, "demo/simulator.html", page)


@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """Show the phones and texts, if they changed since they were last seen."""
    phones_ring_out(at=timezone.now())
    wanted = _wanted(request)
    if request.GET.get("seen") == selectors.phones_version(wanted):
        return HttpResponse(status=204)
    return render(request, "demo/_phones.html", _phones(wanted))


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Show the list of letters, if one arrived."""
    wanted = _wanted(request)
    if request.GET.get("seen") == selectors.mails_version(wanted):
        return HttpResponse(status=204)
    return render(request, "demo/_mails.html", {"wanted": wanted, **_mails(wanted)})


@require_safe
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Show one letter in the reading pane."""
    return render(request, "demo/_letter.html", {"letter": _letter(mail_id)})


@require_POST
def act(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Do something with a phone."""
    key = request.POST.get("key", "")
    name = Act.KEY if key else request.POST.get("act", "")
    if name not in set(Act) - {Act.STOP}:
        return HttpResponse(status=400)
    phone_act(call_id=call_id, act=Act(name), key=key, at=timezone.now())
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("simulator:desk")


def _wanted(request: HttpRequest) -> Wanted:
    return Wanted(
        number=request.GET.get("number", "")[:40], person=request.GET.get("person", "")[:150]
    )


def _phones(wanted: Wanted) -> dict[str, object]:
    seen = selectors.phones_version(wanted)
    found = selectors.phones_list(wanted)
    return {
        "phones_seen": seen,
        "live": [phone for phone in found if phone.is_live],
        "earlier": [phone for phone in found if not phone.is_live],
        "texts": selectors.texts_list(wanted),
    }


def _mails(wanted: Wanted) -> dict[str, object]:
    return {"mails_seen": selectors.mails_version(wanted), "mails": selectors.mails_list(wanted)}


def _letter(mail_id: int) -> Letter:
    stored = SimulatedMail.objects.filter(pk=min(mail_id, 2**62)).first()
    if stored is None:
        raise Http404
    return letter_read(stored)
