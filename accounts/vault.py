"""Encryption of what a database dump must not give away, and a blind index to find it again.

A blob is `0x01 | key id (4) | nonce (12) | AES-256-GCM ciphertext and tag`. The purpose is bound as
associated data, so that a blob moved to another column does not open. Nonces are random: at 96 bits
that is safe for 2^32 messages a key (NIST SP 800-38D).
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"
ID_BYTES = 4
NONCE_BYTES = 12
_HEAD = len(VERSION) + ID_BYTES + NONCE_BYTES


class VaultError(Exception):
    """A blob does not open: unknown key, other purpose, or changed bytes."""


def encrypt(text: str, *, purpose: str) -> bytes:
    """Encrypt with the newest key."""
    key = settings.DATA_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    return (
        VERSION + key_id(key) + nonce + _cipher(key).encrypt(nonce, text.encode(), purpose.encode())
    )


def decrypt(blob: bytes, *, purpose: str) -> str:
    """Return the text of a blob made by `encrypt` with the same purpose; raises VaultError."""
    blob = bytes(blob)
    if len(blob) <= _HEAD or blob[:1] != VERSION:
        message = "This is not an encrypted value."
        raise VaultError(message)
    named = blob[1 : 1 + ID_BYTES]
    for key in settings.DATA_KEYS:
        if key_id(key) == named:
            return _open(key, blob, purpose)
    message = "The key of this value is not among KEYDESK_DATA_KEYS."
    raise VaultError(message)


def blind_index(number: str) -> bytes:
    """Return the keyed hash by which an encrypted E.164 number is found."""
    return hmac.digest(settings.INDEX_KEY, number.encode(), "sha256")


def newest_prefix() -> bytes:
    """Return how every blob of the newest key begins."""
    return VERSION + key_id(settings.DATA_KEYS[0])


@cache
def key_id(key: bytes) -> bytes:
    """Name a key without telling anything about it."""
    return hashlib.sha256(b"keydesk key id" + key).digest()[:ID_BYTES]


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _open(key: bytes, blob: bytes, purpose: str) -> str:
    nonce = blob[1 + ID_BYTES : _HEAD]
    try:
        return _cipher(key).decrypt(nonce, blob[_HEAD:], purpose.encode()).decode()
    except InvalidTag as error:
        message = "This value was changed or belongs to another purpose."
        raise VaultError(message) from error
