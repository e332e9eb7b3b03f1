"""P12: an unsolicited call or sign-in is reported, and staff see it in seconds."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from delivery.models import Message
from mfa.challenges.services import challenge_start
from mfa.models import Method, Purpose
from mfa.notices import Notice, notice_post
from tests.browser.cookies import sign_in as sign_in_by_cookie
from tests.mfa.browsing import code_renew
from tests.mfa.casting import app_make, code_of, letter_of, phone_make, press
from tests.promises.test_p8_manage_devices import confirm, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORTS = reverse("console:helpdesk_fraudreport_changelist")
NEW = "an altogether different sentence"


@pytest.fixture
def security(browser: Browser, live_site: str, analyst: User) -> Page:
    """Return the analyst's screen: the list of reports, empty as yet."""
    page = browser.new_context().new_page()
    sign_in_by_cookie(page, live_site, analyst)
    page.goto(f"{live_site}{REPORTS}")
    expect(page.get_by_text("Nothing has been reported.")).to_be_visible()
    return page


def sees(security: Page, source: str) -> None:
    """Expect a report in the list within two seconds, without a reload."""
    expect(security.get_by_role("cell", name=source)).to_be_visible(timeout=2_500)


def test_the_keypad(security: Page, user: User) -> None:
    challenge = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone_make(user),
        at=timezone.now(),
    )
    press(challenge, "9")
    sees(security, "key on a call")


def test_the_list_of_sign_ins(chromium: Page, live_site: str, security: Page, user: User) -> None:
    app = app_make(user)
    sign_in(chromium, live_site, user)
    confirm(chromium, app)
    chromium.get_by_role("button", name="No, ask me each time").click()
    chromium.get_by_role("link", name="This wasn't me").click()
    chromium.get_by_role("button", name="This wasn't me").click()
    sees(security, "list of sign-ins")
    expect(chromium.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    confirm(chromium, app)
    expect(chromium.get_by_text("First, a new password")).to_be_visible()
    chromium.get_by_label("Current password").fill("correct horse battery staple")
    chromium.get_by_label("New password", exact=True).fill(NEW)
    chromium.get_by_label("New password, once more").fill(NEW)
    chromium.get_by_role("button", name="Change password").click()
    expect(chromium.get_by_role("heading", name="Your account")).to_be_visible()
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_link_in_a_mail(chromium: Page, live_site: str, security: Page, user: User) -> None:
    app = app_make(user)
    with transaction.atomic():
        notice_post(Notice.AUTHENTICATOR_ADDED, user=user, ref=uuid4(), at=timezone.now())
    text = letter_of(Message.objects.get(person=user)).text
    (link,) = re.findall(re.escape(settings.ORIGIN) + r"/not-me/\S+", text)
    chromium.goto(link)
    chromium.get_by_role("button", name="This was not me: freeze the account").click()
    expect(chromium.get_by_role("heading", name="The account is frozen")).to_be_visible()
    sees(security, "link in a notice")
    sign_in(chromium, live_site, user)
    expect(chromium.get_by_role("heading", name="This account is frozen")).to_be_visible()
    chromium.get_by_role("link", name="Confirm with an older device").click()
    confirm(chromium, app)
    expect(chromium.get_by_text("Your account is open again.")).to_be_visible()
    code_renew(app)
    chromium.get_by_label("Code").fill(code_of(app))
    chromium.get_by_role("button", name="Confirm").click()
    expect(chromium.get_by_text("First, a new password")).to_be_visible()
