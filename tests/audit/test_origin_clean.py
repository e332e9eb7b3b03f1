"""F8: what a browser calls itself cannot turn a line round, hide in it or break it."""

import pytest
from django.test import RequestFactory

from audit.origin import AGENT_MAX, request_facts


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)"),
        ("Fire\u202efox\u2066 1\u200b2\ufeff", "Firefox 12"),
        ("a\x00b\x1b[31mc\x7f\x85d", "ab[31mcd"),
        ("one\r\n two\u2028three", "one two three"),
        ("\u200f\u202e", ""),
    ],
)
def test_a_user_agent_is_cleaned(sent: str, kept: str) -> None:
    request = RequestFactory().get("/", HTTP_USER_AGENT=sent)
    assert request_facts(request)["agent"] == kept


def test_a_user_agent_is_bounded() -> None:
    request = RequestFactory().get("/", HTTP_USER_AGENT="\u202ex" * 1_000_000)
    assert request_facts(request)["agent"] == "x" * AGENT_MAX
