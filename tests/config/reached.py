"""A last middleware that answers instead of the view, so that a test sees what the gate let by."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

REACHED = "reached"


class ReachedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, *_args: Any) -> HttpResponse:
        """Run after the gate: whoever gets here would have reached the view."""
        return HttpResponse(REACHED)
