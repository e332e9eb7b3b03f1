"""The page of a case, and looking at its state."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from helpdesk.console.site import console
from helpdesk.desk.board import Board, board_of
from helpdesk.desk.regions import LIVE, regions_of, state_response, state_version
from helpdesk.desk.staff import session_of, staff_of


@require_GET
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the agent's own case."""
    board = own_board(request, case_id)
    context = {**console.each_context(request), "title": _("Desk"), **_parts(board)}
    return render(request, "helpdesk/desk/case.html", context)


@require_GET
def case_state(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say what changed since the version that the browser has seen; 204 when nothing did."""
    board = own_board(request, case_id)
    return state_response(request, board, seen=request.GET.get("v", ""))


def case_fragment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Return the case without the page around it, to put in the place of the search."""
    return render(request, "helpdesk/desk/_case.html", _parts(own_board(request, case_id)))


def own_board(request: HttpRequest, case_id: UUID) -> Board:
    """Return the board of a case of this agent; any other is not there."""
    board = board_of(case_id=case_id, agent=staff_of(request), session=session_of(request))
    if board is None:
        raise Http404
    return board


def _parts(board: Board) -> dict[str, object]:
    live = regions_of(board, LIVE)
    return {
        "board": board,
        "case": board.case,
        "regions": {
            region.name: region for region in [*live, *regions_of(board, ("notice", "passcode"))]
        },
        "version": state_version(live, board.poll),
    }
