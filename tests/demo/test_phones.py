"""A demo with a certificate shows other machines its app; what everybody knows stays here."""

import os
import socket
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as installed
from django.test import Client

from demo.phones import OPEN

GATE = "demo.phones.only_the_app_beyond_this_machine"
ELSEWHERE = "192.168.1.77"
CLOSED = (
    "/",
    "/sign-in/",
    "/simulator/",
    "/console/",
    "/desk/",
    "/account/",
    "/app",
    "/application/",
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def _gate(settings: Any) -> None:
    settings.MIDDLEWARE = [GATE, *settings.MIDDLEWARE]


class Called(socket.socket):
    """The socket of a connection to this machine's address in its network."""

    def getsockname(self) -> Any:
        return (ELSEWHERE, 8443)


@pytest.mark.usefixtures("_gate")
@pytest.mark.parametrize("path", CLOSED)
def test_other_machines_get_nothing_else(client: Client, path: str) -> None:
    assert client.get(path, REMOTE_ADDR=ELSEWHERE).status_code == 403
    assert client.post(path, REMOTE_ADDR=ELSEWHERE).status_code == 403


@pytest.mark.usefixtures("_gate")
def test_other_machines_get_the_app(client: Client) -> None:
    assert "/app/" in OPEN
    assert client.get("/healthz", REMOTE_ADDR=ELSEWHERE).status_code == 200
    for path in ("/app/no-such-page/", "/app/../simulator/", "/app/%2e%2e/simulator/"):
        assert client.get(path, REMOTE_ADDR=ELSEWHERE).status_code == 404


@pytest.mark.usefixtures("_gate")
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_this_machine_gets_everything(client: Client, peer: str) -> None:
    assert client.get("/sign-in/", REMOTE_ADDR=peer).status_code == 200


@pytest.mark.usefixtures("_gate")
def test_this_machine_may_call_itself_by_its_other_address(client: Client) -> None:
    with Called() as called:
        here: dict[str, Any] = {"REMOTE_ADDR": ELSEWHERE, "gunicorn.socket": called}
        assert client.get("/sign-in/", **here).status_code == 200
        assert client.get("/sign-in/", **(here | {"REMOTE_ADDR": "192.168.1.9"})).status_code == 403


@pytest.mark.usefixtures("_gate")
@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA"])
def test_a_tunnel_to_this_machine_is_not_this_machine(client: Client, header: str) -> None:
    passed_on: dict[str, Any] = {header: "x"}
    assert client.get("/sign-in/", **passed_on).status_code == 403  # from 127.0.0.1


def started(**changes: str) -> str:
    """Read the settings in a process of its own; return the gate it has, or why it has not."""
    script = "from django.conf import settings; print(settings.MIDDLEWARE[0])"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **changes}
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command,
        env=environment,
        cwd=installed.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout or done.stderr).strip().splitlines()[-1]


def test_a_demo_beyond_this_machine_has_the_gate_and_tls_or_does_not_start() -> None:
    host = {"KEYDESK_ALLOWED_HOSTS": "localhost,keydesk.example.org"}
    phones = {
        **host,
        "KEYDESK_DEMO_PHONES": "1",
        "KEYDESK_ORIGIN": "https://keydesk.example.org:8443",
    }
    assert started(**phones) == GATE
    assert "only this machine" in started(**host)
    assert "only this machine" in started(**{**phones, "KEYDESK_DEMO_PHONES": "0"})
    assert "https://" in started(**{**phones, "KEYDESK_ORIGIN": "http://keydesk.example.org"})
    assert "no proxy" in started(**phones, KEYDESK_TRUSTED_PROXIES="10.0.0.0/8")
    assert started() != GATE
