"""Security keys and passkeys, answered by a key in software (cases C6, D3, D4, F5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.selectors import facts_of
from delivery.models import Message
from mfa.challenges.services import challenge_answer
from mfa.devices.services import authenticator_suspend
from mfa.methods.base import Answer
from mfa.models import (
    AuthenticatorState,
    Challenge,
    ChallengeState,
    FactorState,
    Method,
    Purpose,
)
from tests.mfa.casting import letter_of
from tests.mfa.key_casting import WRONG, answered, asked, failures, reason_of
from tests.mfa.soft_key import SoftKey, key_make

pytestmark = pytest.mark.django_db

# --- Signing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "purpose", [Purpose.SIGN_IN, Purpose.MANAGE, Purpose.PASSWORD, Purpose.THAW]
)
def test_a_key_answers_for_each_purpose(user: User, purpose: Purpose) -> None:
    soft = SoftKey()
    key = key_make(user, soft)
    if purpose == Purpose.THAW:
        now = timezone.now()
        FactorState.objects.create(user=user, frozen_at=now, frozen_since=now)
    challenge = asked(key, purpose)
    assert answered(challenge, soft.sign(challenge)) == Answer.ACCEPTED
    key.refresh_from_db()
    assert (key.sign_count, key.last_method) == (1, Method.WEBAUTHN)
    assert key.last_used_at is not None


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_answer_counts_and_ends_the_challenge(user: User, what: str) -> None:
    lies, said = WRONG[what]
    soft = SoftKey(**lies)
    challenge = asked(key_make(user, soft))
    assert answered(challenge, soft.sign(challenge, said)) == Answer.WRONG
    assert reason_of(challenge) == "wrong_key"
    assert challenge.state == ChallengeState.FAILED
    assert failures(user) == 1
    honest = SoftKey(credential_id=soft.credential_id, secret=soft.secret)
    assert answered(challenge, honest.sign(challenge)) == Answer.OVER


def test_a_stolen_password_cannot_lock_by_nonsense_or_forge(user: User) -> None:
    soft, forger = SoftKey(), SoftKey()
    key = key_make(user, soft)
    challenge = asked(key)
    for nonsense in ("", "x", "[]", "[" * 5000, '"a"'):
        assert answered(challenge, nonsense) == Answer.MISTYPED
    assert failures(user) == 0
    forger.credential_id = soft.credential_id
    assert answered(challenge, forger.sign(challenge)) == Answer.WRONG
    key.refresh_from_db()
    assert (key.state, key.sign_count) == (AuthenticatorState.ACTIVE, 0)


def test_a_replayed_answer_is_over_and_fits_no_other_challenge(user: User) -> None:
    soft = SoftKey()
    key = key_make(user, soft)
    first = asked(key)
    typed = soft.sign(first)
    assert answered(first, typed) == Answer.ACCEPTED
    assert answered(first, typed) == Answer.OVER
    second = asked(key)
    assert answered(second, typed) == Answer.WRONG
    assert reason_of(second) == "wrong_key"


def test_an_answer_belongs_to_one_browser(user: User) -> None:
    soft = SoftKey()
    challenge = asked(key_make(user, soft))
    elsewhere = challenge_answer(
        challenge_id=challenge.pk,
        browser="c" * 64,
        typed=soft.sign(challenge),
        at=timezone.now(),
    )
    assert elsewhere == Answer.OVER
    assert answered(challenge, soft.sign(challenge)) == Answer.ACCEPTED


def test_somebody_elses_key_or_ones_own_other_is_another_key(user: User, outsider: User) -> None:
    mine, other, theirs = SoftKey(), SoftKey(), SoftKey()
    key = key_make(user, mine)
    key_make(user, other)
    key_make(outsider, theirs)
    for soft in (other, theirs):
        challenge = asked(key)
        assert answered(challenge, soft.sign(challenge)) == Answer.WRONG


def test_a_passkey_verifies_its_owner_each_time(user: User) -> None:
    soft = SoftKey(verifies=False)
    key = key_make(user, soft, is_passkey=True)
    challenge = asked(key)
    assert answered(challenge, soft.sign(challenge)) == Answer.WRONG
    soft.verifies = True
    challenge = asked(key)
    assert answered(challenge, soft.sign(challenge)) == Answer.ACCEPTED


def test_a_security_key_needs_no_pin(user: User) -> None:
    soft = SoftKey(verifies=False)
    challenge = asked(key_make(user, soft))
    assert answered(challenge, soft.sign(challenge)) == Answer.ACCEPTED


def test_ten_wrong_answers_lock_like_any_other_factor(user: User) -> None:
    soft = SoftKey(origin="https://keydesk.example.net")
    key = key_make(user, soft)
    challenges = [asked(key) for _ in range(10)]
    last = challenges[-1]
    FactorState.objects.filter(pk=user.pk).update(failures=9)
    assert answered(last, soft.sign(last)) == Answer.WRONG
    assert FactorState.objects.get(pk=user.pk).locked_until is not None


def test_while_locked_nothing_is_looked_at(user: User) -> None:
    soft = SoftKey()
    key = key_make(user, soft)
    challenge = asked(key)
    later = timezone.now() + timedelta(minutes=5)
    FactorState.objects.filter(pk=user.pk).update(failures=12, locked_until=later)
    assert answered(challenge, soft.sign(challenge)) == Answer.LOCKED
    key.refresh_from_db()
    assert key.sign_count == 0


def test_a_lost_key_signs_nothing(user: User) -> None:
    soft = SoftKey()
    key = key_make(user, soft)
    challenge = asked(key)
    authenticator_suspend(device=key)
    assert answered(challenge, soft.sign(challenge)) == Answer.OVER
    Challenge.objects.update(state=ChallengeState.PENDING, decided_at=None)
    assert answered(challenge, soft.sign(challenge)) == Answer.WRONG
    assert reason_of(challenge) == "device_gone"


# --- The counter -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [5, 4, 0])
def test_a_counter_that_stands_still_sets_the_key_aside(user: User, count: int) -> None:
    soft = SoftKey(count=count, step=0)
    key = key_make(user, soft, sign_count=5)
    challenge = asked(key)
    assert answered(challenge, soft.sign(challenge)) == Answer.SET_ASIDE
    assert reason_of(challenge) == "sign_count"
    key.refresh_from_db()
    assert (key.state, key.revoked_reason) == (AuthenticatorState.SUSPENDED, "copied")
    assert (key.sign_count, failures(user)) == (5, 1)
    event = AuditEvent.objects.get(tag="user:sign-count:wrong")
    assert (facts_of(event)["known"], facts_of(event)["counted"]) == (5, count)
    notice = Message.objects.get(person=user, kind="mfa.notice")
    assert notice.facts["notice"] == "authenticator_copied"
    assert "copy" in letter_of(notice).text


def test_whoever_lacks_the_key_cannot_make_it_look_copied(user: User) -> None:
    soft, forger = SoftKey(), SoftKey(count=0, step=0)
    key = key_make(user, soft, sign_count=5)
    forger.credential_id = soft.credential_id
    challenge = asked(key)
    assert answered(challenge, forger.sign(challenge)) == Answer.WRONG
    key.refresh_from_db()
    assert key.state == AuthenticatorState.ACTIVE


def test_a_key_without_a_counter_works_every_time(user: User) -> None:
    soft = SoftKey(step=0)
    key = key_make(user, soft)
    for _ in range(3):
        challenge = asked(key)
        assert answered(challenge, soft.sign(challenge)) == Answer.ACCEPTED
