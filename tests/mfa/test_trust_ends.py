"""What ends the trust in a browser: one test for each cause."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links.services import link_redeem, link_send
from accounts.models import Session, User
from accounts.models.link import Purpose as LinkPurpose
from accounts.models.user import Status
from accounts.people.roles import role_grant, role_revoke
from accounts.people.status import person_status_change
from accounts.roles import Role
from accounts.services import password_change
from audit.tags import Tag
from mfa.devices.services import authenticator_remove, authenticator_suspend
from mfa.models import Authenticator, TrustedBrowser, TrustEnd
from tests.fixtures.people import PASSWORD
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import (
    PROMPT,
    browser_trust,
    challenge_now,
    is_signed_in,
    password_type,
    sign_in_with_app,
    text_of,
)
from tests.mfa.casting import app_make, passcode_make, phone_make, press

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a quite different long sentence"


@pytest.fixture
def trusting(client: Client, app: Authenticator) -> Client:
    """Return a browser that the user trusts, signed out."""
    sign_in_with_app(client, app)
    browser_trust(client)
    client.post(reverse("accounts:sign_out"))
    return client


def ended_because() -> str:
    """Return why the only trusted browser is trusted no more; "" while it is."""
    return TrustedBrowser.objects.get().ended_reason


def trusts(client: Client, user: User, password: str = PASSWORD) -> bool:
    """Type the password; say whether that was enough."""
    data = {"username": user.username, "password": password}
    answer = client.post(reverse("mfa:sign_in"), data)
    return answer.status_code == 302 and answer["Location"] != PROMPT and is_signed_in(client)


def test_a_changed_password(trusting: Client, user: User, audit_trail: AuditTrail) -> None:
    password_change(
        user=user, current=PASSWORD, new=NEW_PASSWORD, session_key="", ip="", at=timezone.now()
    )
    assert not trusts(trusting, user, NEW_PASSWORD)
    assert ended_because() == TrustEnd.PASSWORD
    assert audit_trail.facts(Tag.USER_BROWSER_ENDED)["ended"] == 1


def test_a_forgotten_password(trusting: Client, user: User) -> None:
    link = link_send(user=user, purpose=LinkPurpose.RESET, actor=user, at=timezone.now())
    link_redeem(link_id=link.pk, password=NEW_PASSWORD, ip="", at=timezone.now())
    assert not trusts(trusting, user, NEW_PASSWORD)
    assert ended_because() == TrustEnd.PASSWORD


def test_a_password_set_by_any_other_way(trusting: Client, user: User) -> None:
    user.set_password(NEW_PASSWORD)
    user.save()
    assert not trusts(trusting, user, NEW_PASSWORD)


def test_the_device_that_vouched_is_removed(
    trusting: Client, user: User, app: Authenticator
) -> None:
    phone_make(user)
    assert trusts(trusting, user)
    authenticator_remove(user=user, authenticator_id=app.pk, at=timezone.now())
    assert not is_signed_in(trusting)  # the device that vouched stood behind the session
    assert not trusts(trusting, user)
    assert ended_because() == TrustEnd.DEVICE


@pytest.mark.django_db(transaction=True)
def test_the_device_that_vouched_is_lost(client: Client, user: User, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    browser_trust(client)
    with transaction.atomic():
        authenticator_suspend(device=app)
    assert not is_signed_in(client)
    assert not trusts(client, user)
    assert ended_because() == TrustEnd.DEVICE


def test_another_device_is_removed_and_nothing_ends(trusting: Client, user: User) -> None:
    phone = phone_make(user)
    authenticator_remove(user=user, authenticator_id=phone.pk, at=timezone.now())
    assert trusts(trusting, user)


def test_a_device_that_is_gone_without_a_word(
    trusting: Client, user: User, app: Authenticator, audit_trail: AuditTrail
) -> None:
    app_make(user)
    Authenticator.objects.filter(pk=app.pk).update(state="REVOKED", confirmed=False)
    assert not trusts(trusting, user)
    assert audit_trail.facts(Tag.USER_BROWSER_REFUSED)["reason"] == "device_gone"


def test_a_passcode_from_the_help_desk(trusting: Client, user: User, agent: User) -> None:
    passcode_make(user=user, agent=agent)
    assert not trusts(trusting, user)
    assert ended_because() == TrustEnd.PASSCODE


def test_a_call_that_was_reported(trusting: Client, user: User) -> None:
    phone_make(user)
    thief = Client()
    password_type(thief, user)
    phone = Authenticator.objects.get(user=user, kind="PHONE")
    thief.post(reverse("mfa:prompt_choose"), {"way": f"{phone.pk}-phone_call"})
    thief.post(reverse("mfa:prompt_call"))
    press(challenge_now(user), "9")
    assert not trusts(trusting, user)
    assert ended_because() == TrustEnd.REPORT


def test_its_owner_ends_it(trusting: Client, user: User) -> None:
    assert trusts(trusting, user)
    row = TrustedBrowser.objects.get()
    trusting.post(reverse("mfa:browser_end", args=[row.pk]))
    trusting.post(reverse("accounts:sign_out"))
    assert not trusts(trusting, user)
    assert ended_because() == TrustEnd.BY_OWNER


def test_its_owner_ends_all_from_elsewhere(
    trusting: Client, user: User, app: Authenticator
) -> None:
    other = Client()
    sign_in_with_app(other, app)
    browser_trust(other)
    assert text_of(other, reverse("mfa:browsers")).count("badge ok") == 1
    other.post(reverse("mfa:browsers_end"))
    assert not trusts(trusting, user)
    assert "You trust no browser" in text_of(other, reverse("mfa:browsers"))


def test_fourteen_days(trusting: Client, user: User) -> None:
    TrustedBrowser.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not trusts(trusting, user)


def test_a_role_that_is_granted_and_taken_again(trusting: Client, user: User) -> None:
    role_grant(user=user, role=Role.AGENT, actor=None, at=timezone.now())
    assert not trusts(trusting, user)
    assert ended_because() == TrustEnd.STAFF
    role_revoke(user=user, role=Role.AGENT, actor=None, at=timezone.now())
    assert not trusts(trusting, user)


def test_a_role_that_came_by_another_way(
    trusting: Client, user: User, audit_trail: AuditTrail
) -> None:
    user.groups.add(Group.objects.get_or_create(name=Role.AUDITOR.value)[0])
    assert not trusts(trusting, user)
    assert ended_because() == TrustEnd.STAFF
    assert audit_trail.facts(Tag.USER_BROWSER_REFUSED)["reason"] == "staff"


def test_an_account_that_was_closed_and_opened_again(
    trusting: Client, user: User, administrator: User
) -> None:
    for status in (Status.DISABLED, Status.ACTIVE):
        person_status_change(user=user, status=status, actor=administrator, at=timezone.now())
    assert not trusts(trusting, user)
    assert ended_because() == TrustEnd.CLOSED


def test_the_ids_of_others_are_as_good_as_unknown(
    trusting: Client, user: User, outsider: User
) -> None:
    other = Client()
    sign_in_with_app(other, app_make(outsider))
    row = TrustedBrowser.objects.get(user=user)
    answers = [other.post(reverse("mfa:browser_end", args=[pk])) for pk in (row.pk, 999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert trusts(trusting, user)


def test_a_session_that_it_opened_outlives_only_its_own_end(trusting: Client, user: User) -> None:
    assert trusts(trusting, user)
    trusting.post(reverse("mfa:browsers_end"))
    assert is_signed_in(trusting)
    assert Session.objects.filter(user=user, opened_by="TRUSTED_BROWSER").count() == 1
