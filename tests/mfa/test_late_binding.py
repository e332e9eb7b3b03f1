"""A passcode binds a device in its first ten minutes: at the moment of binding, not of starting."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mfa.models import Authenticator, AuthenticatorState, Challenge, Passcode, Purpose
from mfa.passcodes.services import Issued
from tests.mfa.browsing import DEVICES, challenge_now, sign_in_with_passcode
from tests.mfa.casting import code_of, press
from tests.mfa.test_devices import CALL, NEW, PHONE, digit_of

pytestmark = pytest.mark.django_db


def too_late(issued: Issued) -> None:
    """Let eleven minutes go by."""
    Passcode.objects.update(first_used_at=issued.passcode.issued_at.replace(year=2020))


def was_anything_added() -> bool:
    return Authenticator.objects.filter(via_passcode__isnull=False, confirmed=True).exists()


def test_a_phone_answered_too_late_is_not_bound(
    client: Client, user: User, issued_passcode: Issued
) -> None:
    sign_in_with_passcode(client, issued_passcode)
    client.post(PHONE, {**NEW, "stage": "call"})
    call = challenge_now(user, Purpose.ENROLMENT)
    too_late(issued_passcode)
    press(call, digit_of(call))
    call.refresh_from_db()
    assert (call.state, call.reason) == ("FAILED", "not_bound")
    assert not was_anything_added()
    assert client.post(CALL)["Location"] == DEVICES


def test_a_code_typed_too_late_binds_nothing(
    client: Client, user: User, issued_passcode: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_with_passcode(client, issued_passcode)
    path = reverse("mfa:add_totp")
    client.post(path, {"start": "1"})
    new = Authenticator.objects.get(state=AuthenticatorState.PENDING, kind="TOTP")
    # The page was let in at the last moment; the passcode grows too old while the code is checked.
    monkeypatch.setattr("mfa.web.enroller.binding_ends", lambda **_: None)
    too_late(issued_passcode)
    assert client.post(path, {"token": code_of(new)})["Location"] == reverse("mfa:add")
    assert Challenge.objects.get(purpose=Purpose.ENROLMENT).state == "PENDING"
    assert not was_anything_added()


def test_a_passcode_that_was_reported_binds_nothing(
    client: Client, user: User, issued_passcode: Issued
) -> None:
    sign_in_with_passcode(client, issued_passcode)
    client.post(PHONE, {**NEW, "stage": "call"})
    call = challenge_now(user, Purpose.ENROLMENT)
    Passcode.objects.update(confirmed=False)
    press(call, digit_of(call))
    assert not was_anything_added()
