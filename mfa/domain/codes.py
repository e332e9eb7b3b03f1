"""Codes that a worker sends or a screen redraws: derived when needed, never stored."""

import base64
import hashlib
import hmac
import unicodedata
from uuid import UUID


def _derive(key: bytes, purpose: str, challenge_id: UUID, attempt: int) -> int:
    text = f"{purpose}\n{challenge_id}\n{attempt}".encode()
    return int.from_bytes(hmac.digest(key, text, hashlib.sha256), "big")


def mail_code(key: bytes, challenge_id: UUID, *, digits: int) -> str:
    """Return the code that a mail about this challenge carries."""
    return f"{_derive(key, 'mail-code', challenge_id, 0) % 10**digits:0{digits}d}"


def check_number(key: bytes, challenge_id: UUID, *, digits: int) -> str:
    """Return the number on the agent's screen that the caller keys in.

    It never begins with 9: as the first key, 9 means "that is not me".
    """
    value = _derive(key, "check-number", challenge_id, 0) % (9 * 10 ** (digits - 1))
    return f"{value:0{digits}d}"


def enrolment_digit(key: bytes, challenge_id: UUID) -> str:
    """Return the digit (1-8) on the screen of somebody who adds a phone."""
    return str(_derive(key, "enrolment-digit", challenge_id, 0) % 8 + 1)


def app_number(key: bytes, challenge_id: UUID, *, digits: int) -> str:
    """Return the number on the sign-in screen that is typed into the app."""
    return f"{_derive(key, 'app-number', challenge_id, 0) % 10**digits:0{digits}d}"


def activation_token(key: bytes, device_id: int) -> str:
    """Return the 128 bits by which an app is linked to this PENDING device, as base32."""
    text = f"app-activation\n{device_id}".encode()
    token = hmac.digest(key, text, hashlib.sha256)[:16]
    return base64.b32encode(token).decode().rstrip("=")


def key_challenge(key: bytes, challenge_id: UUID) -> bytes:
    """Return the 256 bits that a security key signs for this challenge."""
    return hmac.digest(key, f"webauthn\n{challenge_id}".encode(), hashlib.sha256)


def key_handle(key: bytes, user_id: int) -> bytes:
    """Return what a passkey calls its owner: says nothing about the person (WebAuthn §14.6.1)."""
    return hmac.digest(key, f"webauthn-handle\n{user_id}".encode(), hashlib.sha256)


def same(expected: str, typed: str) -> bool:
    """Compare two codes in constant time."""
    return hmac.compare_digest(expected.encode(), typed.encode())


def _is_unseen(char: str) -> bool:
    """Say whether it is a mark that copying brings along: direction, zero width."""
    return unicodedata.category(char) == "Cf"


def digits_only(typed: str, *, longest: int = 64) -> str:
    """Return what somebody typed as plain digits: any Unicode digit, no spaces or hyphens.

    Anything else makes it no code at all, which is returned as "".
    """
    if len(typed) > longest:
        return ""
    kept = [char for char in typed if not (char.isspace() or _is_unseen(char) or char in "-–—.·")]  # noqa: RUF001
    if not all(char.isdecimal() for char in kept):
        return ""
    return "".join(str(int(char)) for char in kept)
