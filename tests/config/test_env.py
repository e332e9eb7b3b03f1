"""Strict readers: a missing or wrong value stops the start and names its variable."""

import base64
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

NAME = "KEYDESK_TEST_VALUE"
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.text, ""),
        (env.flag, "perhaps"),
        (lambda name: env.number(name, 1), "-1"),
        (lambda name: env.number(name, 1), "\u0663"),
        (lambda name: env.one_of(name, ("a", "b"), "a"), "c"),
        (lambda name: env.url(name, ("redis",)), "http://example.org"),
        (env.day, "soon"),
        (env.day, "31.12.2026"),
        (env.key, "short"),
        (env.key, KEY[:-8]),
        (env.key, "\u00e4" * 44),
        (env.keys, ""),
        (env.keys, f"{KEY},nonsense"),
    ],
)
def test_a_wrong_value_is_refused(
    read: Callable[[str], object], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        read(NAME)


@pytest.mark.parametrize("value", [None, ""])
def test_an_empty_variable_is_an_unset_one(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)
    assert env.text(NAME, "x") == "x"
    assert env.flag(NAME) is False
    assert env.number(NAME, 7) == 7
    assert env.words(NAME, "a, b") == ["a", "b"]
    assert env.one_of(NAME, ("a", "b"), "b") == "b"
    assert env.day(NAME) is None


def test_good_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, f"{KEY}, {KEY}")
    assert env.keys(NAME) == [bytes(range(32))] * 2
    monkeypatch.setenv(NAME, "2026-12-31")
    assert env.day(NAME) == date(2026, 12, 31)
    monkeypatch.setenv(NAME, "Yes")
    assert env.flag(NAME) is True
