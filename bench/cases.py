"""Cases at the point where something is measured."""

from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import ContactAddress, User
from accounts.models.address import Kind as AddressKind
from accounts.sessions import key_hash
from audit.clock import ClockTimestamp
from bench.cast import Person
from helpdesk.cases.services import FirstAnswer, case_describe, case_open
from helpdesk.models import Case, Loss, StepUp
from helpdesk.policy import DESK
from mfa.evidence.services import evidence_gather
from mfa.models import Challenge, ChallengeState, Method, Purpose


def case_begin(agent: User, caller: Person) -> Case:
    """Open a case about somebody whose only device is lost."""
    case = case_open(agent=agent, person_id=caller.user.pk, at=timezone.now())
    answer = FirstAnswer(loss=Loss.LOST, devices=frozenset({caller.device.pk}), ticket="INC-1")
    return case_describe(case_id=case.pk, agent=agent, answer=answer, at=timezone.now())


def case_verify(case: Case) -> None:
    """Give a case its 100 points. The two checks are written as passed: no call, no mail."""
    for method, kind in (
        (Method.PHONE_CALL, AddressKind.PHONE),
        (Method.MAIL_CODE, AddressKind.EMAIL),
    ):
        now = timezone.now()
        check = Challenge.objects.create(
            purpose=Purpose.CALLER_CHECK,
            method=method,
            user=case.person,
            address=ContactAddress.objects.get(user=case.person, kind=kind),
            asked_by=case.agent,
            case_ref=case.pk,
            state=ChallengeState.APPROVED,
            created_at=now,
            expires_at=now + timedelta(minutes=5),
            decided_at=now,
        )
        evidence_gather(challenge=check, at=now)


def step_up_write(case: Case, browser: Client) -> None:
    """Note that the agent confirmed with their own code in this browser."""
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    StepUp.objects.create(
        agent=case.agent,
        case=case,
        session=key_hash(key),
        made_at=ClockTimestamp(),
        expires_at=ClockTimestamp() + DESK.step_up_life,
    )
