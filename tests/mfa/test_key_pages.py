"""What the browser is told about keys, what is kept, and what a page says when it goes wrong."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mfa.domain.codes import key_challenge, key_handle
from mfa.keys import verify
from mfa.keys.options import challenge_bytes
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge, Purpose
from tests.mfa.browsing import (
    DEVICES,
    PROMPT,
    TRUST,
    challenge_now,
    is_signed_in,
    password_type,
    second_step,
    sign_in_with_app,
    text_of,
)
from tests.mfa.casting import app_make
from tests.mfa.key_casting import adding, answered, asked, failures
from tests.mfa.soft_key import SoftKey, key_make, url64

pytestmark = pytest.mark.django_db


def test_a_copied_keys_session_ends(client: Client, user: User) -> None:
    soft = SoftKey()
    key = key_make(user, soft)
    app_make(user)
    password_type(client, user)
    choose(client, key)
    typed = soft.sign(challenge_now(user))
    assert client.post(PROMPT, {"method": "WEBAUTHN", "code": typed})["Location"] == TRUST
    assert is_signed_in(client)
    other = Client()
    password_type(other, user)
    choose(other, key)
    copy = SoftKey(count=1, step=0, credential_id=soft.credential_id, secret=soft.secret)
    typed = copy.sign(challenge_now(user))
    answer = other.post(PROMPT, {"method": "WEBAUTHN", "code": typed}, follow=True)
    page = answer.content.decode()
    assert "may have been copied" in page
    assert "Open the app" in page  # on with what is left
    assert not is_signed_in(client)
    assert not is_signed_in(other)


def choose(client: Client, key: Authenticator) -> None:
    client.post(reverse("mfa:prompt_choose"), {"way": f"{key.pk}-webauthn"})


# --- What the browser is told, and what is kept -------------------------------------------------


def test_the_prompt_names_this_key_only_and_this_site(client: Client, user: User) -> None:
    soft = SoftKey()
    key = key_make(user, soft)
    key_make(user, name="Red key")
    password_type(client, user)
    choose(client, key)
    page = text_of(client, PROMPT)
    assert url64(soft.credential_id) in page
    assert url64(challenge_bytes(challenge_now(user))) in page
    assert page.count("public-key") == 1
    assert "&quot;rpId&quot;: &quot;localhost&quot;" in page


def test_adding_excludes_what_is_there_and_names_nobody(client: Client, user: User) -> None:
    soft, app = SoftKey(), app_make(user)
    key_make(user, soft)
    sign_in_with_app(client, app)
    client.get(reverse("mfa:add_key"))
    assert second_step(client, app) == reverse("mfa:add_key")
    client.post(reverse("mfa:add_key"), {"start": "passkey", "name": "Laptop"})
    page = text_of(client, reverse("mfa:add_key_make"))
    assert url64(soft.credential_id) in page
    handle = url64(key_handle(settings.CODE_KEY, user.pk))
    assert f"&quot;id&quot;: &quot;{handle}&quot;" in page
    new = SoftKey()
    typed = new.register(challenge_now(user, Purpose.ENROLMENT))
    assert client.post(reverse("mfa:add_key_make"), {"code": typed})["Location"] == DEVICES
    assert "Passkey" in text_of(client, DEVICES)


def test_after_a_failure_the_same_key_can_be_tried_again(client: Client, user: User) -> None:
    app, make = app_make(user), reverse("mfa:add_key_make")
    sign_in_with_app(client, app)
    client.get(reverse("mfa:add"))
    second_step(client, app)
    client.post(reverse("mfa:add_key"), {"start": "security_key"})
    answer = client.post(make, {"code": "{}"}, follow=True)
    assert "nothing was added" in answer.content.decode()
    assert "Try again" in answer.content.decode()
    assert client.post(make, {"again": "1"})["Location"] == make
    typed = SoftKey().register(challenge_now(user, Purpose.ENROLMENT))
    assert client.post(make, {"code": typed})["Location"] == DEVICES


def test_the_bytes_to_sign_differ_and_are_not_stored(user: User) -> None:
    key = key_make(user)
    first, second = asked(key), asked(key)
    assert challenge_bytes(first) != challenge_bytes(second)
    assert len(challenge_bytes(first)) == 32
    stored = str(Challenge.objects.values().get(pk=first.pk))
    assert challenge_bytes(first).hex() not in stored
    assert url64(challenge_bytes(first)) not in stored
    assert key_challenge(b"another key", first.pk) != challenge_bytes(first)


def test_whatever_the_library_raises_is_a_failure(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise ZeroDivisionError

    soft = SoftKey()
    key = key_make(user, soft)
    monkeypatch.setattr(verify, "verify_authentication_response", broken)
    monkeypatch.setattr(verify, "verify_registration_response", broken)
    challenge = asked(key)
    assert answered(challenge, soft.sign(challenge)) == Answer.WRONG
    assert failures(user) == 1
    challenge = adding(user)
    assert answered(challenge, SoftKey().register(challenge)) == Answer.WRONG


def test_a_new_key_is_practised_once(client: Client, user: User, outsider: User) -> None:
    app, soft = app_make(user), SoftKey()
    key, other = key_make(user, soft), key_make(outsider)
    sign_in_with_app(client, app)
    assert "Practise with it once" in text_of(client, DEVICES)
    verify_url = reverse("mfa:verify")
    assert client.post(reverse("mfa:practise", args=[key.pk]))["Location"] == verify_url
    assert "Blue key" in text_of(client, verify_url)
    client.post(reverse("mfa:verify_call"))
    typed = soft.sign(challenge_now(user, Purpose.MANAGE))
    answer = client.post(verify_url, {"method": "WEBAUTHN", "code": typed}, follow=True)
    page = answer.content.decode()
    assert "Your key works" in page
    assert "Practise with it once" not in page
    assert client.post(reverse("mfa:practise", args=[other.pk])).status_code == 404


def test_nobody_is_told_that_a_key_works_that_was_not_used(client: Client, user: User) -> None:
    key = key_make(user)
    sign_in_with_app(client, app_make(user))
    answer = client.get(reverse("mfa:practised", args=[key.pk]), follow=True)
    assert "Your key works" not in answer.content.decode()
