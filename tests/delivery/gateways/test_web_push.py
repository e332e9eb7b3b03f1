"""Web Push, to a push service on this machine that reads it as a browser would."""

import json
import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as installed

from delivery.gateways import web_push
from delivery.gateways.base import EndpointGone, GatewayError
from delivery.gateways.registry import push_gateway
from delivery.gateways.web_push import WebPush, retry_after_read
from delivery.interfaces import Nudge
from tests.delivery.gateways.contract import NUDGE, FarEnd, PushContract
from tests.fixtures.push import PushService, Subscriber, token_read


def send(browser: Subscriber, nudge: Nudge = NUDGE) -> str:
    to = json.dumps(browser.subscription)
    return push_gateway().send(to=to, nudge=nudge, topic="mfa.app_push", message_id=uuid4())


def refusal(service: PushService, **answer: Any) -> GatewayError:
    service.status, service.headers = answer.pop("status"), answer
    with pytest.raises(GatewayError) as caught:
        send(service.subscriber())
    return caught.value


class Service(FarEnd):
    def __init__(self, service: PushService, browser: Subscriber, patch: Any) -> None:
        self.service, self.browser, self.patch = service, browser, patch

    def calls(self) -> list[tuple[str, str]]:
        return [(one.path, self.browser.decrypt(one.body)) for one in self.service.arrived]

    def fail(self, error: Exception) -> None:
        def raising(*_args: object, **_kwargs: object) -> None:
            raise error

        self.patch.setattr(web_push, "post", raising)


class TestContract(PushContract):
    @pytest.fixture
    def browser(self, push_service: PushService) -> Subscriber:
        return push_service.subscriber()

    @pytest.fixture
    def gateway(self) -> WebPush:
        return WebPush()

    @pytest.fixture
    def to(self, browser: Subscriber) -> str:
        return json.dumps(browser.subscription)

    @pytest.fixture
    def far_end(
        self, push_service: PushService, browser: Subscriber, monkeypatch: pytest.MonkeyPatch
    ) -> Service:
        return Service(push_service, browser, monkeypatch)


def test_a_browser_reads_what_was_sent_and_knows_who_sent_it(
    tls_push_service: PushService,
) -> None:
    browser = tls_push_service.subscriber("/wpush/v2/secret?a=b")
    assert send(browser) == "localhost"
    (arrived,) = tls_push_service.arrived
    assert arrived.path == "/wpush/v2/secret?a=b"
    assert browser.decrypt(arrived.body) == '{"kind":"request"}'
    assert arrived.headers["content-encoding"] == "aes128gcm"
    assert (arrived.headers["ttl"], arrived.headers["urgency"]) == ("90", "high")
    claims = token_read(arrived.headers["authorization"], public_key=installed.VAPID_PUBLIC_KEY)
    assert claims["aud"] == f"https://localhost:{tls_push_service.port}"
    assert time.time() < claims["exp"] <= time.time() + 24 * 60 * 60
    assert claims["sub"].startswith("mailto:")


def test_only_that_browser_can_read_it(push_service: PushService) -> None:
    one, other = push_service.subscriber(), push_service.subscriber()
    send(one)
    body = push_service.arrived[0].body
    assert b"request" not in body
    with pytest.raises(Exception):  # noqa: B017, PT011  # an invalid tag
        other.decrypt(body)


def test_two_messages_share_a_topic_and_nothing_else(push_service: PushService) -> None:
    browser = push_service.subscriber()
    send(browser)
    send(browser)
    first, second = push_service.arrived
    assert first.headers["topic"] == second.headers["topic"]
    assert 0 < len(first.headers["topic"]) <= 32
    assert "push" not in first.headers["topic"]
    assert first.body[:86] != second.body[:86]  # salt and sender's key are new


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_ended_is_gone(push_service: PushService, status: int) -> None:
    error = refusal(push_service, status=status)
    assert isinstance(error, EndpointGone)
    assert (error.permanent, error.reason) == (True, f"http_{status}")


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_refusal_is_final(push_service: PushService, status: int) -> None:
    error = refusal(push_service, status=status)
    assert (error.permanent, isinstance(error, EndpointGone)) == (True, False)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_trouble_passes_and_may_say_when(push_service: PushService, status: int) -> None:
    error = refusal(push_service, status=status, **{"Retry-After": "7"})
    assert (error.permanent, error.retry_after) == (False, timedelta(seconds=7))
    assert refusal(push_service, status=status).retry_after is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_refusal(push_service: PushService, status: int) -> None:
    elsewhere = f"http://localhost:{push_service.port}/elsewhere"
    error = refusal(push_service, status=status, Location=elsewhere)
    assert (error.permanent, error.reason) == (True, f"http_{status}")
    assert len(push_service.arrived) == 1


def test_retry_after_is_seconds_or_a_date_and_bounded() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    read = retry_after_read(soon)
    assert read
    assert timedelta(seconds=20) < read <= timedelta(seconds=30)
    assert retry_after_read("999999999999") == timedelta(hours=1)
    assert retry_after_read("Wed, 21 Oct 2015 07:28:00 GMT") == timedelta(0)
    assert retry_after_read("") is retry_after_read("soon") is retry_after_read("-1") is None


def test_nobody_there_is_tried_again(push_service: PushService) -> None:
    browser = push_service.subscriber()
    push_service.server.shutdown()
    push_service.server.server_close()
    with pytest.raises(GatewayError) as caught:
        send(browser)
    assert not caught.value.permanent


def test_what_does_not_fit_into_a_message_is_not_sent(push_service: PushService) -> None:
    browser = push_service.subscriber()
    send(browser, Nudge("x" * 3993, ttl=timedelta(0)))
    assert len(push_service.arrived[0].body) == 4096
    assert browser.decrypt(push_service.arrived[0].body) == "x" * 3993
    with pytest.raises(GatewayError, match="too_long"):
        send(browser, Nudge("x" * 3994, ttl=timedelta(0)))


def test_neither_endpoint_nor_payload_is_logged(
    push_service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    browser = push_service.subscriber("/push/canary")
    with caplog.at_level(logging.DEBUG):
        send(browser, Nudge("canary", ttl=timedelta(seconds=1)))
        push_service.status = 500
        with pytest.raises(GatewayError) as caught:
            send(browser)
    assert "canary" not in caplog.text
    assert "canary" not in str(caught.value)


def test_without_a_key_of_ours_push_is_off(push_service: PushService, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = None
    with pytest.raises(GatewayError, match="no_gateway") as caught:
        send(push_service.subscriber())
    assert caught.value.permanent
    assert push_service.arrived == []
