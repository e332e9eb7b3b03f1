"""The list of fraud reports: who reads it, that it looks again by itself, what a record tells."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from helpdesk.models import FraudReport
from mfa.challenges.services import challenge_start
from mfa.models import Method, Purpose
from tests.browser.cookies import sign_in
from tests.helpdesk.casting import browser_of
from tests.mfa.casting import phone_make, press

LIST = reverse("console:helpdesk_fraudreport_changelist")
pytestmark = pytest.mark.django_db(transaction=True)


def reported(user: User) -> FraudReport:
    """Let the user press 9 on a call."""
    challenge = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone_make(user),
        at=timezone.now(),
    )
    press(challenge, "9")
    return FraudReport.objects.get(person=user)


def test_readers_of_records_see_reports_and_agents_do_not(
    user: User, agent: User, analyst: User, supervisor: User, auditor: User, administrator: User
) -> None:
    reported(user)
    for reader in (analyst, supervisor, auditor, administrator):
        assert "key on a call" in browser_of(reader).get(LIST).content.decode()
    assert browser_of(agent).get(LIST).status_code == 403


def test_nothing_new_is_nothing_to_send(user: User, analyst: User) -> None:
    browser = browser_of(analyst)
    seen = browser.get(LIST).context["version"]
    again = {"X-Seen": seen, "X-Background": "1", "HX-Request": "true"}
    assert browser.get(LIST, headers=again).status_code == 204
    reported(user)
    assert browser.get(LIST, headers=again).status_code == 200
    assert Client().get(LIST, headers=again).status_code == 302


def test_the_record_tells_everything(user: User, analyst: User) -> None:
    report = reported(user)
    FraudReport.objects.update(user_agent="<script>alert(1)</script>")
    url = reverse("console:helpdesk_fraudreport_change", args=[report.pk])
    page = browser_of(analyst).get(url).content.decode()
    for said in ("User Example (user)", "key on a call", "sign-in, phone call", "nothing that"):
        assert said in page
    assert "<script>alert" not in page
    assert "Save" not in page


@pytest.mark.browser
def test_a_new_report_appears_within_two_seconds(
    chromium: Page, live_site: str, user: User, analyst: User
) -> None:
    sign_in(chromium, live_site, analyst)
    chromium.goto(f"{live_site}{LIST}")
    expect(chromium.get_by_text("Nothing has been reported.")).to_be_visible()
    reported(user)
    expect(chromium.get_by_role("cell", name="key on a call")).to_be_visible(timeout=2_000)
