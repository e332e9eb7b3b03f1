"""How the companion app and the server speak: what is signed, and with what.

The app holds a P-256 key that never leaves its browser; the server knows the public half. Texts
are UTF-8, binary is base64url without padding (RFC 4648 §5), signatures are ECDSA with SHA-256 as
r and s side by side (IEEE P1363), which is what WebCrypto makes. The whole protocol, with the
reasons: docs/adr/0017-the-app-signs-every-request.md.
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

VERSION = "keydesk-app-v1"
ACTIVATION = "keydesk-app-activate"
# The window of a signed moment, and how far the app's clock may be off. The marker of the newest
# signed change is never forgotten, so it outlives any leeway (case C5).
LEEWAY = timedelta(seconds=120)
NUMBER_BYTES = 32  # of r and of s
_HEADER = re.compile(r"([0-9a-f-]{36})\.([0-9]{10,16})\.([A-Za-z0-9_-]{86})")
_TOKEN = re.compile(r"[A-Z2-7]{26}")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a request says about who sent it and when, and what its signature has to cover."""

    app_id: UUID
    ms: int
    signature: bytes
    method: str
    path: str
    body: bytes

    @property
    def text(self) -> str:
        """Return the text under the signature."""
        body = b64_text(hashlib.sha256(self.body).digest())
        return "\n".join([VERSION, self.method, self.path, str(self.app_id), str(self.ms), body])


def request_read(header: str, *, method: str, path: str, body: bytes) -> SignedRequest | None:
    """Return what the header `<app_id>.<ms>.<signature>` says; None for any other shape."""
    found = _HEADER.fullmatch(header)
    if found is None:
        return None
    try:
        app_id = UUID(found[1])
    except ValueError:
        return None
    signature = b64_bytes(found[3])
    if signature is None or str(app_id) != found[1]:
        return None
    return SignedRequest(app_id, int(found[2]), signature, method, path, body)


def activation_text(token: str, public_key: str) -> str:
    """Return what the app signs to prove that it holds the key which it brings."""
    return f"{ACTIVATION}\n{token}\n{public_key}"


def token_clean(typed: str) -> str:
    """Return an activation code in its one form, whatever spaces and hyphens came with it.

    Anything that cannot be one becomes "".
    """
    kept = "".join(typed.split()).replace("-", "").upper()
    return kept if _TOKEN.fullmatch(kept) else ""


def token_grouped(token: str) -> str:
    """Return an activation code as people copy it: groups of four, and two left over."""
    return " ".join(token[start : start + 4] for start in range(0, len(token), 4))


def key_read(der: bytes) -> ec.EllipticCurvePublicKey | None:
    """Return the P-256 key of a SubjectPublicKeyInfo; None for other curves and spellings."""
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, TypeError):
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return None
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return key if key.public_bytes(serialization.Encoding.DER, spki) == der else None


def is_signed(key: ec.EllipticCurvePublicKey, signature: bytes, text: str) -> bool:
    """Say whether `signature` (r and s side by side) is this key's for this text."""
    if len(signature) != 2 * NUMBER_BYTES:
        return False
    r = int.from_bytes(signature[:NUMBER_BYTES], "big")
    s = int.from_bytes(signature[NUMBER_BYTES:], "big")
    try:
        key.verify(encode_dss_signature(r, s), text.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def canonical(facts: dict[str, object]) -> str:
    """Return facts as the one JSON text that is shown, digested and compared."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Return the hex SHA-256 by which the app says what its reader saw (case D4)."""
    return hashlib.sha256(text.encode()).hexdigest()


def b64_text(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def b64_bytes(text: str) -> bytes | None:
    """Return what base64url without padding stands for; None unless it is the one spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if b64_text(data) == text else None
