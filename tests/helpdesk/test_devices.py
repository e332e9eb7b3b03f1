"""What the desk does to devices, and how long the passcode for them lives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.tags import Tag
from helpdesk.acts.passcode_life import life_of
from helpdesk.acts.services import (
    case_close_act,
    device_lost_act,
    device_revoke_act,
)
from helpdesk.models import Case, CaseState, Loss
from helpdesk.refusals import DeskRefused, NotThere
from mfa.models import (
    Authenticator,
    AuthenticatorState,
    PasscodeKind,
    PasscodeState,
)
from tests.fixtures.people import person_make
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import (
    asked,
    called,
    case_url,
    described,
    issue,
    mailed,
    opened,
    own_code,
    read_back,
    stepped_up,
)
from tests.mfa.casting import phone_make

pytestmark = pytest.mark.django_db


def test_a_lost_device_is_revoked_for_the_same_evidence(
    ready: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    issue(ready)
    with audit_trail.records(Tag.STAFF_AUTHENTICATOR_REVOKED):
        device_revoke_act(asked=asked(ready), authenticator_id=phone.pk, at=timezone.now())
    phone.refresh_from_db()
    assert phone.state == AuthenticatorState.REVOKED


def test_revoking_first_leaves_the_evidence_for_the_passcode(
    ready: Case, phone: Authenticator
) -> None:
    device_revoke_act(asked=asked(ready), authenticator_id=phone.pk, at=timezone.now())
    assert issue(ready).passcode.state == PasscodeState.LIVE


def test_the_devices_of_others_are_not_there(
    ready: Case, outsider: User, audit_trail: AuditTrail
) -> None:
    theirs = phone_make(outsider, state=AuthenticatorState.SUSPENDED, confirmed=False)
    with audit_trail.records(Tag.STAFF_AUTHENTICATOR_REFUSED), pytest.raises(NotThere):
        device_revoke_act(asked=asked(ready), authenticator_id=theirs.pk, at=timezone.now())
    with pytest.raises(NotThere):
        device_lost_act(asked=asked(ready), authenticator_id=theirs.pk, at=timezone.now())


def test_one_more_device_is_marked_as_lost(ready: Case, audit_trail: AuditTrail) -> None:
    tablet = phone_make(ready.person, name="Tablet")
    with audit_trail.records(Tag.STAFF_AUTHENTICATOR_LOST):
        device_lost_act(asked=asked(ready), authenticator_id=tablet.pk, at=timezone.now())
    tablet.refresh_from_db()
    assert tablet.state == AuthenticatorState.SUSPENDED
    with pytest.raises(DeskRefused):
        device_lost_act(asked=asked(ready), authenticator_id=tablet.pk, at=timezone.now())


def test_closing_revokes_what_is_ticked(
    ready: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    issue(ready)
    with audit_trail.records(Tag.STAFF_AUTHENTICATOR_REVOKED, Tag.STAFF_CASE_CLOSED):
        case_close_act(
            asked=asked(ready),
            outcome=CaseState.RESOLVED,
            ticket="INC-1",
            revoke=[phone.pk],
            at=timezone.now(),
        )
    phone.refresh_from_db()
    assert phone.state == AuthenticatorState.REVOKED


def test_closing_without_a_ticket_revokes_nothing(ready: Case, phone: Authenticator) -> None:
    with pytest.raises(DeskRefused):
        case_close_act(
            asked=asked(ready),
            outcome=CaseState.RESOLVED,
            ticket="",
            revoke=[phone.pk],
            at=timezone.now(),
        )
    phone.refresh_from_db()
    assert phone.state == AuthenticatorState.SUSPENDED


@pytest.mark.parametrize(
    ("zone", "hour", "hours"),
    [
        ("UTC", 8, 16),
        ("UTC", 1, 16),
        ("UTC", 20, 4),
        ("America/Denver", 20, 11),
        ("nowhere", 20, 4),
    ],
)
def test_a_forgotten_phones_passcode_ends_with_the_persons_day(
    zone: str, hour: int, hours: int
) -> None:
    now = datetime(2026, 1, 10, hour, tzinfo=UTC)
    life = life_of(PasscodeKind.FORGOTTEN, time_zone=zone, now=now)
    assert life == timedelta(hours=hours)


def test_just_before_midnight_there_is_time_to_type() -> None:
    now = datetime(2026, 1, 10, 23, 59, tzinfo=UTC)
    life = life_of(PasscodeKind.FORGOTTEN, time_zone="UTC", now=now)
    assert life == timedelta(minutes=10)


def test_a_forgotten_phone_gets_five_uses_and_stays(
    agent: User, user: User, phone: Authenticator
) -> None:
    case = described(opened(agent, user), phone, loss=Loss.FORGOTTEN)
    called(case)
    read_back(case, mailed(case))
    stepped_up(case)
    issued = issue(case)
    phone.refresh_from_db()
    assert (issued.passcode.uses_total, phone.state) == (5, AuthenticatorState.ACTIVE)
    assert own_code(agent)


def test_callers_cannot_lock_a_person_out_again_and_again(
    user: User, phone: Authenticator, desk: Client, audit_trail: AuditTrail
) -> None:
    """The word of a caller suspends; the fourth time in a day it takes a check as well."""
    agents = [person_make(f"agent{number}", roles=(Role.AGENT,)) for number in range(3, 6)]
    for agent in agents:
        described(opened(agent, user), phone)
        phone.refresh_from_db()
        assert phone.state == AuthenticatorState.SUSPENDED
        Authenticator.objects.update(state="ACTIVE", confirmed=True)
    case = opened(User.objects.get(username="agent"), user)
    with audit_trail.records(Tag.STAFF_CASE_CHANGED):
        answer = desk.post(
            case_url(case.pk, "describe/"),
            {"loss": "LOST", "device": str(phone.pk)},
            headers={"HX-Request": "true"},
        )
    assert "Noted, but not suspended" in answer.content.decode()
    phone.refresh_from_db()
    assert phone.state == AuthenticatorState.ACTIVE
    assert list(case.lost.all()) == [phone]
    with pytest.raises(DeskRefused):
        device_lost_act(asked=asked(case), authenticator_id=phone.pk, at=timezone.now())
    read_back(case, mailed(case))
    device_lost_act(asked=asked(case), authenticator_id=phone.pk, at=timezone.now())
    phone.refresh_from_db()
    assert phone.state == AuthenticatorState.SUSPENDED
