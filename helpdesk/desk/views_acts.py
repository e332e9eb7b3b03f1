"""What an agent submits in a case. Each view: parse, one call, show what became of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.origin import client_ip
from audit.refusal import Refused
from helpdesk.acts.guard import Asked
from helpdesk.acts.services import (
    case_close_act,
    device_lost_act,
    device_revoke_act,
    passcode_issue_act,
)
from helpdesk.acts.step_up import step_up
from helpdesk.cases.services import FirstAnswer, case_describe
from helpdesk.checks.services import (
    check_answer_mail,
    check_cancel,
    check_start_call,
    check_start_mail,
    check_totp,
)
from helpdesk.desk.answers import check_notice, not_suspended_notice, step_up_notice
from helpdesk.desk.regions import regions_response
from helpdesk.desk.spoken import spoken
from helpdesk.desk.staff import session_of, session_renew, staff_of
from helpdesk.desk.views_case import own_board
from helpdesk.models import CaseState, Loss
from helpdesk.refusals import NotThere
from mfa.methods.base import Answer

Done = dict[str, Any]  # what the answer shows besides the state; "notice" is said aloud


def _answer(request: HttpRequest, case_id: UUID, do: Callable[[], Done]) -> HttpResponse:
    try:
        done = do()
    except NotThere as unknown:
        raise Http404 from unknown
    except Refused as refusal:
        board = own_board(request, case_id)
        return regions_response(request, board, notice=refusal.message, status=409)
    return regions_response(request, own_board(request, case_id), **done)


@require_POST
def describe(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the answer to the first question."""
    loss = request.POST.get("loss", "")
    if loss not in Loss.values:
        raise Http404
    answer = FirstAnswer(
        loss=Loss(loss),
        devices=frozenset(_ids(request, "device")),
        none_on_file="none_on_file" in request.POST,
        ticket=_text(request, "ticket"),
    )

    def do() -> Done:
        agent = staff_of(request)
        case = case_describe(case_id=case_id, agent=agent, answer=answer, at=timezone.now())
        still_in_use = case.loss == Loss.LOST and case.lost.filter(confirmed=True).exists()
        return {"notice": not_suspended_notice()} if still_in_use else {}

    return _answer(request, case_id, do)


@require_POST
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Start a check of something on file. A number in the form is not even read (A4)."""
    ask: dict[str, Any] = {
        "case_id": case_id,
        "agent": staff_of(request),
        "target": _text(request, "target"),
        "at": timezone.now(),
    }

    def do() -> Done:
        method = request.POST.get("method", "")
        if method == "TOTP":
            return {"notice": check_notice(check_totp(**ask, typed=_text(request, "code")))}
        start = check_start_mail if method == "MAIL_CODE" else check_start_call
        start(**ask)
        return {}

    return _answer(request, case_id, do)


@require_POST
def check_code(request: HttpRequest, case_id: UUID, challenge_id: UUID) -> HttpResponse:
    """Take the mailed code that the caller reads back."""

    def do() -> Done:
        outcome = check_answer_mail(
            case_id=case_id,
            agent=staff_of(request),
            challenge_id=challenge_id,
            typed=_text(request, "code"),
            at=timezone.now(),
        )
        return {"notice": check_notice(outcome)}

    return _answer(request, case_id, do)


@require_POST
def check_stop(request: HttpRequest, case_id: UUID, challenge_id: UUID) -> HttpResponse:
    """Call a check off."""

    def do() -> Done:
        agent, at = staff_of(request), timezone.now()
        check_cancel(case_id=case_id, agent=agent, challenge_id=challenge_id, at=at)
        return {}

    return _answer(request, case_id, do)


@never_cache
@require_POST
def issue(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Issue the passcode. This answer is the only place where it can ever be read (B9)."""

    def act() -> Done:
        issued = passcode_issue_act(asked=_asked(request, case_id), at=timezone.now())
        return {"issued": issued, "groups": spoken(issued.code)}

    return _answer(request, case_id, lambda: _after_step_up(request, case_id, act))


@require_POST
def mark_lost(request: HttpRequest, case_id: UUID, device_id: int) -> HttpResponse:
    """Mark one more device as lost."""

    def do() -> Done:
        asked = _asked(request, case_id)
        device_lost_act(asked=asked, authenticator_id=device_id, at=timezone.now())
        return {}

    return _answer(request, case_id, do)


@require_POST
def revoke(request: HttpRequest, case_id: UUID, device_id: int) -> HttpResponse:
    """Revoke a lost device."""

    def act() -> Done:
        asked = _asked(request, case_id)
        device_revoke_act(asked=asked, authenticator_id=device_id, at=timezone.now())
        return {}

    return _answer(request, case_id, lambda: _after_step_up(request, case_id, act))


@require_POST
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close the case, and revoke what is ticked."""
    outcome = request.POST.get("outcome", "")
    if outcome not in CaseState.values:
        raise Http404

    def act() -> Done:
        case_close_act(
            asked=_asked(request, case_id),
            outcome=CaseState(outcome),
            ticket=_text(request, "ticket"),
            revoke=_ids(request, "revoke"),
            at=timezone.now(),
        )
        return {}

    return _answer(request, case_id, lambda: _after_step_up(request, case_id, act))


def _after_step_up(request: HttpRequest, case_id: UUID, act: Callable[[], Done]) -> Done:
    """Take the agent's own code first, where the form has one.

    A wrong one has to be counted although nothing comes of the act, so it is a call of its own.
    """
    typed = _text(request, "own_code")
    if typed:
        outcome = step_up(
            case_id=case_id,
            agent=staff_of(request),
            session=session_renew(request),
            typed=typed,
            ip=client_ip(request),
            at=timezone.now(),
        )
        if outcome != Answer.ACCEPTED:
            return {"notice": step_up_notice(outcome), "status": 422}
    return act()


def _asked(request: HttpRequest, case_id: UUID) -> Asked:
    return Asked(case_id=case_id, agent=staff_of(request), session=session_of(request))


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:100]


def _ids(request: HttpRequest, name: str) -> list[int]:
    values = request.POST.getlist(name)
    if not all(value.isascii() and value.isdigit() and len(value) < 19 for value in values):  # noqa: PLR2004
        raise Http404
    return [int(value) for value in values]
