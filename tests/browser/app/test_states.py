"""What can be wrong with a phone, and what the app says then."""

import io
from urllib.parse import quote

import pytest
import segno
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.app.phones import PhoneMake, approve, bind, fine, link, offered
from tests.browser.test_mfa_pages import password_type
from tests.mfa.phone import number_shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO_STORAGE = "Object.defineProperty(window, 'indexedDB', {value: undefined});"
LOCKED_STORAGE = (
    "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };"
)
NOT_SECURE = "Object.defineProperty(window, 'isSecureContext', {value: false});"
TEN_MINUTES_AHEAD = "{ const now = Date.now; Date.now = () => now() + 600_000; }"
NO_PUSH = "delete window.PushManager;"
REFUSED = """
  Object.defineProperty(Notification, 'permission', {get: () => 'denied'});
"""
IPHONE = {
    "user_agent": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
    ),
    "script": "Object.defineProperty(navigator, 'standalone', {value: false});" + NO_PUSH,
}
# The push service's part, which a browser without a network cannot reach.
SUBSCRIBED = """
  PushManager.prototype.subscribe = async function (options) {
    window.subscribedWith = options;
    return {
      toJSON: () => ({
        endpoint: "https://fcm.googleapis.com/fcm/send/test", expirationTime: null,
        keys: {p256dh: "BAqKkXqM6nHqYf0dFjKQ", auth: "AAAA"},
      }),
    };
  };
"""
CAMERA = """
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext("2d");
    const image = new Image();
    image.src = %r;
    await image.decode();
    window.setInterval(() => {
      pen.fillStyle = "#ddd";
      pen.fillRect(0, 0, 640, 480);
      pen.drawImage(image, 170, 80, 300, 300);
    }, 50);
    return canvas.captureStream(20);
  };
"""
NEWER = """async () => {
  window.isOld = true;
  await caches.open("keydesk-app-old");
  await navigator.serviceWorker.register("/app/sw.js?newer", { scope: "/app/" });
}"""
NO_CAMERA = """
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("", "NotAllowedError");
  };
"""


@pytest.mark.parametrize(
    ("script", "heading"),
    [
        (NO_STORAGE, "This browser keeps nothing"),
        (LOCKED_STORAGE, "This browser keeps nothing"),
        (NOT_SECURE, "This address is not secure"),
    ],
)
def test_where_the_app_cannot_work_it_says_why(
    phone_make: PhoneMake, script: str, heading: str
) -> None:
    phone = phone_make(script=script)
    expect(phone.get_by_role("heading", name=heading)).to_be_visible()
    fine(phone)


def test_a_wrong_clock_is_said_and_does_no_harm(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make(script=TEN_MINUTES_AHEAD)
    bind(phone, live_site, user)
    expect(phone.get_by_text("The clock of this phone is wrong")).to_be_visible()
    expect(phone.get_by_text("It is 10 minutes ahead.")).to_be_visible()
    fine(phone)
    password_type(chromium, live_site, user)
    approve(phone, number_shown(user))
    expect(phone.get_by_text("Approved")).to_be_visible()


def test_without_a_network_the_app_opens_and_comes_back(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_text("This phone is offline")).to_be_visible()
    expect(phone.locator(".account")).to_contain_text("User Example")
    fine(phone)
    phone.context.set_offline(False)
    expect(phone.get_by_text("This phone is offline")).to_be_hidden()


def test_answers_of_the_server_are_never_kept(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    bind(phone, live_site, user)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    kept = phone.evaluate(
        """async () => {
          const names = await caches.keys();
          const open = await Promise.all(names.map((name) => caches.open(name)));
          const all = await Promise.all(open.map((cache) => cache.keys()));
          return all.flat().map((request) => new URL(request.url).pathname);
        }"""
    )
    assert "/app/" in kept
    assert not [
        path for path in kept if "/api/" in path or not path.startswith(("/app/", "/static/"))
    ]
    assert phone.context.cookies() == []


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


def test_a_new_version_takes_over_by_itself(
    phone_make: PhoneMake, live_site: str, user: User
) -> None:
    """Another worker comes, as after a deployment: the page reloads, the old files are gone."""
    phone = phone_make()
    bind(phone, live_site, user)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    phone.evaluate(NEWER)
    phone.wait_for_function("() => !window.isOld")
    expect(phone.locator(".account")).to_be_visible()
    phone.wait_for_function("async () => (await caches.keys()).length === 1")
    assert "keydesk-app-old" not in phone.evaluate("caches.keys()")


def test_what_others_wrote_is_shown_as_text(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    """Markup is no markup, and nothing turns the direction of what is read (case F8)."""
    User.objects.filter(pk=user.pk).update(
        given_name="<img src=x onerror=alert(1)>", family_name="\u202eabc\u200bdef"
    )
    phone = phone_make()
    bind(phone, live_site, user)
    password_type(chromium, live_site, user)
    who = phone.locator(".request [data-part=person]")
    expect(who).to_have_text("<img src=x onerror=alert(1)> \ufffdabc\ufffddef (user)")
    assert phone.locator("img").count() == 0
    fine(phone)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_barrier_on_any_view(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User, look: str, width: int
) -> None:
    phone = phone_make(
        color_scheme=look, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    fine(phone)
    phone.goto(f"{live_site}/app/#activate={offered(user)}")
    expect(phone.get_by_role("heading", name="Link this phone to your")).to_be_visible()
    fine(phone)
    bind(phone, live_site, user)
    phone.get_by_role("button", name="Show the offline code").click()
    fine(phone)
    password_type(chromium, live_site, user)
    expect(phone.get_by_role("button", name="Deny")).to_be_visible()
    approve(phone, "1")
    fine(phone)
    phone.get_by_role("button", name="Deny").click()
    fine(phone)
    phone.get_by_role("button", name="That was a mistake").click()
    expect(phone.get_by_text("Denied", exact=True)).to_be_visible()
    fine(phone)
    for button in ("Notifications and storage", "Add an account", "Change"):
        phone.get_by_role("button", name=button).click()
        phone.wait_for_timeout(200)
        fine(phone)
        phone.get_by_role("button", name="Back").click()


def test_by_keyboard_alone(
    chromium: Page, phone_make: PhoneMake, live_site: str, user: User
) -> None:
    phone = phone_make()
    phone.goto(f"{live_site}/app/#activate={offered(user)}")
    expect(phone.get_by_role("heading", name="Link this phone to your")).to_be_focused()
    phone.keyboard.press("Tab")
    expect(phone.get_by_label("Name of this phone")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.get_by_label("Number on the other screen")).to_be_focused()
    phone.keyboard.type(number_shown(user))
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-part=result-title]")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Waiting sign-ins")).to_be_focused()
    password_type(chromium, live_site, user)
    expect(phone.get_by_label("Number on the other screen")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Why do you deny it?")).to_be_focused()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Denied", exact=True)).to_be_focused()
