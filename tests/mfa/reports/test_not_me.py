"""*Not me*: what stops at once, and what goes on."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.tags import Tag
from delivery.models import Message
from helpdesk.models import FraudReport
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_start
from mfa.devices.adding import NewPhone, phone_add
from mfa.interfaces import Reported
from mfa.models import (
    Authenticator,
    Challenge,
    ChallengeState,
    FactorState,
    Method,
    Passcode,
    PasscodeState,
    Purpose,
    TrustedBrowser,
)
from mfa.passcodes.services import Issued
from mfa.reports.services import not_me
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import (
    PROMPT,
    challenge_now,
    is_signed_in,
    password_type,
    sign_in_with_app,
)
from tests.mfa.casting import app_make, forget_calls, phone_make, press

pytestmark = pytest.mark.django_db


def asked(user: User, phone: Authenticator, purpose: Purpose = Purpose.SIGN_IN) -> Challenge:
    """Let somebody's telephone be called."""
    return challenge_start(
        purpose=purpose,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone,
        at=timezone.now(),
    )


def trusted(user: User, device: Authenticator) -> TrustedBrowser:
    """Let the user trust a browser."""
    return TrustedBrowser.objects.create(
        user=user,
        device=device,
        token_hash="0" * 64,
        family="Firefox on Linux",
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=14),
    )


def test_not_me_stops_everything_and_asks_for_a_new_password(
    user: User, phone: Authenticator, app: Authenticator, audit_trail: AuditTrail
) -> None:
    browser = trusted(user, app)
    other = challenge_start(
        purpose=Purpose.MANAGE,
        method=Method.TOTP,
        user=user,
        authenticator=app,
        at=timezone.now(),
    )
    challenge = asked(user, phone)
    press(challenge, "9")
    for row in (user, browser, other, challenge):
        row.refresh_from_db()
    assert challenge.state == ChallengeState.REPORTED
    assert other.state == ChallengeState.CANCELLED
    assert FactorState.objects.get(pk=user.pk).prompts_blocked_at is not None
    assert browser.ended_reason == "REPORT"
    assert user.password_change_required_at is not None
    facts = audit_trail.facts(Tag.USER_FRAUD_REPORTED)
    assert (facts["source"], facts["purpose"], facts["browsers"]) == ("CALL", "SIGN_IN", 1)
    assert FraudReport.objects.get(person=user).challenge == challenge


def test_a_reported_caller_check_locks_nobody_out(
    user: User, phone: Authenticator, app: Authenticator, issued_passcode: Issued, client: Client
) -> None:
    check = challenge_now(user, Purpose.CALLER_CHECK)
    sign_in_with_app(client, app)
    browser = trusted(user, app)
    check = challenge_start(
        purpose=Purpose.CALLER_CHECK,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone,
        asked_by=check.asked_by,
        case_ref=check.case_ref,
        at=timezone.now(),
    )
    press(check, "9")
    user.refresh_from_db()
    browser.refresh_from_db()
    assert user.password_change_required_at is None
    assert browser.ended_at is None
    assert is_signed_in(client)
    assert Passcode.objects.get(pk=issued_passcode.passcode.pk).state == PasscodeState.REVOKED
    report = FraudReport.objects.get(person=user)
    assert (report.purpose, report.case_ref) == (Purpose.CALLER_CHECK, check.case_ref)


def test_a_stranger_with_a_like_number_changes_nobodys_password(user: User) -> None:
    app_make(user)
    challenge = phone_add(
        user=user,
        new=NewPhone(number="+14065552999"),
        passcode=None,
        origin=Origin(browser="b"),
        at=timezone.now(),
    )
    press(challenge, "9")
    user.refresh_from_db()
    assert user.password_change_required_at is None
    assert FactorState.objects.get(pk=user.pk).prompts_blocked_at is not None


def test_a_burst_is_one_report_and_one_page(user: User, analyst: User) -> None:
    phone = phone_make(user)
    for _ in range(3):
        forget_calls(user)
        FactorState.objects.filter(pk=user.pk).update(prompts_blocked_at=None)
        press(asked(user, phone), "9")
    report = FraudReport.objects.get(person=user)
    assert report.times == 3
    assert Message.objects.filter(kind="helpdesk.fraud_report", person=analyst).count() == 1
    day_ago = timezone.now() - timedelta(hours=24, seconds=1)
    FraudReport.objects.update(last_at=day_ago)
    FactorState.objects.filter(pk=user.pk).update(prompts_blocked_at=None)
    forget_calls(user)
    press(asked(user, phone), "9")
    assert FraudReport.objects.filter(person=user).count() == 2
    assert Message.objects.filter(kind="helpdesk.fraud_report", person=analyst).count() == 2


def test_a_burst_of_harmless_reports_hides_none_that_led_to_something(
    user: User, analyst: User
) -> None:
    press(asked(user, phone_make(user)), "9")
    for led_to in ("authenticator", "session"):
        reported = Reported(source="NOTICE", led_to=led_to)
        with transaction.atomic():
            not_me(user=user, reported=reported, at=timezone.now())
    report = FraudReport.objects.get(person=user)
    assert (report.times, report.led_to) == (3, "authenticator")
    assert Message.objects.filter(kind="helpdesk.fraud_report", person=analyst).count() == 2


def test_not_me_is_kept_as_it_was_then(user: User, phone: Authenticator, client: Client) -> None:
    client.defaults["HTTP_USER_AGENT"] = "Firefox on Linux"
    password_type(client, user)
    client.post(f"{PROMPT}call/")
    challenge = challenge_now(user)
    press(challenge, "9")
    report = FraudReport.objects.get(person=user)
    assert (report.service, report.method) == ("Your account", "PHONE_CALL")
    assert (report.ip, report.user_agent) == ("127.0.0.1", "Firefox on Linux")
    assert report.happened_at == challenge.created_at
