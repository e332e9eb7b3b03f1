"""The very first sign-in: a mailed code, then a device, then in."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from mfa.domain.codes import enrolment_digit, mail_code
from mfa.models import Authenticator, AuthenticatorState, Purpose
from tests.mfa.browsing import challenge_now, is_signed_in, password_type, text_of
from tests.mfa.casting import app_make, code_of, letter_of, message_of, press

pytestmark = pytest.mark.django_db
FIRST, SET_UP = reverse("mfa:first"), reverse("mfa:set_up")
INTRO, ANOTHER = reverse("mfa:set_up_intro", args=[1]), reverse("mfa:another")


def code_prove(client: Client, user: User) -> None:
    address = user.addresses.get(kind="EMAIL")
    client.post(FIRST, {"send": address.pk})
    challenge = challenge_now(user, Purpose.FIRST_ENROLMENT)
    code = mail_code(settings.CODE_KEY, challenge.pk, digits=6)
    assert code in letter_of(message_of(challenge)).text
    assert client.post(FIRST, {"code": code})["Location"] == SET_UP


def test_a_phone_is_set_up_and_opens_the_session(client: Client, user: User) -> None:
    assert password_type(client, user) == INTRO
    assert client.get(SET_UP)["Location"] == FIRST
    assert "u•••@example.org" in text_of(client, FIRST)
    code_prove(client, user)
    new = {"number": "+1 406 555 0177", "stage": "call"}
    client.post(reverse("mfa:set_up_phone"), new)
    call = challenge_now(user, Purpose.ENROLMENT)
    press(call, enrolment_digit(settings.CODE_KEY, call.pk))
    assert not is_signed_in(client)
    assert client.post(reverse("mfa:set_up_phone_call"))["Location"] == ANOTHER
    assert is_signed_in(client)
    assert AuditEvent.objects.filter(tag="user:sign-in:approved").count() == 1


def test_an_app_is_set_up_and_opens_the_session(client: Client, user: User) -> None:
    password_type(client, user)
    code_prove(client, user)
    client.post(reverse("mfa:set_up_totp"), {"start": "1"})
    app = Authenticator.objects.get()
    assert client.post(reverse("mfa:set_up_totp"), {"token": code_of(app)})["Location"] == ANOTHER
    assert is_signed_in(client)


def test_whoever_had_one_gets_no_code(client: Client, user: User) -> None:
    app = app_make(user, state=AuthenticatorState.REVOKED, confirmed=False)
    assert password_type(client, user) == reverse("mfa:prompt")
    assert client.get(FIRST)["Location"] == reverse("mfa:sign_in")
    assert app.activated_at is not None


def test_three_wrong_codes_end_it_and_six_mails_are_too_many(client: Client, user: User) -> None:
    password_type(client, user)
    address = user.addresses.get(kind="EMAIL")
    client.post(FIRST, {"send": address.pk})
    code = mail_code(settings.CODE_KEY, challenge_now(user, Purpose.FIRST_ENROLMENT).pk, digits=6)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(3):
        assert "not the code" in client.post(FIRST, {"code": wrong}).content.decode()
    assert "no longer good" in client.post(FIRST, {"code": code}).content.decode()
    for _ in range(4):
        client.post(FIRST, {"send": address.pk})
    answer = client.post(FIRST, {"send": address.pk}, follow=True)
    assert "Too many codes" in answer.content.decode()


def test_a_strangers_address_is_no_address(client: Client, user: User, outsider: User) -> None:
    password_type(client, user)
    client.post(FIRST, {"send": outsider.addresses.get().pk})
    client.post(FIRST, {"send": "x"})
    assert not user.challenges.exists()


def test_a_second_browser_sets_nothing_up_any_more(client: Client, user: User) -> None:
    other = Client()
    for browser in (client, other):
        password_type(browser, user)
        code_prove(browser, user)
    client.post(reverse("mfa:set_up_totp"), {"start": "1"})
    app = Authenticator.objects.get()
    client.post(reverse("mfa:set_up_totp"), {"token": code_of(app)})
    answer = other.post(reverse("mfa:set_up_totp"), {"start": "1"}, follow=True)
    assert "set up in the meantime" in answer.content.decode()
    assert Authenticator.objects.count() == 1
