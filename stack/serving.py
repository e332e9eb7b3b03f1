"""Where `make run` answers, and over TLS if it was given a certificate."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from stack.refusal import StartRefused
from stack.valkey import HOST

DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Serving:
    """Address and port of the web server; paths of PEM files, or "" for plain HTTP."""

    port: int = DEFAULT_PORT
    host: str = HOST
    certificate: str = ""
    key: str = ""

    @property
    def scheme(self) -> str:
        return "https" if self.certificate else "http"

    @property
    def is_open(self) -> bool:
        """Say whether other machines can reach it."""
        return not ip_address(self.host).is_loopback

    @property
    def probe(self) -> str:
        """Return the address at which this machine finds it."""
        address = ip_address(self.host)
        here = HOST if address.is_unspecified else self.host
        return f"{self.scheme}://{f'[{here}]' if ':' in here else here}:{self.port}"


def serving_chosen(given: Mapping[str, str] = os.environ) -> Serving:
    """Return what the environment asks for; raises StartRefused with the one thing to change."""
    serving = Serving(
        port=_port(given.get("KEYDESK_PORT", "")),
        host=_host(given.get("KEYDESK_HOST", "")),
        certificate=_path(given.get("KEYDESK_TLS_CERT", "")),
        key=_path(given.get("KEYDESK_TLS_KEY", "")),
    )
    if bool(serving.certificate) != bool(serving.key):
        message = "KEYDESK_TLS_CERT and KEYDESK_TLS_KEY go together: set both or neither."
        raise StartRefused(message)
    if serving.certificate:
        _pair_check(serving)
        _origin_check(serving, given.get("KEYDESK_ORIGIN", ""))
    elif serving.is_open:
        message = "KEYDESK_HOST beyond this machine needs KEYDESK_TLS_CERT and KEYDESK_TLS_KEY."
        raise StartRefused(message)
    return serving


def _port(value: str) -> int:
    value = value or str(DEFAULT_PORT)
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        message = f"KEYDESK_PORT must be a number from 1 to 65535, not {value!r}."
        raise StartRefused(message)
    return int(value)


def _host(value: str) -> str:
    try:
        return str(ip_address(value or HOST))
    except ValueError as error:
        message = f"KEYDESK_HOST must be an address of this machine or 0.0.0.0, not {value!r}."
        raise StartRefused(message) from error


def _path(value: str) -> str:
    """Return an absolute path: the web server runs in another folder than the caller may."""
    return str(Path(value).expanduser().resolve()) if value else ""


def _pair_check(serving: Serving) -> None:
    try:
        # An empty password, so that an encrypted key is refused and nobody is asked for one.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(serving.certificate, serving.key, password="")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        message = f"KEYDESK_TLS_CERT and KEYDESK_TLS_KEY cannot be used: {reason}."
        raise StartRefused(message) from error


def _origin_check(serving: Serving, origin: str) -> None:
    """Links, cookies and passkeys belong to the origin: it is the name in the certificate."""
    parts = urlsplit(origin)
    port = parts.netloc.rpartition(":")[2] if ":" in parts.netloc else "443"
    if parts.scheme != "https" or not parts.hostname or port != str(serving.port):
        message = (
            "With KEYDESK_TLS_CERT, KEYDESK_ORIGIN says what phones call this machine, for "
            f"example KEYDESK_ORIGIN=https://keydesk.example.org:{serving.port}."
        )
        raise StartRefused(message)
