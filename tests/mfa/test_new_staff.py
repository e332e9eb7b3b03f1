"""Somebody becomes staff while sessions and a passcode of theirs are alive."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.people.roles import role_grant
from accounts.roles import Role
from mfa.models import Authenticator, PasscodeKind, PasscodeState
from tests.mfa.browsing import (
    PROMPT,
    is_signed_in,
    password_type,
    sign_in_with_app,
    sign_in_with_passcode,
)
from tests.mfa.casting import passcode_make

pytestmark = pytest.mark.django_db
DESK = reverse("desk:home")


def test_a_passcode_opens_no_page_of_staff(user: User, agent: User, app: Authenticator) -> None:
    role_grant(user=user, role=Role.AGENT, actor=None, at=timezone.now())
    issued = passcode_make(user=user, agent=agent, kind=PasscodeKind.FORGOTTEN)
    browser = Client()
    sign_in_with_passcode(browser, issued)
    assert is_signed_in(browser)
    assert browser.get(DESK).status_code == 403


def test_a_role_given_withdraws_the_passcode(user: User, agent: User, app: Authenticator) -> None:
    issued = passcode_make(user=user, agent=agent, kind=PasscodeKind.FORGOTTEN)
    before, after = Client(), Client()
    sign_in_with_passcode(before, issued)
    role_grant(user=user, role=Role.AGENT, actor=None, at=timezone.now())
    assert not is_signed_in(before)
    password_type(after, user)
    after.post(reverse("mfa:prompt_choose"), {"way": "passcode"})
    after.post(PROMPT, {"method": "PASSCODE", "code": issued.code})
    assert not is_signed_in(after)
    issued.passcode.refresh_from_db()
    assert (issued.passcode.state, issued.passcode.confirmed) == (PasscodeState.REVOKED, False)


def test_a_role_given_ends_the_sessions_before_it(client: Client, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    role_grant(user=app.user, role=Role.AGENT, actor=None, at=timezone.now())
    assert not is_signed_in(client)
    sign_in_with_app(client, app)
    assert client.get(DESK).status_code == 200
