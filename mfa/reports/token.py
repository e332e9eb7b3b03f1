"""The secret of a notice's link: derived when the mail is written, so that no table holds it."""

import base64
import binascii
import hmac
from uuid import UUID

from django.conf import settings

PURPOSE = b"mfa.notice-link|"
ID_BYTES = 16


def link_token(link_id: UUID) -> str:
    """Return the token: the link's id, and 256 bits of HMAC over it."""
    return base64.urlsafe_b64encode(link_id.bytes + _proof(link_id.bytes)).decode().rstrip("=")


def link_id_of(token: str) -> UUID | None:
    """Return the id in a token that is genuine."""
    try:
        found = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    raw, proof = found[:ID_BYTES], found[ID_BYTES:]
    return UUID(bytes=raw) if hmac.compare_digest(proof, _proof(raw)) else None


def _proof(raw: bytes) -> bytes:
    return hmac.digest(settings.CODE_KEY, PURPOSE + raw, "sha256")
