"""What may stand in an event: small, printable JSON scalars and lists of them."""

import unicodedata
from datetime import UTC, datetime
from uuid import UUID

Scalar = str | int | bool | None
Fact = Scalar | list[Scalar]

TEXT_MAX = 300
LIST_MAX = 100


def moment(at: datetime) -> str:
    """Write a moment in UTC to the microsecond, always in the same width."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def fact_clean(value: object) -> Fact:
    """Return `value` bounded and without control or direction characters.

    Raises TypeError for anything that is not a scalar or a list of scalars.
    """
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_scalar(item) for item in list(items)[:LIST_MAX]]
    return _scalar(value)


def text_clean(text: str, *, longest: int) -> str:
    """Return what somebody wrote on one line, without control or direction characters (F8)."""
    kept = (char for char in text[: 4 * longest] if unicodedata.category(char)[0] != "C")
    return " ".join("".join(kept).split())[:longest]


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, str):
        return "".join(c if c.isprintable() else "\ufffd" for c in value[:TEXT_MAX])
    message = f"An audit event cannot hold a {type(value).__name__}."
    raise TypeError(message)
