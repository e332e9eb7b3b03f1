"""P9: a lost device: use another one, or call the help desk (its side: tests/flows)."""

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from mfa.models import Authenticator
from mfa.passcodes.services import Issued
from tests.mfa.casting import app_make, passcode_make, phone_make
from tests.promises.walking import (
    code_confirm,
    digit_press,
    password_type,
    phone_number_type,
    sees,
    trust_not,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_other_device_lets_in(screen: Page, live_site: str, user: User) -> None:
    phone_make(user, name="Lost phone", last_used_at=timezone.now())
    app = app_make(user)
    password_type(screen, live_site, user)
    expect(screen.get_by_role("button", name="Call me")).to_be_visible()
    screen.get_by_role("link", name="Other options").click()
    screen.get_by_role("button", name="App").click()
    code_confirm(screen, app)
    trust_not(screen)


def test_with_none_left_the_help_desk_helps_to_a_new_one(
    screen: Page, live_site: str, user: User, agent: User
) -> None:
    lost = phone_make(user, name="Lost phone")
    issued: Issued = passcode_make(user=user, agent=agent)
    Authenticator.objects.filter(user=user).update(state="SUSPENDED", confirmed=False)
    password_type(screen, live_site, user)
    expect(screen.get_by_text("None of your devices can be used")).to_be_visible()
    expect(screen.get_by_text(settings.HELP_DESK_PHONE).first).to_be_visible()
    screen.get_by_label("Temporary passcode").fill(issued.code)
    screen.get_by_role("button", name="Confirm").click()
    sees(screen, "Your devices")
    screen.get_by_role("link", name="Add a device").click()
    phone_number_type(screen, "+1 406 555 0163")
    digit_press(screen, user)
    sees(screen, "Your new device is ready")
    assert Authenticator.objects.get(pk=lost.pk).state == "SUSPENDED"
