"""What a demo with a certificate shows to other machines: the companion app, and nothing else.

The demo's passwords, codes and mails are known to everybody. They stay on this machine: whoever
comes over the network gets the app, which asks for no password and answers to signatures only.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

OPEN = ("/app/", "/static/", "/healthz", "/readyz")
LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
# Who came through a tunnel or a proxy seems to come from this machine.
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def only_the_app_beyond_this_machine(get_response: GetResponse) -> GetResponse:
    """Refuse everything but the app to other machines."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OPEN) or is_here(request):
            return get_response(request)
        raise PermissionDenied(_("This demo answers other machines with its app only."))

    return middleware


def is_here(request: HttpRequest) -> bool:
    """Say whether a request was made on this machine, under whatever name."""
    if any(name in request.headers for name in PASSED_ON):
        return False
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return peer in LOOPBACK or (peer != "" and peer == _own_address(request))


def _own_address(request: HttpRequest) -> str:
    """Return the address that was called: one's own machine calls it from the same address."""
    called = request.META.get("gunicorn.socket")
    return str(called.getsockname()[0]) if called is not None else ""
