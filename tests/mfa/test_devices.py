"""One's own devices: nothing changes without a second step (case F7)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from delivery.models import Message
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.devices.services import RENAMES_AN_HOUR, authenticator_rename
from mfa.domain.codes import enrolment_digit
from mfa.models import Authenticator, AuthenticatorState, Challenge, Kind, Passcode, Purpose
from mfa.passcodes.services import Issued
from tests.mfa.browsing import (
    DEVICES,
    challenge_now,
    code_renew,
    is_signed_in,
    second_step,
    sign_in_with_app,
    sign_in_with_passcode,
    text_of,
)
from tests.mfa.casting import app_make, code_of, letter_of, press, ring

pytestmark = pytest.mark.django_db
ADD, PHONE, CALL = (reverse(f"mfa:{name}") for name in ("add", "add_phone", "add_phone_call"))
VERIFY = reverse("mfa:verify")
NEW = {"number": "+1 406 555 0177", "name": "Kitchen"}


def notices(user: User) -> list[str]:
    posted = Message.objects.filter(person=user, kind="mfa.notice").order_by("created_at")
    return [message.facts["notice"] for message in posted]


def digit_of(challenge: Challenge) -> str:
    return enrolment_digit(settings.CODE_KEY, challenge.pk)


def test_the_list_hides_numbers(client: Client, user: User, app: Authenticator) -> None:
    Authenticator.objects.create(
        user=user,
        kind=Kind.PHONE,
        name="<b>Bold</b>",
        state=AuthenticatorState.SUSPENDED,
        confirmed=False,
        number="+14065550142",
        number_index=b"x",
        created_at=app.created_at,
        lost_at=app.created_at,
    )
    sign_in_with_app(client, app)
    page = text_of(client, DEVICES)
    assert "••• ••42" in page
    assert "4065550142" not in page
    assert "&lt;b&gt;Bold" in page
    assert "Reported lost" in page


def test_every_change_asks_for_a_second_step(client: Client, user: User) -> None:
    app, other = app_make(user), app_make(user, name="Other")
    sign_in_with_app(client, app)
    rename, remove = (reverse(f"mfa:{do}", args=[other.pk]) for do in ("rename", "remove"))
    assert client.post(rename, {"name": "Mine"})["Location"] == VERIFY
    assert client.post(remove)["Location"] == VERIFY
    assert client.post(PHONE, {**NEW, "stage": "call"})["Location"] == VERIFY
    other.refresh_from_db()
    assert (other.name, other.state) == ("Other", AuthenticatorState.ACTIVE)
    assert client.get(remove)["Location"] == VERIFY
    assert second_step(client, app) == remove
    assert "Remove this device?" in text_of(client, remove)
    assert client.post(remove)["Location"] == DEVICES
    other.refresh_from_db()
    assert other.state == AuthenticatorState.REVOKED
    assert notices(user) == ["authenticator_removed"]


def test_the_last_device_stays(client: Client, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    client.get(ADD)
    second_step(client, app)
    answer = client.post(reverse("mfa:remove", args=[app.pk]), follow=True)
    assert "last device" in answer.content.decode()
    app.refresh_from_db()
    assert app.confirmed


def test_a_removed_device_ends_its_session(client: Client, user: User) -> None:
    app, other = app_make(user), app_make(user, name="Other")
    sign_in_with_app(client, other)
    elsewhere = Client()
    sign_in_with_app(elsewhere, app)
    elsewhere.get(ADD)
    second_step(elsewhere, app)
    elsewhere.post(reverse("mfa:remove", args=[other.pk]))
    assert not is_signed_in(client)
    assert is_signed_in(elsewhere)


def test_a_phone_is_added_by_the_digit_on_the_screen(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    assert client.get(ADD)["Location"] == VERIFY
    assert second_step(client, app) == ADD
    assert "Phone call" in text_of(client, ADD)
    page = client.post(PHONE, {**NEW, "stage": "check"}).content.decode()
    assert "+1 406-555-0177" in page
    assert not Authenticator.objects.filter(kind=Kind.PHONE).exists()
    assert client.post(PHONE, {**NEW, "stage": "call"})["Location"] == CALL
    call = challenge_now(user, Purpose.ENROLMENT)
    assert f">{digit_of(call)}<" in text_of(client, CALL)
    press(call, digit_of(call))
    answer = client.post(CALL, follow=True)
    assert "new device is ready" in answer.content.decode()
    phone = Authenticator.objects.get(kind=Kind.PHONE)
    assert (phone.state, phone.name) == (AuthenticatorState.ACTIVE, "Kitchen")
    assert notices(user) == ["authenticator_added"]


def test_a_wrong_digit_binds_nothing_and_the_call_can_be_repeated(
    client: Client, user: User, app: Authenticator
) -> None:
    sign_in_with_app(client, app)
    client.get(ADD)
    second_step(client, app)
    client.post(PHONE, {**NEW, "stage": "call"})
    call = challenge_now(user, Purpose.ENROLMENT)
    press(call, str(int(digit_of(call)) % 8 + 1))
    assert "not the digit" in text_of(client, CALL)
    client.post(CALL)
    assert not Authenticator.objects.filter(kind=Kind.PHONE, confirmed=True).exists()
    long_ago = timezone.now() - timedelta(minutes=1)  # the next call waits a few seconds
    Challenge.objects.filter(pk=call.pk).update(created_at=long_ago)
    client.post(CALL, {"again": "1"})
    again = challenge_now(user, Purpose.ENROLMENT)
    assert again.pk != call.pk
    press(again, digit_of(again))
    client.post(CALL)
    assert Authenticator.objects.filter(kind=Kind.PHONE, confirmed=True).count() == 1


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+1 900 555 0199", "cannot use this number"),
        ("+882 16 1234 5678", "cannot use this number"),
        ("12", "cannot use this number"),
        ("+7 495 123 45 67", "cannot use this number"),
        ("x" * 70, "at most 60"),
    ],
)
def test_numbers_that_cost_or_lead_nowhere_are_refused(
    client: Client, app: Authenticator, number: str, said: str
) -> None:
    sign_in_with_app(client, app)
    client.get(ADD)
    second_step(client, app)
    for stage in ("check", "call"):
        page = client.post(PHONE, {**NEW, "number": number, "stage": stage}).content.decode()
        assert said in page
    assert not Message.objects.filter(channel="VOICE").exists()


def test_an_app_is_added_by_its_first_code(client: Client, user: User, app: Authenticator) -> None:
    sign_in_with_app(client, app)
    client.get(ADD)
    second_step(client, app)
    path = reverse("mfa:add_totp")
    client.post(path, {"start": "1"})
    new = Authenticator.objects.get(state=AuthenticatorState.PENDING)
    picture = client.get(reverse("mfa:add_totp_qr"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "no-store"
    assert Client().get(reverse("mfa:add_totp_qr")).status_code == 302
    assert re.search(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", text_of(client, path))
    assert new.seed not in str(dict(client.session))
    assert "not the code" in client.post(path, {"token": code_of(app)}).content.decode()
    assert client.post(path, {"token": code_of(new)})["Location"] == DEVICES
    new.refresh_from_db()
    assert new.confirmed
    assert client.get(reverse("mfa:add_totp_qr")).status_code == 404


def test_strangers_devices_are_as_good_as_unknown(
    client: Client, app: Authenticator, outsider: User
) -> None:
    sign_in_with_app(client, app)
    client.get(ADD)
    second_step(client, app)
    theirs = app_make(outsider)
    for do in ("rename", "remove"):
        for method in (client.get, client.post):
            known, unknown = (
                method(reverse(f"mfa:{do}", args=[pk])) for pk in (theirs.pk, 987_654)
            )
            assert known.status_code == unknown.status_code == 404
            assert known.content == unknown.content
    theirs.refresh_from_db()
    assert theirs.confirmed


def test_nobody_opens_a_page_without_signing_in(client: Client, app: Authenticator) -> None:
    for name in ("devices", "add", "add_phone", "add_totp", "added", "verify"):
        answer = client.get(reverse(f"mfa:{name}"))
        assert answer["Location"].startswith(reverse("mfa:sign_in")), name
    for name in ("set_up", "set_up_phone", "set_up_totp", "first"):
        assert client.get(reverse(f"mfa:{name}"))["Location"] == reverse("mfa:sign_in"), name


def test_a_passcode_session_adds_one_device_and_goes_on_with_it(
    client: Client, user: User, issued_passcode: Issued, app: Authenticator
) -> None:
    Authenticator.objects.filter(user=user).update(state="SUSPENDED", confirmed=False)
    sign_in_with_passcode(client, issued_passcode)
    assert "Add a device now" in text_of(client, DEVICES)
    assert "left" in text_of(client, ADD)
    for do in ("rename", "remove"):
        assert client.post(reverse(f"mfa:{do}", args=[app.pk])).status_code == 403
    client.post(PHONE, {**NEW, "stage": "call"})
    ring(challenge_now(user, Purpose.ENROLMENT))
    client.post(PHONE, {**NEW, "number": "+1 406 555 0178", "stage": "call"})
    call = challenge_now(user, Purpose.ENROLMENT)
    press(call, digit_of(call))
    assert client.post(CALL)["Location"] == reverse("mfa:added")
    phone = Authenticator.objects.get(kind=Kind.PHONE, confirmed=True)
    assert phone.via_passcode_id == issued_passcode.passcode.pk
    assert client.get(ADD)["Location"] == reverse("mfa:added")
    assert "already added a device" in text_of(client, DEVICES)
    assert Passcode.objects.get().state == "USED"
    assert "Continue with the new device" in text_of(client, reverse("mfa:added"))
    assert client.post(reverse("mfa:upgrade"))["Location"] == reverse("mfa:prompt")
    assert not is_signed_in(client)
    client.post(reverse("mfa:prompt_call"))
    press(challenge_now(user), "1")
    client.post(reverse("mfa:prompt"))
    assert "temporary passcode" not in text_of(client, DEVICES)


def test_a_passcode_session_that_waited_too_long_adds_nothing(
    client: Client, issued_passcode: Issued
) -> None:
    sign_in_with_passcode(client, issued_passcode)
    Passcode.objects.update(first_used_at=issued_passcode.passcode.issued_at.replace(year=2020))
    assert client.get(ADD)["Location"] == DEVICES
    assert "first ten minutes" in text_of(client, DEVICES)


def test_every_notice_can_be_read(user: User, app: Authenticator, client: Client) -> None:
    sign_in_with_app(client, app)
    client.get(ADD)
    second_step(client, app)
    client.post(reverse("mfa:rename", args=[app.pk]), {"name": "New\u202e name\u200b"})
    letter = letter_of(Message.objects.get(kind="mfa.notice"))
    assert letter.subject == "A device of your account has a new name"
    assert letter.text.startswith("Hello User,")
    app.refresh_from_db()
    assert app.name == "New name"
    code_renew(app)


def test_nobody_buries_a_notice_under_others(user: User, app: Authenticator) -> None:
    """F10: each new name is mailed, so an intruder's own device could hide how it came there."""
    for number in range(RENAMES_AN_HOUR):
        authenticator_rename(
            user=user, authenticator_id=app.pk, name=f"App {number}", at=timezone.now()
        )
    with pytest.raises(AuthenticatorRefused, match="hour"):
        authenticator_rename(user=user, authenticator_id=app.pk, name="More", at=timezone.now())
    app.refresh_from_db()
    assert app.name == f"App {RENAMES_AN_HOUR - 1}"
