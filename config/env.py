"""Strict readers for the environment. A missing or wrong value stops the start."""

import base64
import os
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})


def text(name: str, default: str | None = None) -> str:
    """Return the variable `name`; without a default it has to be set."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        message = f"{name} is not set."
        raise ImproperlyConfigured(message)
    return default


def flag(name: str) -> bool:
    """Return a yes/no variable; unset means no."""
    value = os.environ.get(name, "").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    message = f"{name} must be 1 or 0, not {value!r}."
    raise ImproperlyConfigured(message)


def number(name: str, default: int) -> int:
    """Return a whole number that is not negative."""
    value = os.environ.get(name, "") or str(default)
    if not value.isascii() or not value.isdigit():
        message = f"{name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message)
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty entries."""
    value = os.environ.get(name, "") or default
    return [word.strip() for word in value.split(",") if word.strip()]


def one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return a variable that may take only the named values."""
    value = os.environ.get(name, "") or default
    if value not in choices:
        message = f"{name} must be one of {', '.join(choices)}, not {value!r}."
        raise ImproperlyConfigured(message)
    return value


def day(name: str) -> date | None:
    """Return a day written as 2026-12-31, None when it is not set."""
    value = os.environ.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        message = f"{name} must be a day like 2026-12-31, not {value!r}."
        raise ImproperlyConfigured(message) from error


def url(name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
    """Return a URL whose scheme is one of `schemes`."""
    value = text(name, default)
    if urlsplit(value).scheme not in schemes:
        message = f"{name} must be a URL that starts with {' or '.join(schemes)}."
        raise ImproperlyConfigured(message)
    return value


def key(name: str) -> bytes:
    """Return 32 bytes of key, written as base64."""
    return _decode_key(name, text(name))


def optional_key(name: str) -> bytes | None:
    """Return 32 bytes of key, or None when the variable is not set."""
    return key(name) if os.environ.get(name) else None


def keys(name: str) -> list[bytes]:
    """Return one or more keys of 32 bytes, newest first, separated by commas."""
    found = [_decode_key(name, word) for word in words(name)]
    if not found:
        message = f"{name} is not set."
        raise ImproperlyConfigured(message)
    return found


def _decode_key(name: str, value: str) -> bytes:
    try:
        raw = base64.b64decode(value, validate=True)
    except ValueError:  # binascii.Error is one, and so is a letter outside ASCII
        raw = b""
    if len(raw) != KEY_BYTES:
        message = f"{name} must be {KEY_BYTES} bytes in base64 (openssl rand -base64 32)."
        raise ImproperlyConfigured(message)
    return raw
