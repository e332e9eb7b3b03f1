"""Whoever starts the demo learns who to sign in as."""

import json

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django_otp.oath import TOTP

from demo.people.cast import CAST, PASSWORD


def _said(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("demo_accounts", *options)
    return capsys.readouterr().out


def test_programs_get_name_password_and_secret(capsys: pytest.CaptureFixture[str]) -> None:
    found = {one["username"]: one for one in json.loads(_said(capsys, "--json"))}
    assert list(found) == [member.username for member in CAST]
    assert {one["password"] for one in found.values()} == {PASSWORD}
    assert len(found["agent"]["totp_secret"]) == 32
    assert found["maria"]["totp_secret"] is None


def test_people_get_a_short_page_with_codes(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _said(capsys).splitlines()
    assert PASSWORD in lines[0]
    assert len(lines) <= 14
    assert max(map(len, lines)) <= 90
    assert any(line.startswith("supervisor") and "sees what agents do" in line for line in lines)


def test_the_code_is_the_one_an_app_would_show() -> None:
    agent = CAST[0]
    totp = TOTP(bytes.fromhex(agent.seed))  # type: ignore[no-untyped-call]
    totp.time = 1_772_000_000.0
    assert agent.code(1_772_000_000.0) == f"{totp.token():06}"  # type: ignore[no-untyped-call]


def test_outside_of_demo_mode_it_says_nothing(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("demo_accounts")
