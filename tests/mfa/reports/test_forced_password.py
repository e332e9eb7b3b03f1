"""After *not me* a new password comes first."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links.services import link_redeem, link_send
from accounts.models import Session, User
from accounts.models.link import Purpose as LinkPurpose
from accounts.services import password_change_require
from mfa.models import Authenticator
from mfa.passcodes.services import Issued
from tests.fixtures.people import PASSWORD
from tests.mfa.browsing import (
    DEVICES,
    is_signed_in,
    sign_in_with_app,
    sign_in_with_passcode,
    text_of,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:password")
NEW = "an altogether different sentence"


def change(client: Client, new: str = NEW) -> int:
    form = {"current": PASSWORD, "new": new, "again": new}
    return client.post(PAGE, form).status_code


def test_everything_else_is_closed(client: Client, user: User, app: Authenticator) -> None:
    password_change_require(user=user)
    sign_in_with_app(client, app)
    for page in (DEVICES, reverse("accounts:sessions"), reverse("home")):
        assert client.get(page)["Location"] == PAGE
    assert client.post(reverse("accounts:sessions_end")).status_code == 403
    for header in ({"HX-Request": "true"}, {"Accept": "application/json"}, {"X-Background": "1"}):
        assert client.get(DEVICES, headers=header).status_code == 403
    assert client.post(reverse("accounts:sign_out"))["Location"] == reverse("mfa:sign_in")


def test_the_sign_in_just_made_is_second_step_enough(
    client: Client, user: User, app: Authenticator
) -> None:
    password_change_require(user=user)
    sign_in_with_app(client, app)
    assert "First, a new password" in text_of(client, PAGE)
    assert change(client, PASSWORD) == 200  # the present one will not do
    assert change(client) == 302
    user.refresh_from_db()
    assert user.password_change_required_at is None
    assert user.check_password(NEW)
    assert is_signed_in(client)
    assert client.get(PAGE)["Location"] == reverse("mfa:password_step")


def test_a_session_from_before_the_report_is_not(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    password_change_require(user=user)
    assert client.get(PAGE)["Location"] == reverse("mfa:password_step")
    assert change(client) == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_sign_in_of_six_minutes_ago_is_not(
    client: Client, user: User, app: Authenticator
) -> None:
    password_change_require(user=user)
    User.objects.update(password_change_required_at=timezone.now() - timedelta(hours=1))
    sign_in_with_app(client, app)
    Session.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert client.get(PAGE)["Location"] == reverse("mfa:password_step")


def test_a_passcode_session_adds_its_device_first(
    client: Client, user: User, issued_passcode: Issued
) -> None:
    password_change_require(user=user)
    sign_in_with_passcode(client, issued_passcode)
    assert client.get(DEVICES).status_code == 200
    assert client.get(PAGE).status_code == 403


def test_a_mailed_link_does_not_take_the_present_password(
    client: Client, user: User, app: Authenticator
) -> None:
    password_change_require(user=user)
    link = link_send(user=user, purpose=LinkPurpose.RESET, actor=user, at=timezone.now())
    for password, is_due in ((PASSWORD, True), (NEW, False)):
        with suppress(ValidationError):
            link_redeem(link_id=link.pk, password=password, ip="", at=timezone.now())
        user.refresh_from_db()
        assert (user.password_change_required_at is not None) == is_due
