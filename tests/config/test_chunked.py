"""A body without a length arrives whole, or is refused for its size."""

import json
from collections.abc import Iterable
from io import BytesIO
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from config.chunked import with_whole_body


def read(environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
    """Read as Django does: as many bytes as CONTENT_LENGTH says."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return [json.dumps([length, environ["wsgi.input"].read(length).decode()]).encode()]


def ask(body: bytes, **environ: object) -> list[object]:
    request = {"wsgi.input": BytesIO(body), **environ}
    (answer,) = with_whole_body(read, limit=8)(request, lambda *_: lambda _: None)
    return list(json.loads(answer))


CHUNKED = {"HTTP_TRANSFER_ENCODING": "Chunked", "wsgi.input_terminated": True}


@pytest.mark.parametrize(
    ("body", "environ", "seen"),
    [
        (b"hello", CHUNKED, [5, "hello"]),
        (b"", CHUNKED, [0, ""]),
        (b"far too large", CHUNKED, [9, "far too l"]),  # one over the limit: Django refuses it
        (b"hello", {"CONTENT_LENGTH": "2"}, [2, "he"]),
        (b"hello", {"HTTP_TRANSFER_ENCODING": "chunked"}, [0, ""]),  # nobody marks the end
        (b"hello", {"HTTP_TRANSFER_ENCODING": "gzip", "wsgi.input_terminated": True}, [0, ""]),
    ],
)
def test_the_application_sees(body: bytes, environ: dict[str, object], seen: list[object]) -> None:
    assert ask(body, **environ) == seen
