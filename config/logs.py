"""Logs: one JSON object a line, whatever a caller puts into a name or a header."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

MESSAGE_LIMIT = 2000
FRAMES = 12
CAUSES = 3
DELETE = "\x7f"  # the one control character that JSON leaves as it is


class OneLineFormatter(logging.Formatter):
    """Write a record as ASCII JSON, which has no raw line end, escape or separator in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, at most some 50 kB long."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": _cut(record.name),
            "message": _cut(_message(record)),
        }
        if record.exc_info and record.exc_info[1]:
            entry["errors"] = errors_told(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=True).replace(DELETE, "\\u007f")


def errors_told(error: BaseException | None) -> list[dict[str, Any]]:
    """Tell an error and its causes by place and first line.

    Only the first: PostgreSQL puts the rejected row's values into the lines that follow.
    """
    told: list[dict[str, Any]] = []
    while error is not None and len(told) < CAUSES:
        first, *_ = str(error).splitlines() or [""]
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        told.append(
            {
                "error": _cut(f"{type(error).__name__}: {first}"),
                "at": [_cut(f"{frame.filename}:{frame.lineno} {frame.name}") for frame in frames],
            },
        )
        error = error.__cause__ or error.__context__
    return told


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a wrong call to the logger must not lose the record
        return str(record.msg)


def _cut(text: str) -> str:
    return text if len(text) <= MESSAGE_LIMIT else f"{text[:MESSAGE_LIMIT]}[cut]"
