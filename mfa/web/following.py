"""Pages that follow a challenge ask again and again; nearly always nothing has changed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from mfa.challenges.selectors import challenges_version
from mfa.web.browser import browser_hash, challenge_ids_of

HEADER = "Keydesk-Seen"
View = Callable[..., HttpResponse]


def unless_seen(view: View) -> View:
    """Answer 204 to a page that has seen it all: it sends as `seen` what an answer named so.

    The version is read before the page is made. What changes in between is shown now and again
    next time, and nothing is missed.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = _version(request)
        if version and request.GET.get("seen") == version:
            return HttpResponse(status=204)
        response = view(request, *args, **kwargs)
        if version and response.status_code == 200:  # noqa: PLR2004  # a redirect ends it
            response.headers[HEADER] = version
        return response

    return run


def _version(request: HttpRequest) -> str:
    challenge_ids = challenge_ids_of(request)
    if not challenge_ids:
        return ""
    return challenges_version(challenge_ids=challenge_ids, browser=browser_hash(request))
