"""Signing in, as somebody does it who uses a browser without JavaScript."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from accounts.models.user import Status
from audit.models import AuditEvent
from delivery.calls import EventKind
from mfa.models import Authenticator, AuthenticatorState, FactorState
from mfa.passcodes.services import Issued
from tests.mfa.browsing import (
    DEVICES,
    HOME,
    PROMPT,
    TRUST,
    challenge_now,
    is_signed_in,
    password_type,
    text_of,
)
from tests.mfa.casting import app_make, code_of, happens, press, ring, wrong_code_of

pytestmark = pytest.mark.django_db


def sign_ins() -> int:
    return AuditEvent.objects.filter(tag="user:sign-in:approved").count()


def test_password_and_code_open_one_session(client: Client, user: User, app: Authenticator) -> None:
    assert password_type(client, user) == PROMPT
    assert not is_signed_in(client)
    answer = client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] == TRUST
    assert is_signed_in(client)
    assert sign_ins() == 1
    assert Session.objects.filter(user=user).count() == 1


def test_a_call_starts_on_a_tap_and_any_key_confirms(
    client: Client, user: User, phone: Authenticator
) -> None:
    password_type(client, user)
    page = text_of(client, PROMPT)
    assert "Call me" in page
    assert user.username in page
    assert "Your account" in page
    client.post(reverse("mfa:prompt_call"))
    assert "Placing the call" in text_of(client, PROMPT)
    call = challenge_now(user)
    ring(call)
    assert "Your phone is ringing" in text_of(client, reverse("mfa:prompt_state"))
    happens(call, EventKind.ANSWERED)
    assert "You have answered" in text_of(client, reverse("mfa:prompt_state"))
    happens(call, EventKind.KEY, "4")
    assert "data-onwards" in text_of(client, reverse("mfa:prompt_state"))
    assert not is_signed_in(client)
    assert client.post(PROMPT)["Location"] == TRUST
    assert is_signed_in(client)
    assert sign_ins() == 1


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (EventKind.HUNG_UP, "You hung up"),
        (EventKind.VOICEMAIL, "voicemail"),
        (EventKind.BUSY, "busy"),
        (EventKind.NO_ANSWER, "Nobody answered"),
    ],
)
def test_a_call_that_comes_to_nothing_says_what_to_do(
    client: Client, user: User, phone: Authenticator, event: EventKind, said: str
) -> None:
    password_type(client, user)
    client.post(reverse("mfa:prompt_call"))
    ring(challenge_now(user))
    happens(challenge_now(user), event)
    page = text_of(client, PROMPT)
    assert said in page
    assert "Call again" in page
    assert client.post(PROMPT)["Location"] == PROMPT
    assert not is_signed_in(client)


def test_nine_reports_and_stops_calls(client: Client, user: User, phone: Authenticator) -> None:
    password_type(client, user)
    client.post(reverse("mfa:prompt_call"))
    press(challenge_now(user), "9")
    assert "not you" in text_of(client, PROMPT)
    client.post(reverse("mfa:prompt_call"))
    assert "one was reported as not yours" in text_of(client, PROMPT)
    assert FactorState.objects.get(pk=user.pk).prompts_blocked_at is not None


def test_the_prompt_opens_with_what_was_used_last(client: Client, user: User) -> None:
    old, new = app_make(user, name="Old"), app_make(user, name="New")
    password_type(client, user)
    client.post(reverse("mfa:prompt_choose"), {"way": f"{old.pk}-totp"})
    client.post(PROMPT, {"method": "TOTP", "code": code_of(old)})
    again = Client()
    password_type(again, user)
    page = text_of(again, PROMPT)
    assert "Old" in page
    assert "New" not in page
    options = text_of(again, reverse("mfa:prompt_options"))
    assert "New" in options
    assert "Temporary passcode" in options
    assert new.last_used_at is None


def test_a_lost_device_is_not_offered(client: Client, user: User, app: Authenticator) -> None:
    app_make(user, name="Lost one", state=AuthenticatorState.SUSPENDED, confirmed=False)
    password_type(client, user)
    assert "Lost one" not in text_of(client, reverse("mfa:prompt_options"))


def test_whoever_lost_the_last_device_is_sent_to_the_help_desk(client: Client, user: User) -> None:
    app_make(user, state=AuthenticatorState.SUSPENDED, confirmed=False)
    assert password_type(client, user) == PROMPT
    page = text_of(client, PROMPT)
    assert "None of your devices" in page
    assert "555 0100" in page


@pytest.mark.parametrize("status", [Status.LOCKED, Status.DISABLED])
def test_a_closed_account_fails_like_a_wrong_password(
    client: Client, user: User, app: Authenticator, status: Status
) -> None:
    user.status = status
    user.save()
    pages = []
    for password in ("correct horse battery staple", "something else"):
        data = {"username": "user", "password": password}
        answer = client.post(reverse("mfa:sign_in"), data)
        assert answer.status_code == 200
        pages.append(answer.content.decode().split("csrfmiddlewaretoken")[0])
    assert pages[0] == pages[1]


def test_passcode_with_spaces_opens_a_short_session(
    client: Client, user: User, issued_passcode: Issued
) -> None:
    password_type(client, user)
    client.post(reverse("mfa:prompt_choose"), {"way": "passcode"})
    code = issued_passcode.code
    mistyped = code[:-1] + str((int(code[-1]) + 1) % 10)
    page = client.post(PROMPT, {"method": "PASSCODE", "code": mistyped}).content.decode()
    assert "One digit is off; nothing was counted" in page
    assert not FactorState.objects.filter(pk=user.pk, failures__gt=0).exists()
    spoken = f" {code[:3]}-{code[3:6]} {code[6:]} "
    assert client.post(PROMPT, {"method": "PASSCODE", "code": spoken})["Location"] == HOME
    assert "temporary passcode" in text_of(client, DEVICES)
    session = Session.objects.get(user=user)
    left = session.absolute_ends_at - session.created_at
    assert 59 * 60 < left.total_seconds() <= 60 * 60
    again = Client()
    password_type(again, user)
    again.post(reverse("mfa:prompt_choose"), {"way": "passcode"})
    page = again.post(PROMPT, {"method": "PASSCODE", "code": code}).content.decode()
    assert "used already" in page


def test_who_goes_on_trying_while_locked_is_on_record(
    client: Client, user: User, app: Authenticator
) -> None:
    """Such a code is not looked at, but it is an attempt: one event each."""
    browsers = [client, Client()]
    for browser in browsers:
        password_type(browser, user)
    until = timezone.now() + timedelta(minutes=5)
    FactorState.objects.update_or_create(pk=user.pk, defaults={"locked_until": until})
    for number, browser in enumerate(browsers, start=1):
        browser.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
        refused = AuditEvent.objects.filter(tag="user:challenge:refused", subject_id=user.pk)
        assert refused.count() == number
    assert not is_signed_in(client)


def test_ten_wrong_codes_lock_and_end_the_pending_sign_in(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    for _ in range(9):
        page = client.post(PROMPT, {"method": "TOTP", "code": wrong_code_of(app)}).content.decode()
        assert "not the right code" in page
    answer = client.post(PROMPT, {"method": "TOTP", "code": wrong_code_of(app)}, follow=True)
    assert "locked for another" in answer.content.decode()
    assert client.get(PROMPT)["Location"] == reverse("mfa:sign_in")
    assert (
        "locked for another"
        in client.post(
            reverse("mfa:sign_in"),
            {"username": "user", "password": "correct horse battery staple"},
            follow=True,
        ).content.decode()
    )


def test_next_leads_only_to_own_pages(client: Client, user: User, app: Authenticator) -> None:
    for path in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)", "/\\evil"):
        password_type(client, user, next_path=path)
        assert client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})["Location"] == TRUST
        Authenticator.objects.update(last_step=-1)
        client = Client()
    password_type(client, user, next_path="/account/sessions/")
    asked = client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})["Location"]
    assert asked == f"{TRUST}?next=%2Faccount%2Fsessions%2F"
    page = text_of(client, asked)
    assert 'name="next" value="/account/sessions/"' in page
    answer = client.post(TRUST, {"no": "1", "next": "/account/sessions/"})
    assert answer["Location"] == "/account/sessions/"


def test_cancel_forgets_the_password_step(client: Client, user: User, app: Authenticator) -> None:
    password_type(client, user)
    client.post(reverse("mfa:prompt_cancel"))
    assert client.get(PROMPT)["Location"] == reverse("mfa:sign_in")
