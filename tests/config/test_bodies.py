"""A body that no page waits for is refused before it is read."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from tests.helpdesk.casting import browser_of

pytestmark = pytest.mark.django_db
SIGN_IN, IMPORT = reverse("mfa:sign_in"), reverse("desk:import_run")
MUCH = 1_000_001


class Unread:
    """A body that must not be asked for."""

    def read(self, *_args: Any) -> bytes:
        message = "The body was read."
        raise AssertionError(message)

    readline = read


def send(client: Client, path: str, length: int, content_type: str) -> int:
    """Send the head of a request whose body is never looked at; return the status."""
    head = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": content_type}
    return client.post(path, **head).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_more_than_a_form_is_refused_unread(kind: str, csrf_client: Client) -> None:
    assert send(csrf_client, SIGN_IN, MUCH, kind) == 413


def test_a_stranger_uploads_nothing_anywhere(csrf_client: Client) -> None:
    assert send(csrf_client, IMPORT, MUCH, "multipart/form-data; boundary=x") == 403


def test_more_than_an_import_takes_is_refused_unread(administrator: User) -> None:
    browser = browser_of(administrator)
    assert send(browser, IMPORT, 201_000_001, "multipart/form-data; boundary=x") == 413


def test_a_small_file_on_a_page_without_files_is_refused(client: Client) -> None:
    form = {"username": "user", "password": "x", "file": SimpleUploadedFile("a.txt", b"small")}
    assert client.post(SIGN_IN, form).status_code == 413
    assert not AuditEvent.objects.exists()
    del form["file"]
    assert client.post(SIGN_IN, form).status_code == 200


def test_without_a_usable_length_nothing_is_read(client: Client) -> None:
    for length in ("", "-1", "x", "\u0661"):
        assert client.generic("POST", SIGN_IN, CONTENT_LENGTH=length).status_code == 200


@pytest.fixture
def csrf_client() -> Client:
    """Return a browser whose forms are checked for their token."""
    return Client(enforce_csrf_checks=True)
