"""Notifications: on, off, refused, missing; and pulling down instead."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.app.disguises import NO_PUSH, REFUSED, SUBSCRIBED
from tests.browser.app.phones import PhoneMake, bind, fine, link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("script", "said"),
    [(NO_PUSH, "No notifications in this browser"), (REFUSED, "Notifications are refused")],
)
def test_without_notifications_one_can_go_on(
    phone_make: PhoneMake, live_site: str, user: User, script: str, said: str
) -> None:
    phone = phone_make(script=script)
    bind(phone, live_site, user)
    expect(phone.get_by_text(said)).to_be_visible()
    expect(phone.get_by_text("open the app when you sign in, and pull down").first).to_be_visible()
    fine(phone)
    phone.get_by_role("button", name="I go on without").click()
    expect(phone.get_by_text(said)).to_be_hidden()
    phone.reload()
    expect(phone.locator(".account")).to_be_visible()
    expect(phone.get_by_text(said)).to_be_hidden()


def test_a_nudge_shows_a_notification_that_tells_nothing_and_wakes_the_app(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    phone.context.grant_permissions(["notifications"])
    link(phone, live_site, user)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    developer = phone.context.new_cdp_session(phone)
    seen: list[str] = []
    developer.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: seen.extend(one["registrationId"] for one in event["registrations"]),
    )
    developer.send("ServiceWorker.enable")
    phone.wait_for_timeout(300)
    developer.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": live_site, "registrationId": seen[-1], "data": '{"kind":"request"}'},
    )
    shown = """async () => {
      const registration = await navigator.serviceWorker.ready;
      const open = await registration.getNotifications();
      return open.map((one) => [one.title, one.body]);
    }"""
    phone.wait_for_function(f"async () => (await ({shown})()).length > 0")
    assert phone.evaluate(shown) == [["A sign-in is waiting", "Open to see it."]]


def test_notifications_are_asked_for_by_a_tap_and_told_to_the_server(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make(script=SUBSCRIBED)
    phone.context.grant_permissions(["notifications"])
    sent: list[str | None] = []
    phone.on("request", lambda one: sent.append(one.post_data) if "/api/push" in one.url else None)
    bind(phone, live_site, user)
    phone.get_by_role("button", name="Notifications and storage").click()
    phone.wait_for_function("() => window.subscribedWith")
    assert phone.evaluate("window.subscribedWith.userVisibleOnly") is True
    assert phone.evaluate("window.subscribedWith.applicationServerKey.length") == 65
    assert settings.VAPID_PUBLIC_KEY
    phone.wait_for_timeout(500)
    assert any('"endpoint":"https://fcm.googleapis.com' in (one or "") for one in sent)


def test_pulling_down_looks_for_requests(phone_make: PhoneMake, live_site: str, user: User) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    developer = phone.context.new_cdp_session(phone)

    def touch(kind: str, *places: int) -> None:
        points = [{"x": 200, "y": y} for y in places]
        developer.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 120)
    for y in range(140, 301, 20):
        touch("touchMove", y)
    expect(phone.get_by_text("Pull down to look again")).to_be_visible()
    touch("touchEnd")
    expect(phone.get_by_text("Pull down to look again")).to_be_hidden()
    expect(phone.locator("#said")).to_have_text("Nothing is waiting.")
