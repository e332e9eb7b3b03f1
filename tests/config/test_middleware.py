"""Headers that every page carries."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from config.middleware import content_security_policy, forwarded_headers


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


def test_no_other_site_may_load_or_hold_a_page() -> None:
    assert policy_of("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert settings.SECURE_CROSS_ORIGIN_OPENER_POLICY == "same-origin"
    assert not settings.WHITENOISE_ALLOW_ALL_ORIGINS


@pytest.mark.parametrize(
    ("peer", "sent", "kept"),
    [
        ("10.0.0.1", "https", "https"),
        ("10.0.0.1", "https, http", "http"),
        ("192.0.2.1", "https", None),
        ("", "https", None),
        ("10.0.0.1", "", None),
    ],
)
def test_only_our_proxies_say_how_a_request_came(
    peer: str, sent: str, kept: str | None, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    head = {"X-Forwarded-Proto": sent, "X-Forwarded-Host": "evil.example"}
    forwarded_headers(answer)(RequestFactory().get("/", headers=head, REMOTE_ADDR=peer))
    assert seen[0].headers.get("X-Forwarded-Proto") == kept
    assert seen[0].is_secure() == (kept == "https")
    assert "X-Forwarded-Host" not in seen[0].headers


def test_nobody_keeps_a_copy() -> None:
    assert policy_of("/").headers["Cache-Control"] == "no-store"


def test_a_view_may_say_otherwise() -> None:
    response = HttpResponse(headers={"Cache-Control": "private, max-age=60"})
    assert policy_of("/", response).headers["Cache-Control"] == "private, max-age=60"
