"""Reading what an app sends: JSON of exactly the expected shape, or nothing."""

import json
from typing import Any

MOST_BYTES = 10_000


class WrongShape(ValueError):  # noqa: N818
    """Not what the protocol says. The app is told no more than that."""


def object_read(body: bytes) -> dict[str, Any]:
    """Return the JSON object in `body`; raises WrongShape."""
    try:
        found = json.loads(body, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise WrongShape from error
    if not isinstance(found, dict):
        raise WrongShape
    return found


def texts_read(data: dict[str, Any], **longest: int) -> dict[str, str]:
    """Return the fields of `data`: exactly these, all texts of at most so many characters."""
    if data.keys() != longest.keys():
        raise WrongShape
    for name, most in longest.items():
        if not isinstance(data[name], str) or len(data[name]) > most or not _is_clean(data[name]):
            raise WrongShape
    return data


def _is_clean(text: str) -> bool:
    """Say whether the database can keep it: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WrongShape
    return found


def _refuse(_constant: str) -> None:
    raise WrongShape
