"""Pages for what went wrong: plain, safe, and without the database."""

from collections.abc import Iterator
from typing import Any

import kombu.exceptions
import psycopg
import pytest
import redis
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from config import errors, routes
from config.routes import ANYONE, Rule
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - for Django

thrown: list[Exception] = []


def throw(_request: HttpRequest) -> HttpResponse:
    raise thrown[-1]


urlpatterns = [path("throw", throw, name="throw")]


@pytest.fixture
def answer_to(client: Client) -> Iterator[Any]:
    def answer(error: Exception) -> object:
        thrown.append(error)
        return client.get("/throw")

    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(routes.RULES, "throw", Rule(read=ANYONE))
        yield answer


def operational(cause: psycopg.Error) -> OperationalError:
    error = OperationalError("could not do it: password=hunter2")
    error.__cause__ = cause
    return error


AWAY = [
    operational(psycopg.OperationalError()),
    operational(psycopg.errors.AdminShutdown()),
    operational(psycopg.errors.CannotConnectNow()),
    operational(psycopg.errors.DiskFull()),
    InterfaceError("connection already closed"),
    redis.ConnectionError("refused"),
    redis.TimeoutError("slow"),
    kombu.exceptions.OperationalError("refused"),
]
FAULTS = [operational(psycopg.errors.DeadlockDetected()), ValueError("hunter2"), KeyError("x")]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("error", AWAY, ids=repr)
def test_a_part_that_is_away_is_named(error: Exception, answer_to: Any) -> None:
    answer = answer_to(error)
    assert answer.status_code == 503
    assert "Keydesk cannot reach its" in answer.content.decode()
    assert answer.headers["Retry-After"] == "30"
    assert b"hunter2" not in answer.content


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("error", FAULTS, ids=repr)
def test_a_fault_of_ours_tells_nothing(error: Exception, answer_to: Any) -> None:
    answer = answer_to(error)
    assert answer.status_code == 500
    assert b"hunter2" not in answer.content
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.urls(__name__)
def test_a_refusal_says_why_and_escapes_it(answer_to: Any) -> None:
    answer = answer_to(PermissionDenied("<b>Not you</b>"))
    assert answer.status_code == 403
    assert "&lt;b&gt;Not you&lt;/b&gt;" in answer.content.decode()


def test_a_foreign_host_name_is_refused(client: Client) -> None:
    answer = client.get("/nothing", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


def test_an_unknown_address_is_not_repeated(client: Client) -> None:
    answer = client.get("/nothing/hunter2")
    assert answer.status_code == 404
    assert b"hunter2" not in answer.content


def test_a_form_without_its_token_is_told_to_reload() -> None:
    answer = errors.csrf_failure(RequestFactory().post("/"), reason="CSRF cookie not set.")
    assert answer.status_code == 403
    assert b"Reload the page" in answer.content
    assert b"cookie not set" not in answer.content
