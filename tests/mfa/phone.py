"""A phone with the companion app, in Python: it keeps its key and signs as the app does.

It speaks to the real addresses through Django's test client, or through any `send` of the same
shape: `send(method, path, body, headers) -> (status, answer)`.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from mfa.app.answering import number_of
from mfa.app.linking import app_add
from mfa.challenges.origin import Origin
from mfa.domain.app_protocol import b64_text, digest
from mfa.domain.codes import activation_token
from mfa.models import Authenticator, Challenge, Method

API = "/app/api"
DESK = Origin("d" * 64, "192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
Sent = tuple[int, dict[str, Any]]
Send = Callable[[str, str, bytes, dict[str, str]], Sent]


def sent_by_client(method: str, path: str, body: bytes, headers: dict[str, str]) -> Sent:
    """Send a request with a fresh test client: no cookies, as the app does."""
    client = Client(headers=headers)
    answer = client.generic(method, path, body, content_type="application/json")
    is_json = answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json() if is_json else {}


@dataclass
class Phone:
    """One app on one phone. `ahead_ms`: how much its clock is ahead of the server's."""

    name: str = "Pixel"
    send: Send = sent_by_client
    app_id: str = ""
    linked: dict[str, Any] = field(default_factory=dict)
    ahead_ms: int = 0
    last_ms: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public_key(self) -> str:
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        return b64_text(self.key.public_key().public_bytes(serialization.Encoding.DER, spki))

    def sign(self, text: str) -> str:
        """Return the signature as WebCrypto writes it: r and s, 32 bytes each."""
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return b64_text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def activate(self, token: str, **changes: str) -> Sent:
        """Link this phone by the code from the screen."""
        key = self.public_key
        proof = self.sign(f"keydesk-app-activate\n{token}\n{key}")
        data = {"token": token, "public_key": key, "name": self.name, "proof": proof, **changes}
        status, answer = self.send("POST", f"{API}/activate", json.dumps(data).encode(), {})
        if status == 201:
            self.app_id, self.linked = answer["app_id"], answer
        return status, answer

    def moment(self) -> int:
        """Return now by this phone's clock, later than any moment it has signed."""
        self.last_ms = max(int(time.time() * 1000) + self.ahead_ms, self.last_ms + 1)
        return self.last_ms

    def header(self, method: str, path: str, body: bytes, ms: int) -> str:
        """Return the header that signs a request."""
        sha = b64_text(hashlib.sha256(body).digest())
        text = "\n".join(["keydesk-app-v1", method, path, self.app_id, str(ms), sha])
        return f"{self.app_id}.{ms}.{self.sign(text)}"

    def ask(self, method: str, page: str, data: object = None, *, ms: int | None = None) -> Sent:
        """Send a signed request."""
        path, body = f"{API}/{page}", b"" if data is None else json.dumps(data).encode()
        header = self.header(method, path, body, self.moment() if ms is None else ms)
        return self.send(method, path, body, {"Keydesk-App": header})

    def look(self) -> list[dict[str, Any]]:
        """Pull down; return what waits, with the facts read."""
        status, answer = self.ask("GET", "requests")
        assert status == 200, answer
        return [{**one, **json.loads(one["text"])} for one in answer["requests"]]

    def approve(self, request: dict[str, Any], number: str, **changes: str) -> Sent:
        """Type the number."""
        data = {"answer": "approve", "number": number, "seen": digest(request["text"]), **changes}
        return self.ask("POST", f"requests/{request['id']}", data)

    def deny(self, request: dict[str, Any], reason: str = "mistake") -> Sent:
        """Refuse: a mistake, or not me."""
        data = {"answer": "deny", "reason": reason, "seen": digest(request["text"])}
        return self.ask("POST", f"requests/{request['id']}", data)


def linked_phone(user: User, *, origin: Origin = DESK, **fields: Any) -> Phone:
    """Return a phone that `user` has just linked; its practice waits."""
    phone = Phone(**fields)
    device = app_add(user=user, passcode=None, origin=origin, at=timezone.now())
    status, answer = phone.activate(activation_token(settings.CODE_KEY, device.pk))
    assert status == 201, answer
    return phone


def bound_phone(user: User, *, origin: Origin = DESK, **fields: Any) -> Phone:
    """Return a phone whose practice went well: it can confirm a sign-in."""
    phone = linked_phone(user, origin=origin, **fields)
    (practice,) = phone.look()
    assert phone.approve(practice, number_shown(user)) == (200, {"result": "approved"})
    return phone


def device_of(phone: Phone) -> Authenticator:
    """Return the server's half of a phone."""
    found: Authenticator = Authenticator.objects.select_related("user").get(app_id=phone.app_id)
    return found


def number_shown(user: User) -> str:
    """Return the number on the screen of whoever signs in as `user` now."""
    pushes = Challenge.objects.filter(user=user, method=Method.APP_PUSH)
    return number_of(pushes.latest("expires_at"))


def wrong_number(user: User) -> str:
    """Return a number that is not on that screen."""
    shown = number_shown(user)
    return f"{(int(shown) + 1) % 10 ** len(shown):0{len(shown)}d}"
