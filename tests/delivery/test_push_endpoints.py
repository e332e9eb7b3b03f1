"""Case E10: a push endpoint is a stranger's address. Refused when kept, and again when called."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from pytest_socket import SocketConnectBlockedError

from delivery.gateways import pinned
from delivery.gateways.addresses import AddressRefused, addresses_resolve, is_public
from delivery.gateways.base import GatewayError
from delivery.gateways.pinned import Site, post
from delivery.gateways.web_push import WebPush
from delivery.push import SubscriptionRefused, push_service_of, subscription_check
from tests.delivery.gateways.contract import NUDGE
from tests.fixtures.push import PushService, Subscriber, b64

MOZILLA = "https://updates.push.services.mozilla.com/wpush/v2/secret"
NAME = "updates.push.services.mozilla.com"
ALLOWED = [
    MOZILLA,
    "https://fcm.googleapis.com/fcm/send/abc:APA91b-secret_x",
    "https://fcm.googleapis.com:443/wp/secret",
    "https://web.push.apple.com/QMsecret",
    "https://wns2-by3p.notify.windows.com/w/?token=BQYAAAD%2bsecret%3d",
]
REFUSED = {
    "http://updates.push.services.mozilla.com/wpush/v2/x": "scheme",
    "ftp://fcm.googleapis.com/x": "form",
    "file:///etc/passwd": "form",
    "//fcm.googleapis.com/x": "form",
    "https:///fcm.googleapis.com/x": "form",
    "https://fcm.googleapis.com": "form",
    "https://me@fcm.googleapis.com/x": "user",
    "https://me:secret@fcm.googleapis.com/x": "user",
    "https://fcm.googleapis.com@evil.example/x": "user",
    "https://fcm.googleapis.com:8443/x": "port",
    "https://fcm.googleapis.com:80/x": "port",
    "https://fcm.googleapis.com:0/x": "port",
    "https://fcm.googleapis.com:99999/x": "port",
    "https://fcm.googleapis.com:x/x": "port",
    "https://fcm.googleapis.com.evil.example/x": "host",
    "https://evilfcm.googleapis.com/x": "host",
    "https://push.apple.com/x": "host",
    "https://evilpush.apple.com/x": "host",
    "https://internal.example.org/x": "host",
    "https://localhost/x": "name",
    "https://fcm.googleapis.com./x": "name",
    "https://127.0.0.1/x": "name",
    "https://2130706433/x": "name",
    "https://0x7f.0.0.1/x": "name",
    "https://127.1/x": "name",
    "https://[::1]/x": "form",
    "https://[::ffff:169.254.169.254]/x": "form",
    "https://169.254.169.254/latest/meta-data": "name",
    "https://fcm.googleapis.com\\@evil.example/x": "form",
    "https://fcm.googleapis.com/x#y": "form",
    "https://fcm.googleapis.com/x y": "form",
    "https://fcm.googleapis.com/x\r\nHost: evil.example": "form",
    "https://fcm\t.googleapis.com/x": "form",
    "https://fcm.googleapis.c\u043em/x": "form",
    "https://fcm%2egoogleapis.com/x": "name",
    "https://fcm.googleapis.com/" + "x" * 2048: "size",
    "": "form",
}


def raw(endpoint: object = MOZILLA, **keys: object) -> dict[str, object]:
    made = Subscriber(MOZILLA).subscription
    return {**made, "endpoint": endpoint, "keys": {**made["keys"], **keys}}  # type: ignore[dict-item]


def reason(value: object) -> str:
    with pytest.raises(SubscriptionRefused) as caught:
        subscription_check(value)
    return caught.value.reason


def send(to: str) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        WebPush().send(to=to, nudge=NUDGE, topic="test", message_id=uuid4())
    return caught.value


class Resolver:
    """Answers names from a list, one entry a question; numbers it leaves to the real one."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), list[str]()
        self.real = socket.getaddrinfo

    def __call__(self, host: str, port: int, *args: Any, **options: Any) -> Any:
        if host[0].isdigit() or ":" in host:
            return self.real(host, port, *args, **options)
        self.asked.append(host)
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        return [
            (families[":" in one], socket.SOCK_STREAM, 6, "", (one, port))
            for one in self.answers.pop(0)
        ]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Resolver]:
    def make(*answers: list[str]) -> Resolver:
        made = Resolver(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", made)
        return made

    return make


@pytest.mark.parametrize("endpoint", ALLOWED)
def test_the_push_services_of_today_are_kept_in_one_form(endpoint: str) -> None:
    kept = subscription_check(raw(endpoint))
    assert subscription_check(kept) == kept == subscription_check(json.loads(kept))
    assert json.loads(kept)["endpoint"] == endpoint.replace(":443", "")
    assert set(json.loads(kept)) == {"endpoint", "keys"}
    assert push_service_of(kept) in endpoint


@pytest.mark.parametrize(("endpoint", "why"), REFUSED.items())
def test_an_endpoint_elsewhere_is_refused_when_kept_and_when_called(
    endpoint: str, why: str, resolver: Callable[..., Resolver]
) -> None:
    asked = resolver().asked
    assert reason(raw(endpoint)) == why
    error = send(json.dumps(raw(endpoint)))
    assert (error.permanent, error.reached_provider) == (True, False)
    assert (error.reason, asked) == (f"endpoint_{why}", [])


@pytest.mark.parametrize(
    "value",
    [
        *(None, 1, [], "", "null", "[" * 4000, "{", '{"endpoint":', b"{}", {}),
        *({"endpoint": MOZILLA}, {"endpoint": MOZILLA, "keys": []}, {"keys": {}}),
        *(raw(None), raw(["x"]), json.dumps(raw()) + " " * 4096),
        *(raw(p256dh=value) for value in (None, 7, "", "AAAA", "!" * 87, b64(bytes(65)))),
        raw(p256dh=b64(b"\x04" + bytes(64))),  # no point of the curve
        raw(p256dh=b64(b"\x04" + b"\x11" * 64)),
        raw(p256dh=b64(b"\x02" + b"\x11" * 32)),  # compressed
        *(raw(auth=value) for value in (None, "", b64(bytes(15)), b64(bytes(17)), "A" * 21)),
    ],
)
def test_what_is_no_subscription_is_refused(value: object) -> None:
    assert reason(value) in {"form", "size", "key"}


def test_the_list_of_hosts_is_the_operators(settings: Any) -> None:
    settings.PUSH_HOSTS = ("push.example.org", "*.push.example.net")
    assert subscription_check(raw("https://push.example.org/x"))
    assert subscription_check(raw("https://eu.push.example.net/x"))
    assert reason(raw()) == "host"


def test_this_machine_is_called_only_where_the_settings_say_so(settings: Any) -> None:
    here = [raw("http://localhost:8000/x"), raw("https://127.0.0.1:8443/x")]
    assert {reason(one) for one in here} == {"scheme", "port"}
    settings.PUSH_LOCAL = True
    for one in here:
        assert subscription_check(one)
    assert reason(raw("http://fcm.googleapis.com/x")) == "scheme"
    assert reason(raw("http://127.0.0.2/x")) == "scheme"


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "255.255.255.255"),  # noqa: S104
        *("169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "100.64.0.1"),
        *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "240.0.0.1"),
        *("192.88.99.1", "192.0.0.8"),
        *("224.0.0.1", "239.1.1.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1"),
        *("fd00:ec2::254", "ff02::1", "ff0e::1", "2001:db8::1", "100::1", "::127.0.0.1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1", "64:ff9b:1::808:808"),
        *("2002:7f00:1::1", "2002:808:808::1", "2001:0:53aa:64c::1", "5f00::1"),
    ],
)
def test_an_address_that_is_not_public_refuses_the_name(
    address: str, resolver: Callable[..., Resolver]
) -> None:
    assert not is_public(address)
    for answer in ([address], ["8.8.8.8", address], [address, "2606:4700::1"]):
        resolver(answer)
        error = send(json.dumps(raw()))
        assert (error.reason, error.permanent) == ("address_refused", True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "64:ff9b::808:808"])
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.filterwarnings("ignore:A test tried to use:UserWarning")  # it did, see below
def test_a_name_that_changes_its_address_is_called_where_it_was_checked(
    push_service: PushService, resolver: Callable[..., Resolver]
) -> None:
    """DNS rebinding: the second answer would lead to this machine, and is never asked for."""
    rebinding = resolver(["8.8.8.8"], ["127.0.0.1"])
    with pytest.raises(SocketConnectBlockedError, match=r"8\.8\.8\.8"):
        WebPush().send(to=json.dumps(raw()), nudge=NUDGE, topic="test", message_id=uuid4())
    assert rebinding.asked == [NAME]
    assert push_service.arrived == []


