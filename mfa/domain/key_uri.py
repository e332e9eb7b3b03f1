"""What an authenticator app reads from the QR code, and what a person may type instead."""

import base64
from urllib.parse import quote, urlencode


def seed_typed(seed_hex: str) -> str:
    """Return the seed as people type it: base32 in groups of four."""
    text = base64.b32encode(bytes.fromhex(seed_hex)).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_uri(seed_hex: str, *, issuer: str, account: str) -> str:
    """Return the otpauth:// address of a seed (Key URI Format)."""
    label = quote(f"{issuer}:{account}", safe="")
    secret = seed_typed(seed_hex).replace(" ", "")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
