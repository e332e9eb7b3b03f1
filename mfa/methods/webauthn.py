"""Security keys and passkeys (WebAuthn level 3): a signature over the challenge, for one site."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from audit.clock import ClockTimestamp
from mfa.challenges.approval import challenge_approve
from mfa.challenges.lifecycle import challenge_decide
from mfa.challenges.news import challenge_ended_record
from mfa.keys.copied import key_set_aside
from mfa.keys.verify import (
    CeremonyRefused,
    NewKey,
    Proof,
    assertion_verify,
    is_answer,
    registration_verify,
)
from mfa.locks import Guard
from mfa.methods.base import Answer
from mfa.models import Authenticator, AuthenticatorState, Challenge, ChallengeState, Purpose


class WebauthnMethod:
    def begin(self, *, challenge: Challenge, at: datetime) -> None:
        """Nothing has to be sent: the page asks the browser."""

    def answer(self, *, challenge: Challenge, guard: Guard, typed: str, at: datetime) -> Answer:
        """Take the browser's answer. Each challenge takes one: the next try signs other bytes."""
        device = challenge.authenticator
        if device is None or not is_answer(typed):
            return Answer.MISTYPED
        if challenge.purpose == Purpose.ENROLMENT:
            return _enrol(challenge, device, typed, at)
        if guard.is_locked:
            return Answer.LOCKED
        try:
            proof = assertion_verify(challenge=challenge, device=device, typed=typed)
        except CeremonyRefused:
            guard.failed()
            return _fail(challenge, "wrong_key", at)
        return _accept(challenge, device, proof, guard, at)


def _accept(
    challenge: Challenge, device: Authenticator, proof: Proof, guard: Guard, at: datetime
) -> Answer:
    if not _count_up(device, proof, challenge.method):
        guard.failed()
        if not Authenticator.objects.filter(pk=device.pk, confirmed=True).exists():
            return _fail(challenge, "device_gone", at)
        _fail(challenge, "sign_count", at)
        key_set_aside(challenge=challenge, device=device, counted=proof.sign_count, at=at)
        return Answer.SET_ASIDE
    if not challenge_approve(challenge=challenge, at=at):
        return Answer.OVER
    guard.succeeded(thaws=True)
    return Answer.ACCEPTED


def _count_up(device: Authenticator, proof: Proof, method: str) -> bool:
    """Move the counter forward, once for each count. Keys without a counter always say 0."""
    is_newer = Q(sign_count__lt=proof.sign_count) if proof.sign_count else Q(sign_count=0)
    rows = Authenticator.objects.filter(is_newer, pk=device.pk, state=AuthenticatorState.ACTIVE)
    moved = rows.update(
        sign_count=proof.sign_count,
        is_backed_up=proof.is_backed_up,
        last_used_at=ClockTimestamp(),
        last_method=method,
    )
    return moved == 1


def _enrol(challenge: Challenge, device: Authenticator, typed: str, at: datetime) -> Answer:
    """Bind the new key. Nothing is counted: there is no secret here that could be guessed."""
    try:
        new = registration_verify(challenge=challenge, device=device, typed=typed)
    except CeremonyRefused:
        return _fail(challenge, "wrong_key", at)
    if not _keep(device, new):
        _fail(challenge, "already_there", at)
        return Answer.USED
    return Answer.ACCEPTED if challenge_approve(challenge=challenge, at=at) else Answer.OVER


def _keep(device: Authenticator, new: NewKey) -> bool:
    """Write the key into its PENDING row; a key that somebody has already is none."""
    pending = Authenticator.objects.filter(pk=device.pk, state=AuthenticatorState.PENDING)
    try:
        with transaction.atomic():
            return pending.update(**asdict(new)) == 1
    except IntegrityError:
        return False


def _fail(challenge: Challenge, reason: str, at: datetime) -> Answer:
    challenge.attempts += 1
    Challenge.objects.filter(pk=challenge.pk).update(attempts=challenge.attempts)
    if challenge_decide(challenge=challenge, to=ChallengeState.FAILED, reason=reason):
        challenge_ended_record(challenge, at=at)
    return Answer.WRONG
