"""The answer to a request: once, by the right app, to what was shown, with the number typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from accounts.models.user import Status
from audit.models import AuditEvent
from helpdesk.models import FraudReport
from mfa.app import selectors
from mfa.challenges.cancelling import challenge_cancel
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_start
from mfa.devices.services import authenticator_revoke, authenticator_suspend
from mfa.methods.base import Answer
from mfa.models import Challenge, ChallengeState, FactorState, Method, Purpose
from tests.mfa.app.pushing import ask_over, attempt, push, push_of, time_passes
from tests.mfa.casting import app_make
from tests.mfa.phone import (
    Phone,
    bound_phone,
    device_of,
    linked_phone,
    number_shown,
    sent_by_client,
    wrong_number,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(user: User) -> Phone:
    return bound_phone(user)


def state_of(challenge: Challenge) -> tuple[str, str]:
    challenge.refresh_from_db()
    return challenge.state, challenge.reason


def test_the_number_on_the_screen_approves(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    typed = f" {number_shown(user)[:3]}-{number_shown(user)[3:]}"
    assert phone.approve(request, typed) == (200, {"result": "approved"})
    assert state_of(challenge) == (ChallengeState.APPROVED, "")
    device = device_of(phone)
    assert device.last_method == Method.APP_PUSH
    assert phone.look() == []


@pytest.mark.parametrize("typed", ["", "0", "000000000", "abc", "wrong"])
def test_any_other_number_ends_the_request(user: User, phone: Phone, typed: str) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    typed = wrong_number(user) if typed == "wrong" else typed
    assert phone.approve(request, typed) == (200, {"result": "wrong"})
    assert state_of(challenge) == (ChallengeState.FAILED, "wrong_number")
    assert FactorState.objects.get(pk=user.pk).failures == 1
    assert phone.approve(request, number_shown(user)) == (200, {"result": "over"})
    assert state_of(challenge)[0] == ChallengeState.FAILED


def test_a_number_cannot_be_left_out(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    page = f"requests/{request['id']}"
    assert phone.ask("POST", page, {"answer": "approve", "seen": "0" * 64})[0] == 400
    assert state_of(challenge)[0] == ChallengeState.PENDING


def test_a_mistake_ends_one_request(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    assert phone.deny(request) == (200, {"result": "denied"})
    assert state_of(challenge) == (ChallengeState.DENIED, "mistake")
    assert phone.approve(request, number_shown(user)) == (200, {"result": "over"})
    push(user, phone)
    assert len(phone.look()) == 1


def test_a_request_says_the_same_in_whatever_language_it_is_asked_for(
    user: User, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is digested must not hang on a header: the person's own language counts (case D4)."""
    words = "%(browser)s {} %(system)s"
    monkeypatch.setattr(selectors, "_", lambda _text: words.format(translation.get_language()))
    push(user, phone)
    (request,) = phone.look()
    phone.send = lambda method, path, body, headers: sent_by_client(
        method, path, body, {**headers, "Accept-Language": "de"}
    )
    assert phone.approve(request, number_shown(user)) == (200, {"result": "approved"})
    User.objects.filter(pk=user.pk).update(language="es")
    push(user, phone)
    assert [one["browser"] for one in phone.look()] == ["Firefox es Linux"]


