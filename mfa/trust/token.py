"""The secret of a trusted browser: 256 random bits in a cookie; the database knows a keyed hash."""

import hashlib
import hmac
import secrets

from accounts.models import User

TOKEN_BYTES = 32


def token_new() -> str:
    """Return a new token for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str, user: User) -> str:
    """Return what may be stored of it.

    The key is what the person's sessions hang on, which changes with the password: whatever way a
    new password is set, the hashes of older tokens are never found again.
    """
    key = user.get_session_auth_hash().encode()
    return hmac.digest(key, token.encode("utf-8", "backslashreplace"), hashlib.sha256).hex()
