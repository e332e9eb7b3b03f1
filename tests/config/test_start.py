"""What must not start."""

import os
import subprocess
import sys

import pytest

from stack.places import ROOT

LOCAL = {"KEYDESK_ORIGIN": "http://localhost:8000", "KEYDESK_ALLOWED_HOSTS": "localhost"}
PUBLIC = {
    "KEYDESK_ORIGIN": "https://keydesk.example.org",
    "KEYDESK_ALLOWED_HOSTS": "keydesk.example.org",
}
PLAIN = {
    "KEYDESK_DEMO": "0",
    "KEYDESK_VOICE_GATEWAY": "none",
    "KEYDESK_TEXT_GATEWAY": "none",
    "KEYDESK_VAPID_CONTACT": "mailto:keydesk@example.org",
}


def start(**environment: str) -> str:
    """Read the settings in a process of its own; return what it said."""
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={**os.environ, **PLAIN, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""


def test_neither_debugging_nor_a_demo_starts_in_public() -> None:
    assert start(**PUBLIC) == ""
    for flag in ("KEYDESK_DEBUG", "KEYDESK_DEMO"):
        assert start(**LOCAL, **{flag: "1"}) == ""
        assert "ImproperlyConfigured" in start(**{**PUBLIC, flag: "1"})


@pytest.mark.parametrize("name", ["KEYDESK_ORIGIN", "KEYDESK_ALLOWED_HOSTS"])
def test_one_public_name_is_enough_to_refuse_debugging(name: str) -> None:
    environment = {**LOCAL, name: PUBLIC[name], "KEYDESK_DEBUG": "1"}
    assert "KEYDESK_DEBUG" in start(**environment)
