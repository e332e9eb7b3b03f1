"""The hash chain of the staff stream: pure functions over bytes.

The leaf prefix 0x00 is that of RFC 6962, so that segments can become Merkle trees later.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = bytes(32)
LEAF = b"\x00"


def canonical(entry: Mapping[str, Any]) -> bytes:
    """Return the one way to write `entry`: ASCII, sorted keys, no spaces, a single line."""
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def link(prev: bytes, body: bytes) -> bytes:
    """Return the hash that binds `body` to all that came before it."""
    return hashlib.sha256(LEAF + prev + body).digest()
