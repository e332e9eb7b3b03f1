"""Guesses are counted wherever the password was right, and nothing but a factor forgets them."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Throttle, User
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.domain.codes import mail_code
from mfa.domain.policy import POLICY
from mfa.locks import factor_lock_of
from mfa.methods.base import Answer
from mfa.models import Authenticator, AuthenticatorState, Challenge, FactorState, Method, Purpose
from tests.mfa.browsing import challenge_now, password_type
from tests.mfa.casting import app_make, code_of

pytestmark = pytest.mark.django_db
FIRST = reverse("mfa:first")


def wrong_code_mail(client: Client, user: User) -> None:
    """Have a code mailed and guess it wrong."""
    client.post(FIRST, {"send": user.addresses.get(kind="EMAIL").pk})
    right = mail_code(settings.CODE_KEY, challenge_now(user, Purpose.FIRST_ENROLMENT).pk, digits=6)
    client.post(FIRST, {"code": f"{(int(right) + 1) % 10**6:06d}"})


def test_guessing_the_mailed_code_locks_like_any_factor(client: Client, user: User) -> None:
    password_type(client, user)
    for _ in range(POLICY.failures_before_lock):
        Throttle.objects.all().delete()  # as if an hour had passed
        wrong_code_mail(client, user)
    assert factor_lock_of(user.pk) is not None
    assert client.get(FIRST)["Location"] == reverse("mfa:sign_in")


def test_a_right_mailed_code_forgets_the_wrong_ones(client: Client, user: User) -> None:
    password_type(client, user)
    wrong_code_mail(client, user)
    assert FactorState.objects.get(pk=user.pk).failures == 1
    code = mail_code(settings.CODE_KEY, challenge_now(user, Purpose.FIRST_ENROLMENT).pk, digits=6)
    client.post(FIRST, {"code": code})
    assert FactorState.objects.get(pk=user.pk).failures == 0


def test_without_the_password_no_guess_is_counted(client: Client, user: User) -> None:
    app_make(user)
    wrong = {"username": user.username, "password": "not this one at all"}
    for _ in range(POLICY.failures_before_lock):
        client.post(reverse("mfa:sign_in"), wrong)
        client.post(reverse("mfa:prompt"), {"method": "TOTP", "code": "000000"})
        client.post(reverse("mfa:prompt"), {"method": "PASSCODE", "code": "0000000000"})
        client.post(FIRST, {"code": "000000"})
    assert not FactorState.objects.filter(pk=user.pk, failures__gt=0).exists()
    assert not Challenge.objects.exists()


def test_a_lock_ends_by_itself(client: Client, user: User) -> None:
    app = app_make(user)
    FactorState.objects.create(pk=user.pk, failures=10, locked_until=timezone.now())
    password_type(client, user)
    answer = client.post(reverse("mfa:prompt"), {"method": "TOTP", "code": code_of(app)})
    assert answer.status_code == 302
    assert FactorState.objects.get(pk=user.pk).failures == 0


def test_a_seed_of_ones_own_resets_no_count(user: User) -> None:
    FactorState.objects.create(pk=user.pk, failures=9, prompts_blocked_at=timezone.now())
    mine = app_make(user, state=AuthenticatorState.PENDING, confirmed=False, activated_at=None)
    assert _code(user, mine, Purpose.ENROLMENT) == Answer.ACCEPTED
    state = FactorState.objects.get(pk=user.pk)
    assert (state.failures, state.prompts_blocked_at is None) == (9, False)


def test_a_code_read_out_to_an_agent_lifts_no_lock(user: User, agent: User) -> None:
    until = timezone.now() + POLICY.longest_lock
    FactorState.objects.create(pk=user.pk, failures=12, locked_until=until)
    check = challenge_start(
        purpose=Purpose.CALLER_CHECK,
        method=Method.TOTP,
        user=user,
        authenticator=(app := app_make(user)),
        asked_by=agent,
        case_ref=uuid4(),
        at=timezone.now(),
    )
    said = challenge_answer(
        challenge_id=check.pk, browser="", typed=code_of(app), at=timezone.now()
    )
    assert said == Answer.ACCEPTED
    assert factor_lock_of(user.pk) == until


def _code(user: User, app: Authenticator, purpose: Purpose) -> Answer:
    challenge = challenge_start(
        purpose=purpose,
        method=Method.TOTP,
        user=user,
        authenticator=app,
        origin=Origin(browser="b" * 64),
        at=timezone.now(),
    )
    return challenge_answer(
        challenge_id=challenge.pk, browser="b" * 64, typed=code_of(app), at=timezone.now()
    )