def test_not_me_reports_and_blocks(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    assert phone.deny(request, "not_me") == (200, {"result": "reported"})
    assert state_of(challenge)[0] == ChallengeState.REPORTED
    assert FactorState.objects.get(pk=user.pk).prompts_blocked_at is not None
    assert attempt(user, phone) == "prompts_blocked"


def test_not_me_counts_when_it_comes_too_late(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    ask_over(challenge)
    assert phone.deny(request, "not_me") == (200, {"result": "reported"})


def test_a_sender_who_withdraws_in_time_is_reported_all_the_same(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    challenge_cancel(challenge=challenge, at=timezone.now())
    assert phone.deny(request) == (200, {"result": "over"})
    assert phone.deny(request, "not_me") == (200, {"result": "reported"})
    assert state_of(challenge)[0] == ChallengeState.CANCELLED
    assert FactorState.objects.get(pk=user.pk).prompts_blocked_at is not None
    assert FraudReport.objects.filter(person=user).count() == 1
    time_passes(user, timedelta(minutes=13))
    assert phone.deny(request, "not_me") == (200, {"result": "over"})


def test_what_was_approved_cannot_be_unsaid_here(user: User, phone: Phone) -> None:
    push(user, phone)
    (request,) = phone.look()
    phone.approve(request, number_shown(user))
    assert phone.deny(request, "not_me") == (200, {"result": "over"})


@pytest.mark.parametrize("answer", ["approve", "deny"])
def test_what_ran_out_is_over(user: User, phone: Phone, answer: str) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    ask_over(challenge)
    assert phone.look() == []
    number = number_shown(user)
    sent = phone.approve(request, number) if answer == "approve" else phone.deny(request)
    assert sent == (200, {"result": "over"})
    assert state_of(challenge)[0] == ChallengeState.EXPIRED


def test_what_was_called_off_is_over(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    challenge_cancel(challenge=challenge, at=timezone.now())
    assert phone.approve(request, number_shown(user)) == (200, {"result": "over"})
    assert state_of(challenge)[0] == ChallengeState.CANCELLED


def test_an_answer_is_bound_to_what_was_shown(user: User, phone: Phone) -> None:
    """An answer for one session never approves another (case D4)."""
    old = push(user, phone)
    (first,) = phone.look()
    challenge_cancel(challenge=old, at=timezone.now())
    other = push(user, phone, browser="e" * 64)
    (second,) = phone.look()
    mixed = {**second, "text": first["text"]}
    assert phone.approve(mixed, number_shown(user)) == (409, {"error": "changed"})
    Challenge.objects.filter(pk=other.pk).update(ip="203.0.113.9")
    assert phone.approve(second, number_shown(user)) == (409, {"error": "changed"})
    assert state_of(other)[0] == ChallengeState.PENDING
    (third,) = phone.look()
    assert third["ip"] == "203.0.113.9"
    assert phone.approve(third, number_shown(user)) == (200, {"result": "approved"})


def test_requests_of_others_are_as_good_as_unknown(
    user: User, outsider: User, phone: Phone
) -> None:
    push(user, phone)
    (request,) = phone.look()
    second, strange = bound_phone(user), bound_phone(outsider)
    unknown = {**request, "id": "00000000-0000-4000-8000-000000000000"}
    answers = [
        one.approve(asked, number_shown(user))
        for one, asked in ((second, request), (strange, request), (phone, unknown))
    ]
    assert answers == [(404, {"error": "unknown"})] * 3
    assert strange.look() == second.look() == []


def test_other_methods_are_not_answered_in_the_app(user: User, phone: Phone) -> None:
    challenge = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.TOTP,
        user=user,
        authenticator=device_of(phone),
        origin=Origin("b" * 64),
        at=timezone.now(),
    )
    assert phone.look() == []
    request = {"id": str(challenge.pk), "text": ""}
    assert phone.approve(request, "123456") == (404, {"error": "unknown"})


def test_a_push_is_not_answered_by_typing_in_the_browser(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    assert push_of(challenge, number_shown(user)) == Answer.WRONG
    assert state_of(challenge)[0] == ChallengeState.PENDING


def test_a_locked_second_step_is_not_opened_by_the_right_number(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    until = timezone.now() + timedelta(minutes=5)
    FactorState.objects.update_or_create(pk=user.pk, defaults={"locked_until": until})
    assert phone.approve(request, number_shown(user)) == (200, {"result": "over"})
    assert state_of(challenge) == (ChallengeState.FAILED, "factor_locked")


def test_wrong_numbers_lock_like_every_other_factor(user: User, phone: Phone) -> None:
    FactorState.objects.filter(pk=user.pk).update(failures=9)
    push(user, phone)
    (request,) = phone.look()
    phone.approve(request, wrong_number(user))
    assert attempt(user, phone) == "factor_locked"
    assert AuditEvent.objects.filter(tag="user:factor:locked").count() == 1


@pytest.mark.parametrize("leave", [authenticator_suspend, authenticator_revoke])
def test_a_lost_or_removed_phone_is_refused_at_once(user: User, phone: Phone, leave: Any) -> None:
    """Case F5: the push dies and the next request gets the answer of an unknown app."""
    app_make(user)
    challenge = push(user, phone)
    (request,) = phone.look()
    reason = {"reason": "test"} if leave is authenticator_revoke else {}
    leave(device=device_of(phone), **reason)
    assert state_of(challenge) == (ChallengeState.CANCELLED, "device_gone")
    assert phone.approve(request, number_shown(user)) == (401, {"error": "unknown"})
    assert phone.ask("GET", "requests") == (401, {"error": "unknown"})


def test_a_closed_account_is_asked_nothing(user: User, phone: Phone) -> None:
    challenge = push(user, phone)
    (request,) = phone.look()
    User.objects.filter(pk=user.pk).update(status=Status.DISABLED)
    assert phone.look() == []
    assert phone.approve(request, number_shown(user)) == (200, {"result": "over"})
    assert state_of(challenge)[0] == ChallengeState.PENDING


def test_an_approval_forgets_failures(user: User, phone: Phone) -> None:
    FactorState.objects.filter(pk=user.pk).update(failures=4)
    push(user, phone)
    (request,) = phone.look()
    phone.approve(request, number_shown(user))
    assert FactorState.objects.get(pk=user.pk).failures == 0


def test_a_slip_in_the_practice_locks_nobody_out(user: User) -> None:
    phone = linked_phone(user)
    (practice,) = phone.look()
    assert phone.approve(practice, wrong_number(user)) == (200, {"result": "wrong"})
    assert FactorState.objects.get(pk=user.pk).failures == 0
    assert device_of(phone).state == "PENDING"
