"""Where Web Push may go (case E10). Checked when it is kept, and again when something is sent.

A subscription is an address that somebody's browser names and our worker calls. So it has to be one
of the push services that browsers really use, by name, over TLS on the usual port.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

LONGEST = 4096  # characters of the JSON; those of today's browsers have some 500
LONGEST_ENDPOINT = 2048
HTTPS = 443
POINT_BYTES, AUTH_BYTES = 65, 16  # RFC 8291, sections 3.1 and 3.2
UNCOMPRESSED = 4
LOOPBACK = frozenset({"localhost", "127.0.0.1"})
# The last label is never a number, so no spelling of an IPv4 address is a name.
NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
# What RFC 3986 allows in a URL without a fragment, brackets apart.
URL = re.compile(r"[A-Za-z0-9\-._~:/?@!$&'()*+,;=%]+")
BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class Fault(StrEnum):
    """What is wrong with a subscription, for logs: none says anything about the address."""

    FORM = "form"
    SIZE = "size"
    SCHEME = "scheme"
    USER = "user"
    PORT = "port"
    NAME = "name"  # an IP address, or no name of the internet
    HOST = "host"  # none of KEYDESK_PUSH_HOSTS
    KEY = "key"


class SubscriptionRefused(Exception):  # noqa: N818
    """Nothing is sent there. `reason` is one of Fault."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Subscription:
    """A checked subscription, in parts. `local`: on this machine, for tests and the demo."""

    scheme: str
    host: str
    port: int
    target: str
    point: bytes
    auth: bytes
    local: bool

    @property
    def origin(self) -> str:
        """Return the push service's origin, which RFC 8292 calls the audience."""
        usual = self.scheme == "https" and self.port == HTTPS
        return f"{self.scheme}://{self.host}" + ("" if usual else f":{self.port}")


def subscription_check(raw: object) -> str:
    """Return the canonical JSON of a subscription, given as JSON or as what JSON says.

    Raises SubscriptionRefused. The result is a secret: whoever knows it may call that browser.
    """
    found = subscription_read(raw)
    keys = {"auth": _encode(found.auth), "p256dh": _encode(found.point)}
    parts = {"endpoint": found.origin + found.target, "keys": keys}
    return json.dumps(parts, sort_keys=True, separators=(",", ":"))


def subscription_read(raw: object) -> Subscription:
    """Check a subscription and return its parts; raises SubscriptionRefused."""
    parts = _mapping(_loads(raw) if isinstance(raw, str) else raw)
    keys = _mapping(parts.get("keys"))
    url = _url(parts.get("endpoint"))
    host, port = url.hostname or "", _port(url)
    local = bool(settings.PUSH_LOCAL) and host in LOOPBACK
    if not local:
        _public_check(url, host=host, port=port)
    return Subscription(
        scheme=url.scheme,
        host=host,
        port=port,
        target=url.path + (f"?{url.query}" if url.query else ""),
        point=_point(keys.get("p256dh")),
        auth=_decode(keys.get("auth"), length=AUTH_BYTES),
        local=local,
    )


def push_service_of(destination: str) -> str:
    """Return the name of the push service only, for lists of what was sent."""
    try:
        return subscription_read(destination).host
    except SubscriptionRefused:
        return ""


def _loads(raw: str) -> object:
    if len(raw) > LONGEST:
        raise SubscriptionRefused(Fault.SIZE)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise SubscriptionRefused(Fault.FORM) from error


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise SubscriptionRefused(Fault.FORM)
    return value


def _url(value: object) -> SplitResult:
    if not isinstance(value, str) or len(value) > LONGEST_ENDPOINT:
        raise SubscriptionRefused(Fault.SIZE)
    if not URL.fullmatch(value):
        raise SubscriptionRefused(Fault.FORM)
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname or not url.path:
        raise SubscriptionRefused(Fault.FORM)
    if "@" in url.netloc:
        raise SubscriptionRefused(Fault.USER)
    return url


def _port(url: SplitResult) -> int:
    try:
        return (HTTPS if url.scheme == "https" else 80) if url.port is None else url.port
    except ValueError as error:
        raise SubscriptionRefused(Fault.PORT) from error


def _public_check(url: SplitResult, *, host: str, port: int) -> None:
    if url.scheme != "https":
        raise SubscriptionRefused(Fault.SCHEME)
    if port != HTTPS:
        raise SubscriptionRefused(Fault.PORT)
    if not NAME.fullmatch(host):
        raise SubscriptionRefused(Fault.NAME)
    if not any(_matches(host, pattern) for pattern in settings.PUSH_HOSTS):
        raise SubscriptionRefused(Fault.HOST)


def _matches(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _point(value: object) -> bytes:
    """Return a point on P-256; one that is not would give our key away bit by bit."""
    point = _decode(value, length=POINT_BYTES)
    if point[0] != UNCOMPRESSED:
        raise SubscriptionRefused(Fault.KEY)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise SubscriptionRefused(Fault.KEY) from error
    return point


def _decode(value: object, *, length: int) -> bytes:
    if not isinstance(value, str) or not BASE64URL.fullmatch(value):
        raise SubscriptionRefused(Fault.KEY)
    unpadded = value.rstrip("=")
    try:
        found = base64.urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4))
    except binascii.Error as error:
        raise SubscriptionRefused(Fault.KEY) from error
    if len(found) != length:
        raise SubscriptionRefused(Fault.KEY)
    return found


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
