"""Thirty phones at once: a request comes to one end, whoever answers it how (case D3)."""

import time
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from mfa.app.answering import AppAnswer, Result, app_answer, number_of
from mfa.app.linking import LinkError, LinkingRefused, NewApp, app_activate, app_add
from mfa.app.selectors import request_text
from mfa.app.signing import AppTurnedAway, app_authenticate
from mfa.domain.app_protocol import SignedRequest, digest, request_read
from mfa.domain.codes import activation_token
from mfa.models import Authenticator, Challenge, ChallengeState
from tests.mfa.app.pushing import push
from tests.mfa.phone import API, DESK, Phone, bound_phone, device_of
from tests.mfa.racing import racers

pytestmark = [
    pytest.mark.race,
    pytest.mark.timeout(400),
    pytest.mark.django_db(transaction=True),
]
ROUNDS = 8
ENDS = {
    Result.APPROVED: ChallengeState.APPROVED,
    Result.DENIED: ChallengeState.DENIED,
    Result.WRONG: ChallengeState.FAILED,
}
ENDED = [f"user:challenge:{end}" for end in ("approved", "denied", "failed")]


def answers_of(challenge: Challenge) -> list[AppAnswer]:
    """Return a right number, a mistake and a wrong number."""
    seen, number = digest(request_text(challenge)), number_of(challenge)
    wrong = f"{(int(number) + 1) % 10 ** len(number):0{len(number)}d}"
    return [AppAnswer(seen, number), AppAnswer(seen, denied="mistake"), AppAnswer(seen, wrong)]


def rested(user: User) -> None:
    """Let earlier rounds lie hours back, so that no limit is in the way. Nothing is deleted."""
    long_ago = F("expires_at") - timedelta(hours=3)
    Challenge.objects.filter(user=user).update(expires_at=long_ago)


def test_the_first_answer_wins(user: User) -> None:
    phone = bound_phone(user)
    device = device_of(phone)
    told = AuditEvent.objects.filter(subject_id=user.pk, tag__in=ENDED).count()
    with racers() as race:
        for _ in range(ROUNDS):
            rested(user)
            challenge = push(user, phone)
            given = answers_of(challenge)

            def answer(
                number: int, pk: UUID = challenge.pk, given: list[AppAnswer] = given
            ) -> Result:
                one = given[number % len(given)]
                return app_answer(device=device, challenge_id=pk, answer=one, at=timezone.now())

            results = Counter(race(answer))
            assert results.pop(Result.OVER) == 29
            (winner,) = results
            challenge.refresh_from_db()
            assert challenge.state == ENDS[winner]
            ended = AuditEvent.objects.filter(subject_id=user.pk, tag__in=ENDED)
            assert ended.count() == told + 1
            told += 1


def test_the_naive_answer_fails(user: User) -> None:
    phone = bound_phone(user)
    worst = 0
    with racers() as race:
        for _ in range(ROUNDS):
            rested(user)
            pk = push(user, phone).pk

            def answer(_number: int, pk: UUID = pk) -> bool:
                mine = Challenge.objects.get(pk=pk)
                if mine.state != ChallengeState.PENDING:
                    return False
                time.sleep(0)
                mine.state, mine.decided_at = ChallengeState.APPROVED, timezone.now()
                mine.save(update_fields=["state", "decided_at"])
                return True

            worst = max(worst, sum(race(answer)))
            if worst > 1:
                break
    assert worst > 1


def test_a_signed_change_is_taken_once(user: User) -> None:
    phone = bound_phone(user)
    with racers() as race:
        for _ in range(ROUNDS):
            path = f"{API}/name"
            header = phone.header("POST", path, b"{}", phone.moment())
            signed = request_read(header, method="POST", path=path, body=b"{}")

            def use(_number: int, signed: SignedRequest | None = signed) -> bool:
                try:
                    app_authenticate(signed=signed, is_change=True, at=timezone.now())
                except AppTurnedAway:
                    return False
                return True

            assert sum(race(use)) == 1


def test_the_naive_marker_fails(user: User) -> None:
    device = device_of(bound_phone(user))
    worst = 0
    with racers() as race:
        for ms in range(ROUNDS):

            def use(_number: int, ms: int = device.last_signed_ms + 1 + ms) -> bool:
                mine = Authenticator.objects.get(pk=device.pk)
                if mine.last_signed_ms >= ms:
                    return False
                time.sleep(0)
                mine.last_signed_ms = ms
                mine.save(update_fields=["last_signed_ms"])
                return True

            worst = max(worst, sum(race(use)))
            if worst > 1:
                break
    assert worst > 1


def test_a_code_links_one_of_thirty_phones(user: User) -> None:
    phones, linked = [Phone() for _ in range(30)], []
    with racers() as race:
        for _ in range(3):
            device = app_add(user=user, passcode=None, origin=DESK, at=timezone.now())
            token = activation_token(settings.CODE_KEY, device.pk)

            def link(number: int, token: str = token) -> bool:
                phone = phones[number]
                proof = phone.sign(f"keydesk-app-activate\n{token}\n{phone.public_key}")
                new = NewApp(token, phone.public_key, "Phone", proof, f"192.0.2.{number}")
                try:
                    app_activate(new=new, at=timezone.now())
                except LinkingRefused as refused:
                    return refused.error == LinkError.TOKEN
                linked.append(number)
                return True

            assert all(race(link))
    assert len(linked) == 3
