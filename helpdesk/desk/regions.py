"""The page of a case in regions: a browser replaces only those whose version differs."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from helpdesk.desk.board import Board

LIVE = ("banner", "card", "ask", "script", "checks", "meter", "acts", "news", "close", "history")


@dataclass(frozen=True, slots=True)
class Region:
    """A piece of the page; `version` changes when its content does."""

    name: str
    html: SafeString

    @property
    def version(self) -> str:
        return hashlib.sha256(self.html.encode()).hexdigest()[:12]


def regions_of(board: Board, names: tuple[str, ...], **more: Any) -> list[Region]:
    """Render the named regions. They hold no CSRF token, so that a version stands for a content."""
    context = {"board": board, "case": board.case, "person": board.case.person, **more}
    return [
        Region(name, render_to_string(f"helpdesk/desk/_{name}.html", context)) for name in names
    ]


def state_version(regions: list[Region], poll: int) -> str:
    """Return one version for all of them and for the pace of looking."""
    text = "".join(region.version for region in regions) + str(poll)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def regions_response(
    request: HttpRequest, board: Board, *, notice: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """Answer a submitted form: every region, and what there is to say about it."""
    names = (*LIVE, "passcode") if more.get("issued") or not board.is_open else LIVE
    regions = regions_of(board, (*names, "notice"), notice=notice, **more)
    return _response(request, board, regions, status)


def state_response(request: HttpRequest, board: Board, *, seen: str) -> HttpResponse:
    """Answer a look at the state: nothing at all when it is what the browser has seen."""
    gone = board.passcode is not None and board.passcode.state != "LIVE"
    regions = regions_of(board, (*LIVE, "passcode") if gone else LIVE)
    if seen == state_version(regions[: len(LIVE)], board.poll):
        return HttpResponse(status=204)
    return _response(request, board, regions, 200)


def _response(
    request: HttpRequest, board: Board, regions: list[Region], status: int
) -> HttpResponse:
    live = [region for region in regions if region.name in LIVE]
    context = {
        "board": board,
        "case": board.case,
        "regions": regions,
        "version": state_version(live, board.poll),
    }
    html = render_to_string("helpdesk/desk/_regions.html", context, request)
    return HttpResponse(html, status=status, headers={"Cache-Control": "no-store"})
