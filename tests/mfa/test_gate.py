"""A new password needs a second step of its own, whether it is changed or was forgotten."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links.services import link_send
from accounts.models import User
from accounts.models.link import Purpose as LinkPurpose
from delivery.models import Message
from mfa.models import Authenticator, Challenge, Purpose
from mfa.passcodes.services import Issued
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import (
    code_renew,
    is_signed_in,
    second_step,
    sign_in_with_app,
    sign_in_with_passcode,
    text_of,
)
from tests.mfa.casting import app_make, code_of, letter_of

pytestmark = pytest.mark.django_db
CHANGE, STEP = reverse("accounts:password"), reverse("mfa:password_step")
NEW = "seven green bicycles upstairs"


def link_of(user: User, purpose: LinkPurpose) -> str:
    """Return the path in the mail with a link."""
    link = link_send(user=user, purpose=purpose, actor=None, at=timezone.now())
    letter = letter_of(Message.objects.get(kind="accounts.link", ref=link.pk))
    assert user.username not in letter.text.replace(user.given_name, "")
    found = re.search(r"http://[^/\s]+(/\S+)", letter.text)
    assert found is not None
    return found[1]


def test_a_forgotten_password_needs_link_and_device(
    client: Client, user: User, app: Authenticator
) -> None:
    page = client.get(link_of(user, LinkPurpose.RESET))["Location"]
    assert client.get(page)["Location"] == STEP
    assert client.post(page, {"new": NEW, "again": NEW})["Location"] == STEP
    assert "Changing the password" in text_of(client, STEP)
    answer = client.post(STEP, {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] == page
    assert "password" in text_of(client, page)
    assert not is_signed_in(client)
    assert client.get(reverse("mfa:add")).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_first_password_needs_the_link_alone(client: Client, user: User) -> None:
    user.set_unusable_password()
    user.save()
    page = client.get(link_of(user, LinkPurpose.ACTIVATE))["Location"]
    assert "password" in text_of(client, page)


def test_a_change_needs_a_step_of_its_own(client: Client, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    client.get(reverse("mfa:add"))
    second_step(client, app)
    assert client.get(CHANGE)["Location"] == STEP
    client.post(STEP, {"method": "TOTP", "code": code_of(app)})
    assert "password" in text_of(client, CHANGE)
    code_renew(app)
    step = Challenge.objects.get(purpose=Purpose.PASSWORD)
    Challenge.objects.filter(pk=step.pk).update(used_at=timezone.now())
    assert client.get(CHANGE)["Location"] == STEP


def test_a_step_for_the_password_does_not_manage_devices(
    client: Client, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    client.get(CHANGE)
    client.post(STEP, {"method": "TOTP", "code": code_of(app)})
    assert client.get(reverse("mfa:add"))["Location"] == reverse("mfa:verify")


def test_a_passcode_session_changes_no_password(client: Client, issued_passcode: Issued) -> None:
    Authenticator.objects.update(state="SUSPENDED", confirmed=False)
    sign_in_with_passcode(client, issued_passcode)
    for page in (CHANGE, STEP):
        assert client.get(page).status_code == client.post(page).status_code == 403
    new = app_make(issued_passcode.passcode.user)  # not even with the device it has just added
    answer = client.post(STEP, {"method": "TOTP", "code": code_of(new)})
    assert answer.status_code == 403
    assert "only add a device" in answer.content.decode()
    assert not Challenge.objects.filter(purpose=Purpose.PASSWORD).exists()


def test_nobody_is_asked_without_a_reason(client: Client, user: User) -> None:
    for name in ("password_step", "password_step_state", "password_step_options"):
        assert client.get(reverse(f"mfa:{name}"))["Location"] == reverse("mfa:sign_in")
