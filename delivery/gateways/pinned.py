"""One POST to one address that was checked, under the name that its certificate has to bear.

No proxy, no redirect, no second look-up of the name, and nothing of the answer but its head.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from ssl import TLSVersion

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

SECONDS = 5  # for each step: connect, handshake, send, the first line of the answer
SECONDS_IN_ALL = 12  # well below delivery's patience with a worker
TROUBLE = (OSError, HTTPError, HTTPException)


@dataclass(frozen=True, slots=True)
class Site:
    """Whom to call: `host` names it, `address` is where."""

    scheme: str
    host: str
    port: int
    address: str

    @property
    def authority(self) -> str:
        """Return what belongs into the Host header."""
        usual = {"https": 443, "http": 80}[self.scheme]
        return self.host if self.port == usual else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, and how long the other side wants to be left alone, as it wrote it."""

    status: int
    retry_after: str


def post(site: Site, target: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` and return the head of the answer; raises TROUBLE.

    The connection is made by hand: urllib3's pools write the path of every request, which is the
    secret of a push endpoint, into their debug log.
    """
    connection = _connection(site)
    with _at_most(connection, SECONDS_IN_ALL):
        named = {**headers, "Host": site.authority, "User-Agent": "Keydesk"}
        connection.request("POST", target, body=body, headers=named, preload_content=False)
        answer = connection.getresponse()
        return Answer(status=answer.status, retry_after=answer.headers.get("Retry-After", ""))


def _connection(site: Site) -> HTTPConnection:
    if site.scheme == "http":  # loopback in a demo only, see delivery.push
        return HTTPConnection(site.address, site.port, timeout=SECONDS)
    return HTTPSConnection(
        site.address,
        site.port,
        timeout=SECONDS,
        server_hostname=site.host,
        cert_reqs="CERT_REQUIRED",
        ssl_minimum_version=TLSVersion.TLSv1_2,
    )


@contextmanager
def _at_most(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Hang up after so long: each byte of a trickle would start a socket's own time-out anew."""

    def hang_up() -> None:
        with suppress(AttributeError, OSError):  # it is over already
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
