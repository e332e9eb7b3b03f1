"""Headers that every page carries."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.middleware import content_security_policy


def policy_of(path: str, response: HttpResponse | None = None) -> HttpResponse:
    def answer(_request: HttpRequest) -> HttpResponse:
        return response or HttpResponse()

    done = content_security_policy(answer)(RequestFactory().get(path))
    assert isinstance(done, HttpResponse)
    return done


@pytest.mark.parametrize("path", ["/", "/desk/", "/simulator/", "/consoles", "/x/console/"])
def test_pages_run_no_compiled_scripts(path: str) -> None:
    policy = policy_of(path).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_only_the_console_may_compile_its_expressions() -> None:
    policy = policy_of("/console/accounts/user/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval';" in f"{policy};"
    assert policy.count("unsafe-inline") == 1
    assert "style-src 'self' 'unsafe-inline'" in policy


def test_nobody_keeps_a_copy() -> None:
    assert policy_of("/").headers["Cache-Control"] == "no-store"


def test_a_view_may_say_otherwise() -> None:
    response = HttpResponse(headers={"Cache-Control": "private, max-age=60"})
    assert policy_of("/", response).headers["Cache-Control"] == "private, max-age=60"
