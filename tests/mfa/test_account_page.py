"""The account at a glance, from there *this wasn't me*, the language, and stale devices."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from audit.models import AuditEvent
from audit.tags import Tag
from delivery.models import Message
from helpdesk.models import FraudReport
from mfa.devices.stale import stale_remind
from mfa.evidence.points import points_of
from mfa.models import Authenticator, Challenge, Method
from mfa.passcodes.services import Issued
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import (
    DEVICES,
    HOME,
    PROMPT,
    password_type,
    sign_in_with_app,
    sign_in_with_passcode,
    text_of,
)
from tests.mfa.casting import app_make, code_of, letter_of, phone_make

pytestmark = pytest.mark.django_db
SPOOF = "<script>alert(1)</script>\u202eFirefox"


def sign_in_last(user: User) -> AuditEvent:
    tag = Tag.USER_SIGN_IN_APPROVED
    return AuditEvent.objects.filter(subject_id=user.pk, tag=tag).latest("id")


def not_me_url(event: AuditEvent) -> str:
    return reverse("mfa:sign_in_not_me", args=[event.pk])


def test_a_sign_in_leads_here_and_shows_where_it_came_from(
    client: Client, user: User, app: Authenticator
) -> None:
    client.defaults["HTTP_USER_AGENT"] = SPOOF.encode().decode("latin-1")
    password_type(client, user)
    answer = client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] in {HOME, reverse("mfa:trust")}  # trust this browser? comes first
    page = text_of(client, HOME)
    for said in ("Recent sign-ins", "127.0.0.1", "authenticator code", "Is this call from us?"):
        assert said in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_this_was_not_me_ends_the_other_session_and_asks_for_a_password(
    client: Client, user: User, app: Authenticator, audit_trail: AuditTrail
) -> None:
    intruder = Client()
    intruder.defaults["HTTP_USER_AGENT"] = "Chrome/1.0 (Windows)"
    sign_in_with_app(intruder, app)
    theirs = sign_in_last(user)
    sign_in_with_app(client, app)
    assert "every other session ends" in text_of(client, not_me_url(theirs))
    assert Session.objects.filter(user=user).count() == 2
    assert client.post(not_me_url(theirs))["Location"] == reverse("accounts:password")
    assert Session.objects.filter(user=user).count() == 1
    assert intruder.get(HOME).status_code == 302
    report = FraudReport.objects.get(person=user)
    assert (report.source, report.led_to, report.method) == ("HISTORY", "session", "TOTP")
    assert report.happened_at == theirs.at
    user.refresh_from_db()
    assert user.password_change_required_at is not None


def test_sign_ins_of_others_are_as_good_as_unknown(
    client: Client, user: User, outsider: User, app: Authenticator
) -> None:
    elsewhere = Client()
    sign_in_with_app(elsewhere, app_make(outsider))
    sign_in_with_app(client, app)
    for event_id in (sign_in_last(outsider).pk, 10**9):
        url = reverse("mfa:sign_in_not_me", args=[event_id])
        assert client.get(url).status_code == client.post(url).status_code == 404
    assert not FraudReport.objects.exists()


def test_a_passcode_session_is_sent_to_its_devices(client: Client, issued_passcode: Issued) -> None:
    sign_in_with_passcode(client, issued_passcode)
    assert client.get(HOME)["Location"] == DEVICES


def test_other_options_lead_to_the_devices_after_the_sign_in(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    assert "Manage devices" in text_of(client, reverse("mfa:prompt_options"))
    assert client.post(reverse("mfa:prompt_choose"), {"devices": "1"})["Location"] == PROMPT
    answer = client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert unquote(answer["Location"]).endswith(DEVICES)


def test_the_language_is_kept(
    client: Client, user: User, app: Authenticator, audit_trail: AuditTrail
) -> None:
    sign_in_with_app(client, app)
    assert client.post(reverse("mfa:language"), {"language": "de"})["Location"] == HOME
    assert client.get(HOME).headers["Content-Language"] == "de"
    assert audit_trail.facts(Tag.USER_LANGUAGE_CHANGED)["language"] == "de"
    assert client.post(reverse("mfa:language"), {"language": "xx"}).status_code == 404
    client.post(reverse("mfa:language"), {"language": ""})
    user.refresh_from_db()
    assert user.language == ""


def test_a_device_unused_for_ninety_days_is_flagged_and_counts_for_nothing(
    client: Client, user: User, app: Authenticator
) -> None:
    long_ago = timezone.now() - timedelta(days=91)
    stale = phone_make(user, name="Drawer", activated_at=long_ago)
    sign_in_with_app(client, app)
    for page in (HOME, DEVICES):
        assert text_of(client, page).count("Not used for 90 days") == 1
    check = Challenge(method=Method.PHONE_CALL, user=user, authenticator=stale)
    assert points_of(check, now=timezone.now()) == 0
    stale.last_used_at = timezone.now() - timedelta(days=89)
    assert points_of(check, now=timezone.now()) == 70


def test_its_owner_is_asked_once(user: User, audit_trail: AuditTrail) -> None:
    long_ago = timezone.now() - timedelta(days=91)
    phone_make(user, activated_at=long_ago)
    app_make(user)
    assert stale_remind(at=timezone.now()) == 1
    assert stale_remind(at=timezone.now()) == 0
    (message,) = Message.objects.filter(person=user)
    assert "not been used for 90 days" in letter_of(message).text
    assert len(audit_trail.events(Tag.USER_AUTHENTICATOR_REMINDED)) == 1
