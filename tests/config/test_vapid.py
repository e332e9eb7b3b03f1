"""What the environment says about Web Push; a wrong value stops the start."""

import base64
import os
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import vapid

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def start(**changes: str) -> str:
    """Read the settings in a process of its own; return what it said before it ended."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **changes}
    command = [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def test_the_public_key_is_the_point_of_the_private_one() -> None:
    point = vapid.public_key((1).to_bytes(32))
    padded = base64.urlsafe_b64decode(point + "=")
    found = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), padded).public_numbers()
    assert found.x == 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
    assert len(padded) == 65
    assert "=" not in point


@pytest.mark.parametrize("scalar", [0, ORDER, 2**256 - 1])
def test_a_number_that_is_no_key_is_refused(scalar: int) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEYDESK_VAPID_KEY"):
        vapid.public_key(scalar.to_bytes(32))


@pytest.mark.parametrize(
    "value",
    ["", "me@example.org", "https://example.org", "mailto:me", "mailto:a@b@c", "mailto: @b"],
)
def test_a_contact_is_a_mail_address(value: str) -> None:
    assert vapid.contact("mailto:it@example.org") == "mailto:it@example.org"
    with pytest.raises(ImproperlyConfigured, match="KEYDESK_VAPID_CONTACT"):
        vapid.contact(value)


@pytest.mark.parametrize("name", ["*", "*.com", "a*.example.org", "10.0.0.1", "https://x.org", ""])
def test_a_list_of_push_services_that_allows_anything_is_refused(name: str) -> None:
    assert vapid.hosts(["Push.Example.org", "*.example.net"]) == (
        "push.example.org",
        "*.example.net",
    )
    with pytest.raises(ImproperlyConfigured, match="KEYDESK_PUSH_HOSTS"):
        vapid.hosts([name])


def test_only_a_demo_calls_its_own_machine() -> None:
    earnest = {
        "KEYDESK_DEMO": "0",
        "KEYDESK_VOICE_GATEWAY": "none",
        "KEYDESK_TEXT_GATEWAY": "none",
        "KEYDESK_VAPID_CONTACT": "mailto:it@example.org",
    }
    assert start(**earnest) == ""
    assert "KEYDESK_PUSH_LOCAL" in start(**earnest, KEYDESK_PUSH_LOCAL="1")
    assert start(KEYDESK_PUSH_LOCAL="1") == ""


def test_in_earnest_a_key_needs_a_contact_and_no_key_needs_nothing() -> None:
    earnest = {
        "KEYDESK_DEMO": "0",
        "KEYDESK_VOICE_GATEWAY": "none",
        "KEYDESK_TEXT_GATEWAY": "none",
    }
    assert "KEYDESK_VAPID_CONTACT" in start(**earnest)
    assert start(**earnest, KEYDESK_VAPID_KEY="") == ""
