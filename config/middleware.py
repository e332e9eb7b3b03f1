"""Headers that every page carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from audit.origin import is_proxy

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# Seen in a browser: the console's Alpine compiles the expressions in its templates, and Unfold
# writes colours into style elements and attributes. It has no inline script.
CONSOLE_POLICY = f"{POLICY}; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"
CONSOLE = "/console/"
PROTO = "HTTP_X_FORWARDED_PROTO"
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def forwarded_headers(get_response: GetResponse) -> GetResponse:
    """Believe `X-Forwarded-Proto` of our own proxies only, and there what the nearest one wrote.

    Everybody can send such a header. The others of its kind are read by nobody here, and dropped so
    that it stays like that. `X-Forwarded-For`: see `audit.origin`.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        for name in FORWARDED:
            request.META.pop(name, None)
        proto = str(request.META.pop(PROTO, "")).rpartition(",")[2].strip()
        if proto and is_proxy(str(request.META.get("REMOTE_ADDR", ""))):
            request.META[PROTO] = proto
        return get_response(request)

    return middleware


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Let pages load only what comes from here, and let nobody keep a copy of them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        policy = CONSOLE_POLICY if request.path_info.startswith(CONSOLE) else POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files never come this far: whitenoise stands before this middleware.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
