"""Nobody is worn down by requests (case D1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.tags import Tag
from mfa.challenges.cancelling import challenge_cancel
from mfa.challenges.expiry import challenges_expire
from mfa.domain.push_limit import off_until
from mfa.models import Challenge, ChallengeState, FactorState, Method, Purpose
from tests.mfa.app.pushing import attempt, push, time_passes
from tests.mfa.browsing import PROMPT, challenge_now, password_type, text_of
from tests.mfa.casting import app_make
from tests.mfa.phone import Phone, bound_phone, number_shown

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "b" * 64, "e" * 64
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PENDING = ChallengeState.PENDING


@pytest.fixture
def phone(user: User) -> Phone:
    return bound_phone(user)


def unanswered(user: User, phone: Phone, times: int) -> None:
    for _ in range(times):
        assert attempt(user, phone) == PENDING
        time_passes(user, timedelta(minutes=2, seconds=1))
    challenges_expire(at=timezone.now())


def test_one_waits_at_a_time(user: User, phone: Phone) -> None:
    first = push(user, phone)
    assert attempt(user, phone, browser=ELSEWHERE) == "push_pending"
    assert attempt(user, phone, purpose=Purpose.MANAGE) == "push_pending"
    assert [one["id"] for one in phone.look()] == [str(first.pk)]
    challenge_cancel(challenge=first, at=timezone.now())
    assert attempt(user, phone, browser=ELSEWHERE) == PENDING


def test_the_same_browser_sends_again_in_place_of_the_old_one(user: User, phone: Phone) -> None:
    first = push(user, phone)
    assert attempt(user, phone) == "push_too_soon"
    first.refresh_from_db()
    assert first.state == PENDING
    time_passes(user, timedelta(seconds=16))
    second = push(user, phone)
    first.refresh_from_db()
    assert (first.state, first.reason) == (ChallengeState.CANCELLED, "replaced")
    assert [one["id"] for one in phone.look()] == [str(second.pk)]


def test_three_unanswered_switch_pushes_off(user: User, phone: Phone) -> None:
    unanswered(user, phone, 3)
    assert attempt(user, phone) == "push_off"
    assert phone.look() == []
    assert attempt(user, phone, browser=ELSEWHERE) == "push_off"
    assert AuditEvent.objects.filter(tag=Tag.USER_PUSH_SWITCHED_OFF).count() == 1
    FactorState.objects.filter(pk=user.pk).update(push_off_until=timezone.now())
    assert attempt(user, phone) == "push_off"  # still within half an hour of the third
    time_passes(user, timedelta(minutes=31))
    FactorState.objects.filter(pk=user.pk).update(push_off_until=timezone.now())
    assert attempt(user, phone) == PENDING


@pytest.mark.parametrize("how", ["replaced", "called off", "refused"])
def test_what_ends_without_approval_counts_too(user: User, phone: Phone, how: str) -> None:
    for _ in range(3):
        challenge = push(user, phone)
        if how == "called off":
            challenge_cancel(challenge=challenge, at=timezone.now())
        elif how == "refused":
            phone.deny(phone.look()[0])
        time_passes(user, timedelta(seconds=16))
    assert attempt(user, phone) == "push_off"


def test_an_approval_clears_the_count(user: User, phone: Phone) -> None:
    unanswered(user, phone, 2)
    push(user, phone)
    (request,) = phone.look()
    phone.approve(request, number_shown(user))
    unanswered(user, phone, 2)
    assert attempt(user, phone) == PENDING


def test_practice_is_free(user: User) -> None:
    for _ in range(4):
        phone = bound_phone(user)
    Challenge.objects.filter(purpose=Purpose.ENROLMENT).update(
        state=ChallengeState.EXPIRED, decided_at=timezone.now()
    )
    assert attempt(user, phone) == PENDING


def test_a_slow_attacker_is_no_better_off() -> None:
    """Three within ten minutes keep pushes off, also for whoever then waits for the window."""
    sent = [NOON + timedelta(minutes=minute) for minute in (0, 2, 4)]
    assert off_until(sent) == NOON + timedelta(minutes=34)
    assert off_until(sent[:2]) is None
    assert off_until([*sent[:2], NOON + timedelta(minutes=11)]) is None
    later = [*sent, NOON + timedelta(minutes=50)]
    assert off_until(later) == NOON + timedelta(minutes=34)


def test_the_prompt_says_so_and_offers_the_others(client: Client, user: User, phone: Phone) -> None:
    app_make(user, name="Codes")
    unanswered(user, phone, 3)
    password_type(client, user)
    page = text_of(client, PROMPT)
    assert "off for half an hour" in page
    assert 'class="number' not in page
    assert challenge_now(user).method == Method.TOTP  # the next way is open already
    options = text_of(client, reverse("mfa:prompt_options"))
    assert "Answer a request in the app" not in options
    assert "Codes" in options


def test_a_second_browser_is_told_plainly(client: Client, user: User, phone: Phone) -> None:
    push(user, phone)
    password_type(client, user)
    page = text_of(client, PROMPT)
    assert "waiting in your app already" in page
    assert 'class="number' not in page
    assert "Send a request" in page


def test_whoever_begins_anew_in_the_same_browser_is_not_in_the_way(
    client: Client, user: User, phone: Phone
) -> None:
    password_type(client, user)
    first = challenge_now(user)
    password_type(client, user)
    first.refresh_from_db()
    assert first.state == ChallengeState.CANCELLED
    assert challenge_now(user).pk != first.pk
    assert 'class="number' in text_of(client, PROMPT)


def test_sending_again_too_soon_keeps_what_is_shown(
    client: Client, user: User, phone: Phone
) -> None:
    password_type(client, user)
    first = challenge_now(user)
    client.post(reverse("mfa:prompt_call"))
    page = text_of(client, PROMPT)
    assert "just sent one" in page
    assert 'class="number' in page
    time_passes(user, timedelta(seconds=16))
    client.post(reverse("mfa:prompt_call"))
    assert challenge_now(user).pk != first.pk


@pytest.mark.parametrize(
    ("end", "said"),
    [("wrong", "not the number"), ("mistake", "You refused"), ("not_me", "not you")],
)
def test_the_prompt_says_how_it_ended(
    client: Client, user: User, phone: Phone, end: str, said: str
) -> None:
    password_type(client, user)
    (request,) = phone.look()
    if end == "wrong":
        phone.approve(request, "0")
    else:
        phone.deny(request, end)
    state = text_of(client, reverse("mfa:prompt_state"))
    assert said in state
    assert "data-over" in state
    page = text_of(client, PROMPT)
    assert 'class="number' not in page
    assert said in page
    assert ("Send again" in page) == (end != "not_me")  # reported ones are stopped until thawed
