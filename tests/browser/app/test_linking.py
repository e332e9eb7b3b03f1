"""Ways to a link: the camera, and a phone that has to install the app first."""

import io
from urllib.parse import quote

import pytest
import segno
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.app.disguises import CAMERA, IPHONE, NO_CAMERA
from tests.browser.app.phones import PhoneMake, fine, offered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_on_an_iphone_the_app_is_installed_first(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make(**IPHONE)
    token = offered(user)
    phone.goto(f"{live_site}/app/#activate={token}")
    expect(phone.get_by_role("heading", name="First put the app on")).to_be_visible()
    expect(phone.get_by_text(token)).to_be_visible()
    fine(phone)
    phone.get_by_role("button", name="Link Safari itself instead").click()
    expect(phone.get_by_label("Name of this phone")).to_have_value("iPhone")
    phone.get_by_role("button", name="Link this phone").click()
    expect(phone.get_by_role("heading", name="Practice")).to_be_visible()


def test_the_camera_reads_the_code_without_a_detector_of_the_browser(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    picture = io.BytesIO()
    code = segno.make(f"{live_site}/app/#activate={offered(user)}", error="m")
    code.save(picture, kind="svg", scale=4, border=4, light="#fff", svgns=True)
    source = f"data:image/svg+xml,{quote(picture.getvalue().decode())}"
    phone = phone_make(script=CAMERA % source)
    assert phone.evaluate("'BarcodeDetector' in window") is False
    phone.get_by_role("button", name="Scan the QR code").click()
    expect(phone.get_by_role("heading", name="Link this phone to your")).to_be_visible()
    phone.get_by_role("button", name="Link this phone").click()
    expect(phone.get_by_role("heading", name="Practice")).to_be_visible()


def test_a_refused_camera_leads_to_pasting(phone_make: PhoneMake) -> None:
    phone = phone_make(script=NO_CAMERA)
    phone.get_by_role("button", name="Scan the QR code").click()
    expect(phone.get_by_role("alert")).to_contain_text("paste the link or its code")
    fine(phone)
    phone.get_by_role("button", name="Back").click()
    expect(phone.get_by_label("Paste the link or its code")).to_be_visible()
