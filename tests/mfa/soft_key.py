"""A security key in software: makes credentials and signs, well or badly, as a test asks."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.utils import timezone
from webauthn.helpers import encode_cbor

from accounts.models import User
from mfa.keys.options import challenge_bytes, rp_id
from mfa.models import Authenticator, AuthenticatorState, Challenge, Kind
from tests.mfa.casting import LONG_AGO

PRESENT, VERIFIED, BACKED_UP, ATTESTED = 0x01, 0x04, 0x18, 0x40


def url64(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """Holds one credential. What is said about site, owner and counter can be false."""

    count: int = 0
    step: int = 1  # 0 is a key without a counter
    verifies: bool = True
    is_present: bool = True
    is_backed_up: bool = False
    origin: str = ""
    rp: str = ""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public_key(self) -> bytes:
        """The COSE key."""
        point = self.secret.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def register(self, challenge: Challenge, said: dict[str, Any] | None = None) -> str:
        """Answer `navigator.credentials.create`."""
        client = self._client("webauthn.create", challenge, said)
        length = len(self.credential_id).to_bytes(2, "big")
        attested = bytes(16) + length + self.credential_id + self.public_key
        statement = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(ATTESTED) + attested,
        }
        return self._json(
            {
                "clientDataJSON": url64(client),
                "attestationObject": url64(encode_cbor(statement)),
                "transports": ["usb", "from-the-future"],
            }
        )

    def sign(self, challenge: Challenge, said: dict[str, Any] | None = None) -> str:
        """Answer `navigator.credentials.get`; the counter goes up."""
        self.count += self.step
        client = self._client("webauthn.get", challenge, said)
        data = self._data(0)
        signed = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._json(
            {
                "clientDataJSON": url64(client),
                "authenticatorData": url64(data),
                "signature": url64(signed),
            }
        )

    def _client(self, kind: str, challenge: Challenge, said: dict[str, Any] | None) -> bytes:
        data = {
            "type": kind,
            "challenge": url64(challenge_bytes(challenge)),
            "origin": self.origin or settings.ORIGIN,
            "crossOrigin": False,
            **(said or {}),
        }
        return json.dumps(data).encode()

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT if self.is_present else 0
        flags |= VERIFIED if self.verifies else 0
        flags |= BACKED_UP if self.is_backed_up else 0
        site = hashlib.sha256((self.rp or rp_id()).encode()).digest()
        return site + bytes([flags]) + self.count.to_bytes(4, "big")

    def _json(self, response: dict[str, Any]) -> str:
        name = url64(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def key_make(user: User, soft: SoftKey | None = None, **fields: Any) -> Authenticator:
    """Give somebody a key that has been in use for long."""
    soft = soft or SoftKey()
    then = timezone.now() - LONG_AGO
    key: Authenticator = Authenticator.objects.create(
        **{
            "user": user,
            "kind": Kind.WEBAUTHN,
            "name": "Blue key",
            "state": AuthenticatorState.ACTIVE,
            "credential_id": soft.credential_id,
            "public_key": soft.public_key,
            "sign_count": soft.count,
            "created_at": then,
            "activated_at": then,
            **fields,
        }
    )
    return key
