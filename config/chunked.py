"""Bodies sent in chunks, as some API clients do.

WSGI has no length for them, so Django reads nothing; the server marks where they end.
"""

from collections.abc import Iterable
from io import BytesIO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def with_whole_body(application: WSGIApplication, *, limit: int) -> WSGIApplication:
    """Give `application` the length of a chunked body.

    Reads one byte more than `limit` bytes, so that Django refuses the body as too large.
    """

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_chunked(environ):
            body = environ["wsgi.input"].read(limit + 1)
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return application(environ, start_response)

    return call


def is_chunked(environ: WSGIEnvironment) -> bool:
    """Say whether the server vouches for the end of a body without a length."""
    encoding = str(environ.get("HTTP_TRANSFER_ENCODING", "")).lower()
    return encoding == "chunked" and bool(environ.get("wsgi.input_terminated"))
