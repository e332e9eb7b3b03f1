"""The story of a lost phone, by services alone; and what a passcode needs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from mfa.challenges.origin import Origin
from mfa.challenges.services import challenge_answer, challenge_start
from mfa.evidence.services import NotEnoughEvidence
from mfa.methods.base import Answer
from mfa.models import (
    Authenticator,
    Challenge,
    ChallengeState,
    Evidence,
    Grant,
    Method,
    Passcode,
    PasscodeState,
    Purpose,
)
from mfa.passcodes.services import Issued
from tests.fixtures.database import Owner
from tests.mfa.casting import account, evidence_make, passcode_make, press

pytestmark = pytest.mark.django_db
BROWSER = Origin(browser="b" * 64)


def prompt(user: User) -> Challenge:
    return challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.PASSCODE,
        user=user,
        service=account(),
        origin=BROWSER,
        at=timezone.now(),
    )


def answer(challenge: Challenge, typed: str) -> Answer:
    return challenge_answer(
        challenge_id=challenge.pk, browser=BROWSER.browser, typed=typed, at=timezone.now()
    )


def test_a_call_is_approved_by_any_key(user: User, phone: Authenticator) -> None:
    call = challenge_start(
        purpose=Purpose.SIGN_IN,
        method=Method.PHONE_CALL,
        user=user,
        authenticator=phone,
        service=account(),
        origin=BROWSER,
        at=timezone.now(),
    )
    reply = press(call, "5")
    call.refresh_from_db()
    assert call.state == ChallengeState.APPROVED
    assert reply is not None
    assert reply.hang_up


def test_evidence_opens_a_passcode_and_the_passcode_the_prompt(user: User, agent: User) -> None:
    issued = passcode_make(user=user, agent=agent)
    assert answer(prompt(user), issued.code) == Answer.ACCEPTED
    issued.passcode.refresh_from_db()
    assert issued.passcode.state == PasscodeState.USED
    assert answer(prompt(user), issued.code) == Answer.USED


def test_too_little_evidence_opens_nothing(user: User, agent: User) -> None:
    case_ref = evidence_make(user=user, agent=agent)
    with pytest.raises(NotEnoughEvidence):
        passcode_make(user=user, agent=agent, case_ref=case_ref, threshold=160)
    assert not Passcode.objects.exists()
    assert AuditEvent.objects.filter(tag="staff:grant:refused").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE mfa_grant SET spent_at = now()",
        "UPDATE mfa_grant SET act = 'REVOKE'",
        "UPDATE mfa_grant SET expires_at = now()",
        "UPDATE mfa_grant SET held_by_id = (SELECT max(id) FROM accounts_user)",
        "UPDATE mfa_evidence SET points = 1",
        "UPDATE mfa_evidence SET grant_id = NULL",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_passcode_without_its_grant(
    user: User, agent: User, outsider: User, change: str, owner_connection: Owner
) -> None:
    passcode_make(user=user, agent=agent)
    row = Passcode.objects.values().get()
    owner_connection.execute("DELETE FROM mfa_passcode")  # as nobody but the owner can
    with transaction.atomic(), connection.cursor() as cursor:
        Grant.objects.update(spent_at=None)
        cursor.execute(change)
    with pytest.raises(IntegrityError, match="a passcode needs"), transaction.atomic():
        Passcode.objects.create(**row)


def test_a_passcode_only_wears_off(issued_passcode: Issued) -> None:
    rows = Passcode.objects.filter(pk=issued_passcode.passcode.pk)
    later = timezone.now() + timedelta(days=1)
    for change in ({"uses_left": 5, "uses_total": 5}, {"expires_at": later}, {"secret": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_one_set_of_evidence_covers_one_passcode(user: User, agent: User) -> None:
    case_ref = evidence_make(user=user, agent=agent)
    passcode_make(user=user, agent=agent, case_ref=case_ref)
    assert not Evidence.objects.filter(grant=None).exists()
    with pytest.raises(NotEnoughEvidence):
        passcode_make(user=user, agent=agent, case_ref=case_ref)
