"""Pages for what went wrong. They need no database, no session and no context processor."""

import sys

import kombu.exceptions
import redis
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_SECONDS = 30
# PostgreSQL's SQLSTATE classes: connection lost, no resources left, operator at work.
AWAY_CLASSES = frozenset({"08", "53", "57"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood, a foreign host name included."""
    return page(400, _("This request cannot be understood"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not do this, with the words of whoever refused."""
    reason = str(exception or "") or _("Your account may not do this.")
    return page(403, _("Not allowed"), reason)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old; which of the two is nobody's business."""
    text = _("This form is too old or came from another page. Reload the page and try again.")
    return page(403, _("The form was not accepted"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer alike for what never existed and for what this person may not know of."""
    return page(404, _("Page not found"), _("There is nothing at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault, and plainly for a database or queue that is away."""
    title = unreachable(sys.exc_info()[1])
    if not title:
        return page(500, _("Something went wrong"), _("The fault was recorded. Try again later."))
    response = page(503, title, _("It recovers by itself. Try again in a minute."))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def unreachable(error: BaseException | None) -> str:
    """Return what cannot be reached, as a headline, or "" when the error is another one."""
    if isinstance(error, InterfaceError):
        return _("Keydesk cannot reach its database")
    if isinstance(error, OperationalError):
        state = getattr(error.__cause__, "sqlstate", None)
        is_away = state is None or state[:2] in AWAY_CLASSES
        return _("Keydesk cannot reach its database") if is_away else ""
    lost = (redis.ConnectionError, redis.TimeoutError, kombu.exceptions.OperationalError)
    return _("Keydesk cannot reach its message queue") if isinstance(error, lost) else ""


def page(status: int, title: str, text: str) -> HttpResponse:
    """Return one self-contained page."""
    context = {
        "status": status,
        "title": title,
        "text": text,
        "organisation": settings.ORGANISATION,
        "help_desk_phone": settings.HELP_DESK_PHONE,
    }
    return HttpResponse(render_to_string("config/error.html", context), status=status)
