"""Phones behind a switchboard or of several people, and which keys confirm (P3, P11, D8, D9)."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.vault import blind_index
from delivery.calls import EventKind
from delivery.dispatch import message_dispatch
from demo.simulator.models import SimulatedCall
from mfa.challenges.origin import Origin
from mfa.challenges.rules import ChallengeRefused
from mfa.challenges.services import challenge_start
from mfa.devices.adding import NewPhone, phone_add
from mfa.devices.lifecycle import AuthenticatorRefused
from mfa.domain.codes import enrolment_digit
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    Challenge,
    ChallengeState,
    FactorState,
    Method,
    Purpose,
)
from tests.fixtures.people import person_make
from tests.fixtures.people import phone_add as number_on_file
from tests.mfa.browsing import challenge_now, password_type, second_step, sign_in_with_app, text_of
from tests.mfa.casting import account, app_make, happens, message_of, phone_make, press, ring

pytestmark = pytest.mark.django_db
NUMBER = "+14065550160"
HERE = Origin(browser="b" * 64)


def call_start(phone: Authenticator, purpose: Purpose = Purpose.SIGN_IN) -> Challenge:
    return challenge_start(
        purpose=purpose,
        method=Method.PHONE_CALL,
        user=phone.user,
        authenticator=phone,
        service=account(),
        origin=HERE,
        at=timezone.now(),
    )


def said(call: Challenge) -> str:
    """Return what the phone says when it is picked up."""
    message = message_of(call)
    message_dispatch(message_id=message.pk, at=timezone.now())
    return SimulatedCall.objects.get(message_id=message.pk).says or ""


def state_of(call: Challenge) -> str:
    return Challenge.objects.get(pk=call.pk).state


# --- Extensions -----------------------------------------------------------------------------


def new_phone(user: User, number: str, extension: str = "") -> Challenge:
    new = NewPhone(number, extension=extension)
    return phone_add(user=user, new=new, passcode=None, origin=HERE, at=timezone.now())


@pytest.mark.parametrize(
    ("number", "extension"),
    [
        ("+1 406 555 0160 x123", ""),
        ("406-555-0160 ext. 123", ""),
        ("+14065550160", "123"),
        ("+14065550160 x123", "1-2-3"),
    ],
)
def test_an_extension_is_kept_apart_and_dialled(user: User, number: str, extension: str) -> None:
    call = new_phone(user, number, extension)
    device = Authenticator.objects.get(user=user)
    assert (device.number, device.extension) == (NUMBER, "123")
    assert bytes(device.number_index) == blind_index(NUMBER)
    assert device.hint == "••• ••60 ext. ••3"
    message = message_of(call)
    assert message.destination == f"{NUMBER};ext=123"
    assert bytes(message.destination_index) == blind_index(NUMBER)
    ring(call)
    rung = SimulatedCall.objects.get()
    assert (rung.number, rung.extension) == (NUMBER, "123")


def test_two_extensions_are_one_too_many(user: User) -> None:
    for number, extension in (("+14065550160 x1", "2"), ("+14065550160", "abc")):
        with pytest.raises(AuthenticatorRefused, match="extension"):
            new_phone(user, number, extension)


def test_the_form_shows_the_extension_once_more(client: Client, user: User) -> None:
    client = _managing(client, user)
    page = reverse("mfa:add_phone")
    shown = client.post(page, {"number": "+1 406 555 0160 ext. 123", "stage": "check"})
    assert "+1 406-555-0160 ext. 123" in shown.content.decode()
    client.post(page, {"number": "+1 406 555 0160", "extension": "123", "stage": "call"})
    assert Authenticator.objects.get(state="PENDING").extension == "123"


def test_a_line_is_one_line_whatever_the_extension(user: User, outsider: User) -> None:
    call_start(phone_make(user, number=NUMBER, extension="1"))
    with pytest.raises(ChallengeRefused) as refused:
        call_start(phone_make(outsider, number=NUMBER, extension="2"))
    assert refused.value.facts["reason"] == "line"


def _managing(client: Client, user: User) -> Client:
    app = app_make(user)
    sign_in_with_app(client, app)
    client.get(reverse("mfa:add"))
    second_step(client, app)
    return client


# --- Several people on one number --------------------------------------------------------------


def test_a_call_names_the_one_it_is_about(user: User, outsider: User) -> None:
    phone_make(outsider, number=NUMBER)
    assert "calling User." in said(call_start(phone_make(user, number=NUMBER)))


@pytest.mark.parametrize(
    ("family", "other", "name"),
    [
        ("Alvarez", "Berg", "Maria, initials M A."),
        ("Alvarez", "Acosta", "Maria Alvarez."),
    ],
)
def test_namesakes_on_one_number_are_told_apart(family: str, other: str, name: str) -> None:
    maria = person_make("maria", given_name="Maria", family_name=family)
    second = person_make("maria2", given_name="maria", family_name=other)
    phone_make(second, number=NUMBER, state=AuthenticatorState.SUSPENDED, confirmed=False)
    assert f"calling {name}" in said(call_start(phone_make(maria, number=NUMBER)))


def test_a_number_on_file_is_shared_as_well(user: User) -> None:
    namesake = person_make("user2", given_name="User", family_name="Other")
    number_on_file(namesake, NUMBER)
    assert "User, initials U E." in said(call_start(phone_make(user, number=NUMBER)))


def test_whose_call_it_is_is_said_again_after_star(user: User) -> None:
    call = call_start(phone_make(user, number=NUMBER))
    reply = press(call, "*")
    assert reply is not None
    assert "calling User." in reply.say


# --- Keys ------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [Purpose.SIGN_IN, Purpose.MANAGE, Purpose.PASSWORD])
def test_strict_asks_for_the_digit_on_the_screen(
    user: User, settings: Settings, purpose: Purpose
) -> None:
    settings.CALL_KEYS = "digit"
    call = call_start(phone_make(user), purpose)
    digit = enrolment_digit(django_settings.CODE_KEY, call.pk)
    assert "press the digit on your screen" in said(call)
    reply = press(call, digit)
    assert reply is not None
    assert state_of(call) == ChallengeState.APPROVED


@pytest.mark.parametrize("purpose", [Purpose.MANAGE, Purpose.PASSWORD])
def test_any_key_changes_nothing(user: User, purpose: Purpose) -> None:
    """It signs in, and no more: a mailbox or a session and half-asleep keys are no takeover."""
    call = call_start(phone_make(user), purpose)
    assert "press the digit on your screen" in said(call)
    right = enrolment_digit(django_settings.CODE_KEY, call.pk)
    press(call, next(key for key in "123" if key != right))
    assert state_of(call) == ChallengeState.FAILED


def test_strict_refuses_any_other_key_and_counts_it(user: User, settings: Settings) -> None:
    settings.CALL_KEYS = "digit"
    call = call_start(phone_make(user))
    right = enrolment_digit(django_settings.CODE_KEY, call.pk)
    press(call, next(key for key in "123" if key != right))
    assert state_of(call) == ChallengeState.FAILED
    assert FactorState.objects.get(pk=user.pk).failures == 1


def test_strict_shows_the_digit_in_the_prompt(
    client: Client, user: User, settings: Settings
) -> None:
    phone_make(user)
    settings.CALL_KEYS = "digit"
    password_type(client, user)
    assert "the digit that appears here" in text_of(client, reverse("mfa:prompt"))
    client.post(reverse("mfa:prompt_call"))
    digit = enrolment_digit(django_settings.CODE_KEY, challenge_now(user).pk)
    text = text_of(client, reverse("mfa:prompt"))
    assert f'<p class="digit digits">{digit}</p>' in text


def test_nine_reports_and_blocks_under_either_rule(user: User, settings: Settings) -> None:
    for rule in ("any", "digit"):
        settings.CALL_KEYS = rule
        FactorState.objects.filter(pk=user.pk).delete()
        phone = Authenticator.objects.filter(user=user).first() or phone_make(user)
        call = call_start(phone)
        press(call, "9")
        assert state_of(call) == ChallengeState.REPORTED
        with pytest.raises(ChallengeRefused) as refused:
            call_start(phone)
        assert refused.value.facts["reason"] == "prompts_blocked"


@pytest.mark.parametrize("rule", ["any", "digit"])
@pytest.mark.parametrize("end", [EventKind.VOICEMAIL, EventKind.HUNG_UP, EventKind.COMPLETED])
def test_a_machine_or_a_hang_up_approves_nothing(
    user: User, settings: Settings, rule: str, end: EventKind
) -> None:
    settings.CALL_KEYS = rule
    call = call_start(phone_make(user))
    words = said(call)
    assert enrolment_digit(django_settings.CODE_KEY, call.pk) not in words  # nothing to give away
    if end != EventKind.VOICEMAIL:
        happens(call, EventKind.ANSWERED)
    happens(call, end)
    assert state_of(call) == ChallengeState.FAILED
    happens(call, EventKind.KEY, enrolment_digit(django_settings.CODE_KEY, call.pk))
    assert state_of(call) == ChallengeState.FAILED


def test_people_who_share_a_number_share_its_limit(user: User) -> None:
    """Thirty an hour to one number, whoever asks: five people, six calls each, are enough."""
    for number in range(5):
        person = person_make(f"person{number}")
        phone = phone_make(person, number=NUMBER)
        for _ in range(6):
            call = call_start(phone)
            ring(call)
            happens(call, EventKind.NO_ANSWER)
    with pytest.raises(ChallengeRefused) as refused:
        call_start(phone_make(user, number=NUMBER))
    assert refused.value.facts["reason"] == "number_hour"
