"""The secret of a link: derived when it is needed, so that no table and no queue holds it."""

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings

PURPOSE = b"accounts.link|"


def link_token(link_id: UUID) -> str:
    """Return the token of a link: 256 bits of HMAC, written for an address line."""
    secret = hmac.digest(settings.CODE_KEY, PURPOSE + link_id.bytes, "sha256")
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def token_hash(token: str) -> bytes:
    """Return what the database knows of a token."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).digest()