def test_a_local_name_that_leads_elsewhere_is_refused(resolver: Callable[..., Resolver]) -> None:
    resolver(["8.8.8.8"])
    with pytest.raises(AddressRefused):
        addresses_resolve("localhost", 80, local=True)


def test_the_certificate_has_to_bear_the_name_that_was_checked(
    tls_push_service: PushService,
) -> None:
    port = tls_push_service.port
    asked = {"body": b"x", "headers": {}}
    named = Site("https", NAME, port, "127.0.0.1")
    assert post(named, "/x", **asked).status == 201  # type: ignore[arg-type]
    assert tls_push_service.arrived[0].headers["host"] == f"{NAME}:{port}"
    for other in ("fcm.googleapis.com", "127.0.0.1"):
        with pytest.raises(ssl.SSLCertVerificationError):
            post(Site("https", other, port, "127.0.0.1"), "/x", **asked)  # type: ignore[arg-type]
    assert len(tls_push_service.arrived) == 1


def test_a_certificate_of_a_stranger_is_not_believed(
    tls_push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    error = send(json.dumps(tls_push_service.subscriber().subscription))
    assert (error.reason, error.permanent, tls_push_service.arrived) == ("tls", False, [])


def test_no_proxy_of_the_environment_is_used(
    push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    to = json.dumps(push_service.subscriber().subscription)
    assert WebPush().send(to=to, nudge=NUDGE, topic="test", message_id=uuid4()) == "localhost"


def test_an_answer_that_trickles_is_cut_off(
    push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status line never ends; each byte is in time, all of them are not."""
    monkeypatch.setattr(pinned, "SECONDS_IN_ALL", 0.3)
    monkeypatch.setattr(pinned, "SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        trickle = threading.Thread(target=trickle_to, args=[listening], daemon=True)
        trickle.start()
        site = Site("http", "localhost", listening.getsockname()[1], "127.0.0.1")
        begun = time.monotonic()
        with pytest.raises(pinned.TROUBLE):
            post(site, "/x", body=b"", headers={})
    assert time.monotonic() - begun < 5
    trickle.join(5)


def trickle_to(listening: socket.socket) -> None:
    """Answer with a first line that goes on, a byte every tenth of a second, for half a minute."""
    connection, _ = listening.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.")
        for _ in range(300):
            connection.sendall(b"1")
            time.sleep(0.1)
