"""A browser over real HTTP that takes over the session of a test client."""

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test import Client
from django.utils.crypto import get_random_string

SECONDS = 30


@dataclass(slots=True)
class Browser:
    """Keeps one connection; sends the CSRF pair that a page would have given it."""

    origin: str
    cookies: dict[str, str]
    connection: http.client.HTTPConnection = field(init=False)
    heard: dict[str, str] = field(init=False, default_factory=dict)  # the last answer's headers

    def __post_init__(self) -> None:
        address = urlsplit(self.origin)
        self.connection = http.client.HTTPConnection(
            address.hostname or "", address.port, timeout=SECONDS
        )
        self.cookies = {**self.cookies, settings.CSRF_COOKIE_NAME: get_random_string(32)}

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Submit a form; return status and body."""
        token = {"csrfmiddlewaretoken": self.cookies[settings.CSRF_COOKIE_NAME]}
        return self._ask("POST", path, urlencode({**fields, **token}))

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page or a fragment, as a script in the page does."""
        try:
            return self._ask("GET", path, "")
        except ConnectionError:  # it rested too long; a browser asks again, too
            self.connection.close()
            return self._ask("GET", path, "")

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        self.heard = dict(answer.getheaders())
        return answer.status, answer.read().decode()


def browser_of(client: Client, origin: str) -> Browser:
    """Return a browser with the session of `client`."""
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Browser(origin, {settings.SESSION_COOKIE_NAME: kept})
