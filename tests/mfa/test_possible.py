"""Other options list what is enrolled, permitted and possible now, and say why something is not."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from delivery.calls import EventKind
from delivery.models import Message
from mfa.domain.codes import digits_only
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Challenge, FactorState, Kind, Method
from mfa.web.possible import closed_now
from tests.mfa.browsing import DEVICES, PROMPT, challenge_now, code_renew, password_type, text_of
from tests.mfa.casting import app_make, code_of, forget_calls, happens, phone_make, press, ring

pytestmark = pytest.mark.django_db
OPTIONS, CALL = reverse("mfa:prompt_options"), reverse("mfa:prompt_call")
CHOOSE = reverse("mfa:prompt_choose")


def wait(user: User) -> None:
    """Let the few seconds between two calls go by."""
    Challenge.objects.filter(user=user).update(created_at=F("created_at") - POLICY.resend_after)


def call_missed(client: Client, user: User) -> None:
    client.post(CALL)
    call = challenge_now(user)
    ring(call)
    happens(call, EventKind.NO_ANSWER)
    wait(user)


def test_calls_are_not_offered_where_there_are_none(
    client: Client, user: User, phone: Authenticator, app: Authenticator, settings: Settings
) -> None:
    settings.VOICE_GATEWAY = "none"
    password_type(client, user)
    text = text_of(client, OPTIONS)
    assert "Call Mobile" not in text
    assert "We cannot make calls here." in text


def test_calls_are_not_offered_when_the_days_budget_is_spent(
    client: Client, user: User, phone: Authenticator, app: Authenticator, settings: Settings
) -> None:
    settings.DAILY_CALLS = 0
    password_type(client, user)
    text = text_of(client, OPTIONS)
    assert "Call Mobile" not in text
    assert "any more calls today" in text


def test_the_last_call_of_the_budget_keeps_its_page(
    client: Client, user: User, phone: Authenticator, settings: Settings
) -> None:
    settings.DAILY_CALLS = 1
    password_type(client, user)
    client.post(CALL)
    call = challenge_now(user)
    press(call, "1")
    assert "Confirmed." in text_of(client, PROMPT)
    assert client.post(PROMPT).status_code == 302


def test_after_six_missed_calls_it_says_how_long_to_wait(
    client: Client, user: User, phone: Authenticator
) -> None:
    password_type(client, user)
    for _ in range(6):
        call_missed(client, user)
    text = text_of(client, OPTIONS)
    assert "Call Mobile" not in text
    assert "That was tried too often. Wait 60 minutes" in text
    assert "None of your devices can be used" in text_of(client, PROMPT)
    forget_calls(user)
    assert "Call Mobile" in text_of(client, OPTIONS)


def test_after_a_report_neither_calls_nor_requests_are_offered(
    client: Client, user: User, phone: Authenticator, app: Authenticator
) -> None:
    password_type(client, user)
    client.post(CHOOSE, {"way": f"{phone.pk}-phone_call"})
    client.post(CALL)
    press(challenge_now(user), "9")
    text = text_of(client, OPTIONS)
    assert "Call Mobile" not in text
    assert "reported as not yours" in text
    text = text_of(client, PROMPT)  # what became of the call is said, although the way has changed
    assert "You said that this was not you." in text
    assert "Open the app and type" in text
    answer = client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert answer.status_code == 302  # the first code counts


def test_requests_that_went_unanswered_are_off_for_a_while(user: User) -> None:
    until = timezone.now() + timedelta(minutes=20)
    FactorState.objects.create(user=user, push_off_until=until)
    closed = closed_now(user.pk, {Kind.APP, Kind.TOTP, Kind.PHONE})
    assert list(closed) == [Method.APP_PUSH]
    assert "are off until" in closed[Method.APP_PUSH]
    FactorState.objects.update(push_off_until=timezone.now())
    assert closed_now(user.pk, {Kind.APP}) == {}
    assert closed_now(user.pk, {Kind.TOTP}) == {}


def test_a_second_call_waits_a_few_seconds(
    client: Client, user: User, phone: Authenticator
) -> None:
    password_type(client, user)
    client.post(CALL)
    ring(challenge_now(user))
    happens(challenge_now(user), EventKind.BUSY)
    assert "data-after=" in text_of(client, PROMPT)
    answer = client.post(CALL, follow=True)
    assert "We called only just now" in answer.content.decode()
    assert Message.objects.filter(channel="VOICE").count() == 1
    wait(user)
    assert "data-after=" not in text_of(client, PROMPT)
    client.post(CALL)
    assert Message.objects.filter(channel="VOICE").count() == 2


def test_manage_devices_leads_there_after_the_second_step(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user, next_path="/account/sessions/")
    assert "Manage devices" in text_of(client, OPTIONS)
    answer = client.post(CHOOSE, {"devices": "1"}, follow=True)
    assert "your devices open" in answer.content.decode()
    answer = client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"].endswith(DEVICES) or DEVICES in answer["Location"].replace("%2F", "/")


def test_in_the_other_prompts_there_is_nothing_to_manage(
    client: Client, user: User, app: Authenticator
) -> None:
    password_type(client, user)
    client.post(PROMPT, {"method": "TOTP", "code": code_of(app)})
    code_renew(app)
    client.get(reverse("mfa:add"))
    assert "Manage devices" not in text_of(client, reverse("mfa:verify_options"))
    client.post(reverse("mfa:verify_choose"), {"devices": "1"})


def test_the_page_says_where_the_request_comes_from(
    client: Client, user: User, phone: Authenticator
) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0"
    client.defaults["HTTP_USER_AGENT"] = agent
    password_type(client, user)
    client.post(CALL)
    text = text_of(client, PROMPT)
    assert "127.0.0.1" in text
    assert "Firefox on Windows" in text


def test_the_way_used_last_is_shown_first(client: Client, user: User) -> None:
    app, phone = app_make(user), phone_make(user)
    Authenticator.objects.filter(pk=phone.pk).update(last_used_at=timezone.now())
    password_type(client, user)
    assert "Call me" in text_of(client, PROMPT)
    Authenticator.objects.filter(pk=app.pk).update(last_used_at=timezone.now())
    assert "Open the app and type" in text_of(client, PROMPT)


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "123 456",
        "123-456",
        "\u202a123456\u202c",
        "\u200b123\u00a0456",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
    ],
)
def test_a_code_is_the_same_however_it_is_pasted(typed: str) -> None:
    assert digits_only(typed) == "123456"
