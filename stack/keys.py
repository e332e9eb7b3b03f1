"""Keys for a demo on this machine, made once and kept in a file that only its owner reads."""

import base64
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

KEYS = (
    "KEYDESK_DATA_KEYS",
    "KEYDESK_INDEX_KEY",
    "KEYDESK_CODE_KEY",
    "KEYDESK_PEPPER",
)


def keys_new() -> dict[str, str]:
    """Return a fresh set of keys."""
    made = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in KEYS}
    return {
        "KEYDESK_SECRET_KEY": secrets.token_urlsafe(48),
        "KEYDESK_VAPID_KEY": vapid_key_new(),
        **made,
    }


def vapid_key_new() -> str:
    """Return a private key of P-256 for Web Push: its 32 bytes, in base64."""
    scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.b64encode(scalar.to_bytes(32)).decode()


def keys_load(path: Path) -> dict[str, str]:
    """Return the keys in `path`; what is missing there is made and added."""
    kept = _read(path) if path.exists() else {}
    missing = {name: value for name, value in keys_new().items() if name not in kept}
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in missing.items())
    return {**kept, **missing}


def _read(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
