"""What a rogue agent, or a caller who is somebody else, tries at the desk."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.models.user import Status
from accounts.people.roles import role_revoke
from accounts.people.status import person_status_change
from accounts.roles import Role
from delivery.calls import EventKind
from delivery.models import MessageState
from helpdesk.checks.services import check_start_call
from helpdesk.models import Case
from helpdesk.policy import DESK
from helpdesk.refusals import DeskRefused
from mfa.domain.codes import enrolment_digit
from mfa.domain.policy import POLICY
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge, PasscodeState, Purpose
from mfa.passcodes.services import Issued
from tests.helpdesk.casting import (
    called,
    described,
    issue,
    keys_of,
    landline_of,
    mailed,
    opened,
    read_back,
    wrong_mail_code,
)
from tests.mfa.browsing import challenge_now, is_signed_in, sign_in_with_passcode
from tests.mfa.casting import happens, letter_of, message_of, ring

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(ready: Case) -> Issued:
    """Return the passcode that an impostor talked out of the desk."""
    return issue(ready)


def ringing(case: Case) -> Challenge:
    """Have the landline called; nobody has answered yet."""
    target = f"address-{landline_of(case.person).pk}"
    return check_start_call(case_id=case.pk, agent=case.agent, target=target, at=timezone.now())


def another_check_is_reported(agent2: User, user: User) -> None:
    """Let the next desk call the person, who presses 9."""
    called(described(opened(agent2, user)), "9")


def test_not_me_ends_the_passcode(issued: Issued, agent2: User, user: User) -> None:
    another_check_is_reported(agent2, user)
    issued.passcode.refresh_from_db()
    assert issued.passcode.state == PasscodeState.REVOKED


def test_not_me_ends_what_a_passcode_opened(
    issued: Issued, agent2: User, user: User, client: Client
) -> None:
    sign_in_with_passcode(client, issued)
    client.post(reverse("mfa:add_phone"), {"number": "+14065550177", "stage": "call"})
    adding = challenge_now(user, Purpose.ENROLMENT)
    ring(adding)
    another_check_is_reported(agent2, user)
    assert not is_signed_in(client)
    happens(adding, EventKind.KEY, enrolment_digit(settings.CODE_KEY, adding.pk))
    assert not Authenticator.objects.filter(via_passcode=issued.passcode, confirmed=True).exists()


def test_a_new_mailed_code_brings_no_new_tries(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    for _ in range(POLICY.mail_codes_wrong // 3):
        check = mailed(case)
        assert {read_back(case, check, wrong_mail_code(check)) for _ in range(3)} == {Answer.WRONG}
    check = mailed(case)
    assert read_back(case, check, wrong_mail_code(check)) == Answer.WRONG  # the tenth
    assert read_back(case, check) == Answer.LOCKED


def test_nobodys_mailbox_is_filled_by_the_desk(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    for _ in range(DESK.mail_budget):
        mailed(case)
    with pytest.raises(DeskRefused):
        mailed(case)


def test_no_call_or_mail_goes_out_for_whoever_lost_the_role(
    case: Case, phone: Authenticator, agent: User
) -> None:
    described(case, phone)
    call, mail = ringing(case), mailed(case)
    role_revoke(user=agent, role=Role.AGENT, actor=None, at=timezone.now())
    for check in (call, mail):
        assert ring(check) == ""
        assert message_of(check).state == MessageState.CANCELLED


def test_no_call_goes_out_to_a_disabled_person(
    case: Case, phone: Authenticator, administrator: User
) -> None:
    described(case, phone)
    call = ringing(case)
    person_status_change(
        user=case.person, status=Status.DISABLED, actor=administrator, at=timezone.now()
    )
    assert ring(call) == ""


def test_keys_after_the_end_of_time_do_nothing(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    check = ringing(case)
    ring(check)
    happens(check, EventKind.ANSWERED)
    past = timezone.now() - timedelta(seconds=1)
    Challenge.objects.filter(pk=check.pk).update(expires_at=past)
    said = [happens(check, EventKind.KEY, key) for key in keys_of(check) + "12"]
    assert all(reply and reply.hang_up for reply in said)
    assert read_back(case, mailed(case)) == Answer.ACCEPTED  # the case goes on


def test_a_mail_is_still_written_for_an_agent_at_work(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    assert letter_of(message_of(mailed(case))).text
