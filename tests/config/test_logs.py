"""Whatever a caller puts into a name or a header, the log gets one well-formed line."""

import json
import logging
from typing import Any

import pytest

from config.logs import OneLineFormatter

NASTY = "a\r\nb\x00c\x1b[31md\u2028e\x7ff\x85g\ud800h"


def line(message: str, *arguments: object, **extra: Any) -> str:
    record = logging.LogRecord("keydesk", logging.INFO, "x.py", 1, message, arguments, None)
    record.__dict__.update(extra)
    return OneLineFormatter().format(record)


@pytest.mark.parametrize("agent", [NASTY, "x" * 1_000_000, "\u2028" * 1_000_000])
def test_one_bounded_line_without_control_characters(agent: str) -> None:
    written = line("user agent %s", agent)
    assert written.isascii()
    assert written.isprintable()
    assert len(written) < 50_000
    assert json.loads(written)["level"] == "INFO"


def test_what_was_said_can_be_read_back() -> None:
    assert json.loads(line("hello %s", "w\u00f6rld"))["message"] == "hello w\u00f6rld"


def test_a_wrong_call_loses_no_record() -> None:
    assert json.loads(line("%d people", "no number"))["message"] == "%d people"


def failing() -> None:
    try:
        int("x" * 5_000)
    except ValueError as error:
        message = 'duplicate key\nDETAIL: Key (email)=(a@example.org) exists\n"'
        raise RuntimeError(message) from error


def test_an_error_tells_its_place_and_cause_but_no_row() -> None:
    try:
        failing()
    except RuntimeError as error:
        written = line("failed", exc_info=(type(error), error, error.__traceback__))
    told = json.loads(written)["errors"]
    assert told[0]["error"] == "RuntimeError: duplicate key"
    assert "failing" in told[0]["at"][-1]
    assert told[1]["error"].startswith("ValueError: invalid literal")
    assert "example.org" not in written
    assert len(written) < 50_000
