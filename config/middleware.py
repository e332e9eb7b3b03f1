"""Headers that every page carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# Seen in a browser: the console's Alpine compiles the expressions in its templates, and Unfold
# writes colours into style elements and attributes. It has no inline script.
CONSOLE_POLICY = f"{POLICY}; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"
CONSOLE = "/console/"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Let pages load only what comes from here, and let nobody keep a copy of them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        policy = CONSOLE_POLICY if request.path_info.startswith(CONSOLE) else POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        # Static files never come this far: whitenoise stands before this middleware.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
