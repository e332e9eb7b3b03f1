"""Bodies that nobody waits for are refused before they are read, and never put on a disk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, UploadFileException
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from config.errors import page
from config.routes import RULES

FORM_WITH_FILES = "multipart/form-data"


class BodyMiddleware:
    """Answer 413 to more than the route's rule allows, and to files where it takes none.

    It stands behind the gate, which has sent strangers away, and before the CSRF check, which reads
    the body: Django would keep a file of any size for a page that does not look at it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        rule = RULES.get(match.view_name) if match else None
        files = rule.files if rule else 0
        if _length(request) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) + files:
            return _too_large()
        if files or request.content_type != FORM_WITH_FILES or request.method != "POST":
            return None
        request.upload_handlers = [NoFiles(request)]
        try:
            len(request.POST)
        except FileSentError:
            return _too_large()
        return None


class FileSentError(UploadFileException):
    """There is a file in the form."""


class NoFiles(FileUploadHandler):
    """Ends the reading of a form at the first file."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise FileSentError

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        return None

    def file_complete(self, file_size: int) -> None:
        """Keep nothing."""


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _too_large() -> HttpResponse:
    text = _("This page does not take so much, or no files at all. Nothing of it was kept.")
    return page(413, _("That is too much"), text)
