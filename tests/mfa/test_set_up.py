"""The first sign-in's set-up: in order, put off, broken off and taken up again, refused."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.roles import Role
from audit.models import AuditEvent
from audit.tags import Tag
from mfa.domain.codes import mail_code
from mfa.domain.policy import POLICY
from mfa.models import Authenticator, Challenge, Purpose, SetUp, SetUpStep
from mfa.set_up.services import set_up_advance, set_up_begin
from mfa.web.stage import Here, stage_of
from tests.fixtures.people import person_make
from tests.mfa.browsing import (
    HOME,
    TRUST,
    challenge_now,
    is_signed_in,
    password_type,
    sign_in_with_app,
    sign_in_with_passcode,
    text_of,
)
from tests.mfa.casting import app_make, code_of, passcode_make, phone_make

pytestmark = pytest.mark.django_db
FIRST, SET_UP, ANOTHER = reverse("mfa:first"), reverse("mfa:set_up"), reverse("mfa:another")
ADD_TOTP = reverse("mfa:add_totp")
NEXT_WEEK = (timezone.now() + timedelta(days=7)).date()


def intro(page: int) -> str:
    return reverse("mfa:set_up_intro", args=[page])


def code_prove(client: Client, user: User) -> None:
    client.post(FIRST, {"send": user.addresses.get(kind="EMAIL").pk})
    challenge = challenge_now(user, Purpose.FIRST_ENROLMENT)
    code = mail_code(settings.CODE_KEY, challenge.pk, digits=POLICY.mail_code_digits)
    assert client.post(FIRST, {"code": code})["Location"] == SET_UP


def app_set_up(client: Client, user: User) -> str:
    """Set up an authenticator app from the password on; return where that leads."""
    password_type(client, user)
    code_prove(client, user)
    client.post(reverse("mfa:set_up_totp"), {"start": "1"})
    code = code_of(Authenticator.objects.get(user=user))
    return client.post(reverse("mfa:set_up_totp"), {"token": code})["Location"]


def step_of(user: User) -> str:
    return SetUp.objects.get(pk=user.pk).step


def test_the_introduction_is_three_pages_and_shown_once(client: Client, user: User) -> None:
    assert password_type(client, user) == intro(1)
    for page in (1, 2, 3):
        text = text_of(client, intro(page))
        assert "Step 1 of" in text
        assert f"Page {page} of 3" in text
    assert client.get(intro(4)).status_code == 404
    assert client.post(intro(3))["Location"] == FIRST
    assert password_type(Client(), user) == FIRST
    events = AuditEvent.objects.filter(tag=Tag.USER_SET_UP_CHANGED)
    assert events.count() == 2  # begun, and the introduction seen; never again


def test_it_can_be_skipped_on_its_first_page(client: Client, user: User) -> None:
    password_type(client, user)
    assert "Skip the introduction" in text_of(client, intro(1))
    assert client.post(intro(1))["Location"] == FIRST
    assert SetUp.objects.get(pk=user.pk).intro_seen_at is not None


def test_strangers_see_no_page_of_it(client: Client, user: User) -> None:
    for path in (intro(1), intro(3)):
        assert client.get(path)["Location"] == reverse("mfa:sign_in")
        assert client.post(path)["Location"] == reverse("mfa:sign_in")
    app_make(user)
    password_type(client, user)
    assert client.get(intro(1))["Location"] == reverse("mfa:sign_in")


def test_the_strongest_way_comes_first(client: Client, user: User) -> None:
    password_type(client, user)
    code_prove(client, user)
    text = text_of(client, SET_UP)
    titles = ["Security key or passkey", "Keydesk app", "Code from an authenticator", "Phone call"]
    found = [text.index(title) for title in titles if title in text]
    assert found == sorted(found)
    assert len(found) >= 2


def test_another_way_follows_at_once_and_can_be_skipped(client: Client, user: User) -> None:
    assert app_set_up(client, user) == ANOTHER
    assert "locked out until the help desk" in text_of(client, ANOTHER)
    client.post(ADD_TOTP, {"start": "1"})  # no second step is asked for: it was done just now
    second = Authenticator.objects.get(user=user, state="PENDING")
    answer = client.post(ADD_TOTP, {"token": code_of(second)})
    assert answer["Location"] == ANOTHER
    assert "enough for most people" in text_of(client, ANOTHER)
    assert step_of(user) == SetUpStep.ANOTHER
    onwards = client.post(ANOTHER, {"skip": "1"})["Location"]
    assert onwards != ANOTHER
    assert step_of(user) != SetUpStep.ANOTHER


def test_a_first_device_vouches_for_another_for_ten_minutes(client: Client, user: User) -> None:
    app_set_up(client, user)
    Challenge.objects.filter(purpose=Purpose.ENROLMENT).update(
        decided_at=timezone.now() - POLICY.manage_life
    )
    assert client.get(reverse("mfa:add"))["Location"] == reverse("mfa:verify")


def test_a_session_without_that_confirmation_asks_first(client: Client, user: User) -> None:
    app_set_up(client, user)
    Authenticator.objects.filter(user=user).update(last_step=-1)
    other = Client()
    sign_in_with_app(other, Authenticator.objects.get(user=user))
    assert other.get(reverse("mfa:add"))["Location"] == reverse("mfa:verify")


def test_whoever_breaks_off_goes_on_where_they_were(client: Client, user: User) -> None:
    app_set_up(client, user)
    app = Authenticator.objects.get(user=user)
    Authenticator.objects.update(last_step=-1)
    browser = Client()
    password_type(browser, user, next_path="/account/sessions/")
    answer = browser.post(reverse("mfa:prompt"), {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] == ANOTHER
    SetUp.objects.filter(pk=user.pk).update(step=SetUpStep.TRUST)
    set_up_advance(user=user, past=SetUpStep.TRUST, at=timezone.now())
    onwards = browser.post(ANOTHER, {"skip": "1"})["Location"]
    assert onwards == "/account/sessions/"


def test_a_device_that_was_bound_when_the_browser_closed_counts(client: Client, user: User) -> None:
    app = app_make(user)
    set_up_begin(user=user, at=timezone.now())
    password_type(client, user)
    answer = client.post(reverse("mfa:prompt"), {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] == ANOTHER


def test_nobody_who_never_began_is_asked_anything(client: Client, user: User) -> None:
    app = app_make(user)
    sign_in_with_app(client, app)
    assert not SetUp.objects.exists()
    assert is_signed_in(client)


def test_somebody_with_one_device_is_nudged_now_and_then(client: Client, user: User) -> None:
    app = app_make(user)
    long_ago = timezone.now() - POLICY.nudge_every - timedelta(days=1)
    SetUp.objects.create(user=user, step=SetUpStep.DONE, nudged_at=long_ago)
    for expected in (ANOTHER, TRUST):  # once a month
        Authenticator.objects.update(last_step=-1)
        password_type(client, user)
        answer = client.post(reverse("mfa:prompt"), {"method": "TOTP", "code": code_of(app)})
        assert answer["Location"] == expected
        if expected == ANOTHER:
            assert "Step " not in text_of(client, ANOTHER)
            assert client.post(ANOTHER, {"skip": "1"})["Location"] == HOME


def test_with_two_devices_nobody_is_nudged(client: Client, user: User) -> None:
    app, _phone = app_make(user), phone_make(user)
    SetUp.objects.create(user=user, step=SetUpStep.DONE)
    password_type(client, user)
    client.post(reverse("mfa:prompt_choose"), {"way": f"{app.pk}-totp"})
    answer = client.post(reverse("mfa:prompt"), {"method": "TOTP", "code": code_of(app)})
    assert answer["Location"] == TRUST


def test_a_passcodes_session_is_led_nowhere_else(client: Client, user: User, agent: User) -> None:
    issued = passcode_make(user=user, agent=agent)
    SetUp.objects.create(user=user, step=SetUpStep.ANOTHER)
    sign_in_with_passcode(client, issued)
    assert client.get(ANOTHER).status_code == 403
    assert step_of(user) == SetUpStep.ANOTHER


def test_an_outsider_cannot_open_the_page_of_a_second_way(client: Client) -> None:
    assert reverse("mfa:sign_in") in client.get(ANOTHER)["Location"]


def test_staff_are_not_asked_to_trust_a_browser() -> None:
    person, staff = person_make("one"), person_make("two", roles=(Role.AGENT,))
    mine = stage_of(Here.ANOTHER, is_staff=person.is_staff)
    theirs = stage_of(Here.ANOTHER, is_staff=staff.is_staff)
    assert mine.number == theirs.number == 4
    assert theirs.total <= mine.total


# --- What the installation wants of people without a device --------------------------------


def test_it_may_be_put_off_until_a_day(client: Client, user: User, settings: Settings) -> None:
    settings.ENROLMENT, settings.ENROLMENT_BY = "postpone", NEXT_WEEK
    password_type(client, user)
    assert "Not now" in text_of(client, intro(1))
    assert "Not now" in text_of(client, FIRST)
    answer = client.post(reverse("mfa:set_up_postpone"))
    text = text_of(client, answer["Location"])
    assert "You are not signed in" in text
    assert not is_signed_in(client)
    assert client.get(FIRST)["Location"] == reverse("mfa:sign_in")  # the pending sign-in is over
    assert SetUp.objects.get(pk=user.pk).postponed_at is not None


def test_after_that_day_it_may_not(client: Client, user: User, settings: Settings) -> None:
    settings.ENROLMENT, settings.ENROLMENT_BY = "postpone", date(2020, 1, 1)
    password_type(client, user)
    assert "Not now" not in text_of(client, intro(1))
    assert client.post(reverse("mfa:set_up_postpone"))["Location"] == FIRST
    assert SetUp.objects.get(pk=user.pk).postponed_at is None


def test_where_it_is_required_nobody_puts_it_off(client: Client, user: User) -> None:
    assert client.post(reverse("mfa:set_up_postpone"))["Location"] == reverse("mfa:sign_in")
    password_type(client, user)
    assert "Not now" not in text_of(client, intro(1))


def test_where_it_is_refused_the_help_desk_has_to_help(
    client: Client, user: User, agent: User, settings: Settings
) -> None:
    settings.ENROLMENT = "refused"
    assert password_type(client, user) == reverse("mfa:prompt")
    text = text_of(client, reverse("mfa:prompt"))
    assert settings.HELP_DESK_PHONE in text
    assert "not set up for signing in yet" in text
    assert client.get(FIRST)["Location"] == reverse("mfa:sign_in")
    sign_in_with_passcode(client, passcode_make(user=user, agent=agent))
    assert is_signed_in(client)


def test_a_refusal_reaches_somebody_who_began_before_it(
    client: Client, user: User, settings: Settings
) -> None:
    password_type(client, user)
    settings.ENROLMENT = "refused"
    client.post(FIRST, {"send": user.addresses.get(kind="EMAIL").pk})
    assert not Challenge.objects.exists()


def test_whoever_lost_the_last_device_is_told_how_to_get_back(client: Client, user: User) -> None:
    app_make(user, state="REVOKED", confirmed=False)
    assert password_type(client, user) == reverse("mfa:prompt")
    text = text_of(client, reverse("mfa:prompt"))
    assert "None of your devices can be used" in text
    assert settings.HELP_DESK_PHONE in text
