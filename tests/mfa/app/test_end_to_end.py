"""From the code on the screen to a session, with a phone and a browser without JavaScript."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mfa.models import Authenticator, AuthenticatorState, Kind, Method
from tests.mfa.browsing import (
    DEVICES,
    PROMPT,
    challenge_now,
    is_signed_in,
    password_type,
    second_step,
    sign_in_with_app,
    text_of,
)
from tests.mfa.casting import code_of
from tests.mfa.phone import Phone, bound_phone, device_of, number_shown

pytestmark = pytest.mark.django_db
APP, STATE = reverse("mfa:add_app"), reverse("mfa:add_app_state")


def number_on(page: str) -> str:
    found = re.search(r'class="number digits">([0-9 ]+)<', page)
    assert found, page
    return found[1].replace(" ", "")


def test_an_app_is_added_and_signs_in(client: Client, user: User, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    client.get(reverse("mfa:add"))
    second_step(client, app)
    assert client.post(APP, {"start": "1"})["Location"] == APP
    page = text_of(client, APP)
    code = re.search(r'class="digits key">([A-Z2-7 ]+)<', page)
    assert code
    assert "data-over" not in text_of(client, f"{STATE}?for=code")
    assert client.get(reverse("mfa:add_app_qr")).headers["Content-Type"] == "image/svg+xml"

    phone = Phone(name="My\u202e phone")
    status, linked = phone.activate(code[1].replace(" ", ""))
    assert status == 201
    assert linked["name"] == "My phone"
    assert linked["organisation"]
    assert "user" in linked["person"]
    assert "data-over" in text_of(client, f"{STATE}?for=code")  # the page moves on by itself
    assert client.get(reverse("mfa:add_app_qr")).status_code == 404
    (practice,) = phone.look()
    assert (practice["purpose"], practice["digits"]) == ("ENROLMENT", 6)
    assert device_of(phone).state == AuthenticatorState.PENDING
    assert phone.approve(practice, number_on(text_of(client, APP)))[1] == {"result": "approved"}
    assert "data-onwards" in text_of(client, STATE)
    assert client.post(APP)["Location"] == DEVICES
    device = device_of(phone)
    assert (device.state, device.kind) == (AuthenticatorState.ACTIVE, Kind.APP)
    assert phone.look() == []

    elsewhere = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    password_type(elsewhere, user)
    elsewhere.post(reverse("mfa:prompt_choose"), {"way": f"{device.pk}-app_push"})
    page = text_of(elsewhere, PROMPT)
    assert "waiting in your app" in page
    (request,) = phone.look()
    assert request["purpose"] == "SIGN_IN"
    assert request["service"] == "Your account"
    assert request["browser"] == "Firefox on Windows"
    assert request["ip"] == "127.0.0.1"
    assert request["person"] == "User Example (user)"
    assert 100 < request["seconds_left"] <= 120
    assert phone.approve(request, number_on(page))[1] == {"result": "approved"}
    assert "data-onwards" in text_of(elsewhere, reverse("mfa:prompt_state"))
    elsewhere.post(PROMPT)
    assert is_signed_in(elsewhere)


def test_the_prompt_opens_with_a_push_that_starts_by_itself(client: Client, user: User) -> None:
    phone = bound_phone(user)
    password_type(client, user)
    assert challenge_now(user).method == Method.APP_PUSH
    (request,) = phone.look()
    assert phone.approve(request, number_shown(user))[1] == {"result": "approved"}


def test_the_same_app_shows_codes_offline(client: Client, user: User) -> None:
    device = device_of(bound_phone(user))
    password_type(client, user)
    client.post(reverse("mfa:prompt_choose"), {"way": f"{device.pk}-totp"})
    client.post(PROMPT, {"method": "TOTP", "code": code_of(device)})
    assert is_signed_in(client)
