"""Recovery codes in a real Chromium: made, printed, saved, used; axe finds nothing wrong."""

import contextlib
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Error, Page, expect

from accounts.models import User
from mfa.models import Authenticator, RecoveryCode
from tests.browser.test_mfa_pages import code_sign_in, fine, page, password_type
from tests.mfa.browsing import code_renew
from tests.mfa.casting import app_make, code_of, recovery_make

__all__ = ["page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"[A-K][0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{4}")


def codes_make(page: Page, site: str, app: Authenticator) -> list[str]:
    """Sign in, make codes, and return what the page shows."""
    code_sign_in(page, site, app)
    page.get_by_role("link", name="Devices", exact=True).click()
    page.get_by_role("link", name="Make recovery codes").click()
    page.get_by_label("Code").fill(code_of(app))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    fine(page)
    code_renew(app)
    page.get_by_role("button", name="Make recovery codes").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    fine(page)
    codes: list[str] = CODE.findall(page.locator("ol.codes").inner_text())
    assert len(codes) == 10
    return codes


def test_printed_saved_and_gone(
    page: Page,
    live_site: str,
    user: User,
    tmp_path: Path,
) -> None:
    codes = codes_make(page, live_site, app_make(user))
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename == "recovery-codes.txt"
    saved.value.save_as(tmp_path / "codes.txt")
    assert CODE.findall((tmp_path / "codes.txt").read_text()) == codes
    page.emulate_media(media="print")
    for line in ("Sign out", "Save as a file", "Stuck?"):
        expect(page.get_by_text(line).first).to_be_hidden()
    expect(page.get_by_text(f"account {user.username}")).to_be_visible()
    expect(page.get_by_text(codes[0])).to_be_visible()
    page.emulate_media(media="screen")
    assert not any(code in page.url for code in codes)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    with contextlib.suppress(Error):  # the browser kept no copy of the page
        page.go_back(wait_until="commit")
    page.wait_for_load_state()
    expect(page.get_by_text(codes[0])).to_have_count(0)
    expect(page.get_by_text(CODE)).to_have_count(0)
    page.goto(f"{live_site}{reverse('mfa:devices')}")
    expect(page.get_by_text("10 of 10 left")).to_be_visible()


def test_a_code_brings_somebody_back_who_lost_everything(
    page: Page,
    live_site: str,
    user: User,
) -> None:
    app = app_make(user)
    codes = recovery_make(user)
    Authenticator.objects.filter(pk=app.pk).update(state="SUSPENDED", confirmed=False)
    password_type(page, live_site, user)
    field = page.get_by_label("Recovery code")
    expect(field).to_be_focused()
    fine(page)
    field.fill("not a code")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was counted")
    fine(page)
    page.get_by_label("Recovery code").fill(f"{codes[0][:5]} {codes[0][5:]}".lower())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You are signed in with a recovery code")).to_be_visible()
    fine(page)
    page.get_by_role("link", name="Add a device").click()
    page.get_by_role("button", name="Authenticator").click()
    new = Authenticator.objects.get(state="PENDING")
    page.get_by_label("Code shown by the app").fill(code_of(new))
    page.get_by_role("button", name=re.compile("Finish|Confirm")).click()
    expect(page.get_by_role("heading", name="Your new device is ready")).to_be_visible()
    fine(page)
    page.get_by_role("button", name="Continue with the new device").click()
    code_renew(new)
    page.get_by_label("Code").fill(code_of(new))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="No, ask me each time").click()
    code_renew(new)
    page.get_by_label("Code").fill(code_of(new))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("button", name="Make new codes")).to_be_visible()
    fine(page)
    page.get_by_role("button", name="Not now").click()
    page.get_by_role("link", name="Devices", exact=True).click()
    expect(page.get_by_text("You have used a recovery code")).to_be_visible()
    fine(page)
    RecoveryCode.objects.filter(slot__in="BCDEFGH").update(used_at="2026-01-01T00:00Z")
    page.goto(f"{live_site}{reverse('mfa:devices')}")
    expect(page.get_by_text("Only 2 recovery codes are left")).to_be_visible()
    fine(page)
