"""Checking a caller: what counts, what does not, and what cannot even be tried."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import ContactAddress, User
from audit.clock import clock_read
from audit.tags import Tag
from delivery.calls import EventKind
from delivery.models import Message
from helpdesk.checks.selectors import Possible, checks_possible
from helpdesk.checks.services import (
    check_answer_mail,
    check_cancel,
    check_start_call,
    check_start_mail,
    check_totp,
)
from helpdesk.models import Case, Loss
from helpdesk.refusals import DeskRefused, NotThere
from mfa.challenges.rules import ChallengeRefused
from mfa.evidence.services import evidence_standing
from mfa.methods.base import Answer
from mfa.models import Authenticator, Challenge, ChallengeState
from tests.fixtures.people import phone_add
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import (
    called,
    described,
    keys_of,
    landline_of,
    mailbox_of,
    mailed,
    opened,
    read_back,
    wrong_mail_code,
)
from tests.mfa.casting import app_make, code_of, happens, phone_make, press, wrong_code_of

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=60)


def possible(case: Case) -> dict[str, Possible]:
    return {one.key: one for one in checks_possible(case=case, now=clock_read())}


def points(case: Case) -> int:
    standing = evidence_standing(case_ref=case.pk, user_id=case.person_id, agent_id=case.agent_id)
    return standing.points


def test_a_call_and_a_mail_make_a_hundred_points(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    with audit_trail.records(Tag.STAFF_CHECK_STARTED, Tag.STAFF_EVIDENCE_GATHERED):
        assert called(case).state == ChallengeState.APPROVED
    assert points(case) == 70
    with audit_trail.records(Tag.STAFF_CHECK_STARTED, Tag.STAFF_EVIDENCE_GATHERED):
        assert read_back(case, mailed(case)) == Answer.ACCEPTED
    assert points(case) == 100


def test_nothing_is_checked_before_the_first_question(case: Case) -> None:
    with pytest.raises(DeskRefused) as refused:
        called(case)
    assert refused.value.facts["reason"] == "no_loss"


def test_what_is_lost_counts_for_nothing_under_any_heading(
    case: Case, phone: Authenticator
) -> None:
    described(case, phone)
    same_number = ContactAddress.objects.filter(user=case.person, kind="PHONE").earliest("pk")
    found = possible(case)
    assert found[f"authenticator-{phone.pk}"].points == 0
    assert f"address-{same_number.pk}" not in found  # one telephone, shown once
    with pytest.raises((DeskRefused, NotThere)):
        check_start_call(
            case_id=case.pk,
            agent=case.agent,
            target=f"authenticator-{phone.pk}",
            at=timezone.now(),
        )


def test_a_forgotten_phone_is_not_called_either(case: Case, phone: Authenticator) -> None:
    described(case, phone, loss=Loss.FORGOTTEN)
    assert possible(case)[f"authenticator-{phone.pk}"].points == 0


def test_caller_id_is_no_method_at_all(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    methods = {one.method for one in possible(case).values()}
    assert methods <= {"PHONE_CALL", "MAIL_CODE", "TOTP"}


@pytest.mark.parametrize(
    "typed", ["+14065550199", "4065550199", "address-", "authenticator-x", "address-1; --", ""]
)
def test_a_number_that_somebody_typed_is_never_called(
    typed: str, case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    before = Message.objects.count()
    with audit_trail.records(Tag.STAFF_CHECK_REFUSED), pytest.raises(NotThere):
        check_start_call(case_id=case.pk, agent=case.agent, target=typed, at=timezone.now())
    assert Message.objects.count() == before


def test_what_is_on_file_for_others_is_not_there(
    case: Case, phone: Authenticator, outsider: User
) -> None:
    described(case, phone)
    ask: dict[str, Any] = {"case_id": case.pk, "agent": case.agent, "at": timezone.now()}
    theirs = phone_add(outsider, "+14065550150")
    for target in (f"address-{theirs.pk}", f"authenticator-{phone_make(outsider).pk}"):
        with pytest.raises(NotThere):
            check_start_call(**ask, target=target)
    with pytest.raises(NotThere):
        check_start_mail(**ask, target=f"address-{mailbox_of(outsider).pk}")
    with pytest.raises(NotThere):  # a mailbox is not a telephone
        check_start_call(**ask, target=f"address-{mailbox_of(case.person).pk}")


def test_new_and_changed_numbers_count_for_nothing(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    new = phone_add(case.person, "+14065550160", age=timedelta(hours=71))
    changed = landline_of(case.person)
    ContactAddress.objects.filter(pk=changed.pk).update(
        changed_at=timezone.now() - timedelta(days=29)
    )
    old = ContactAddress.objects.filter(user=case.person, kind="PHONE").order_by("pk")[1]
    ContactAddress.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=29))
    found = possible(case)
    assert (found[f"address-{new.pk}"].points, found[f"address-{old.pk}"].points) == (0, 0)
    assert "72" in found[f"address-{new.pk}"].note
    assert "30" in found[f"address-{old.pk}"].note
    with pytest.raises(DeskRefused):
        check_start_call(
            case_id=case.pk, agent=case.agent, target=f"address-{new.pk}", at=timezone.now()
        )


def test_a_shared_line_is_worth_less(case: Case, phone: Authenticator, outsider: User) -> None:
    phone_add(outsider, "+14065550102")
    described(case, phone)
    shared = possible(case)[f"address-{landline_of(case.person).pk}"]
    assert (shared.points, bool(shared.note)) == (40, True)
    called(case)
    assert points(case) == 40


def test_a_number_that_others_only_began_to_add_is_not_shared(
    case: Case, phone: Authenticator, outsider: User
) -> None:
    """Anybody can type anybody's number: that must not make the owner's check worth less."""
    theirs = phone_make(outsider, number="+14065550102", state="PENDING", confirmed=False)
    described(case, phone)
    assert possible(case)[f"address-{landline_of(case.person).pk}"].points == 70
    Authenticator.objects.filter(pk=theirs.pk).update(state="SUSPENDED", activated_at=LONG_AGO)
    assert possible(case)[f"address-{landline_of(case.person).pk}"].points == 40


def test_a_lost_number_counts_again_once_it_was_added_anew(
    case: Case, phone: Authenticator, user: User
) -> None:
    landline = landline_of(user)
    old = phone_make(user, number="+14065550102", state="REVOKED", confirmed=False)
    Authenticator.objects.filter(pk=old.pk).update(lost_at=LONG_AGO)
    described(case, phone)
    assert possible(case)[f"address-{landline.pk}"].points == 0
    for age, worth in ((71, 0), (73, 70)):
        added = timezone.now() - timedelta(hours=age)
        new = phone_make(user, number="+14065550102", activated_at=added)
        assert (
            max(one.points for one in possible(case).values() if one.target.last_digits == "02")
            == worth
        )
        Authenticator.objects.filter(pk=new.pk).update(state="REVOKED", confirmed=False)


def test_a_wrong_mail_code_is_told_to_the_agent_only(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    described(case, phone)
    check = mailed(case)
    with audit_trail.records(Tag.STAFF_EVIDENCE_FAILED):
        assert read_back(case, check, wrong_mail_code(check)) == Answer.WRONG
    with audit_trail.records():
        assert read_back(case, check, "12") == Answer.MISTYPED
    read_back(case, check, wrong_mail_code(check))
    read_back(case, check, wrong_mail_code(check))
    check.refresh_from_db()
    assert check.state == ChallengeState.FAILED
    assert read_back(case, check) == Answer.OVER
    assert points(case) == 0


def test_the_caller_hears_the_same_words_whatever_was_keyed(
    case: Case, phone: Authenticator
) -> None:
    described(case, phone)
    target = f"address-{landline_of(case.person).pk}"
    heard = []
    for keys in ("000000", None):
        check = check_start_call(
            case_id=case.pk, agent=case.agent, target=target, at=timezone.now()
        )
        heard.append(press(check, keys or keys_of(check)))
        happens(check, EventKind.COMPLETED)
    assert heard[0] == heard[1]


def test_a_code_read_out_from_an_app(
    case: Case, phone: Authenticator, audit_trail: AuditTrail
) -> None:
    app = app_make(case.person)
    described(case, phone)
    ask: dict[str, Any] = {
        "case_id": case.pk,
        "agent": case.agent,
        "target": f"authenticator-{app.pk}",
        "at": timezone.now(),
    }
    with audit_trail.records():
        assert check_totp(**ask, typed="12 34") == Answer.MISTYPED
    assert check_totp(**ask, typed=wrong_code_of(app)) == Answer.WRONG
    assert check_totp(**ask, typed=code_of(app)) == Answer.ACCEPTED
    assert points(case) == 80
    assert check_totp(**ask, typed=code_of(app)) == Answer.WRONG  # each code once


def test_nine_on_the_call_stops_the_case(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    check = called(case, keys="9")
    assert check.state == ChallengeState.REPORTED
    for again in (called, mailed):
        with pytest.raises(DeskRefused) as refused:
            again(case)
        assert refused.value.facts["reason"] == "reported"


def test_a_check_is_called_off(case: Case, phone: Authenticator, audit_trail: AuditTrail) -> None:
    described(case, phone)
    check = mailed(case)
    with audit_trail.records(Tag.STAFF_CHECK_CANCELLED):
        check_cancel(case_id=case.pk, agent=case.agent, challenge_id=check.pk, at=timezone.now())
    check.refresh_from_db()
    assert check.state == ChallengeState.CANCELLED


def test_the_checks_of_another_case_are_not_there(
    case: Case, phone: Authenticator, agent2: User, outsider: User
) -> None:
    described(case, phone)
    theirs = described(opened(agent2, outsider))
    check = mailed(theirs)
    for challenge_id in (check.pk, uuid4()):
        with pytest.raises(NotThere):
            check_answer_mail(
                case_id=case.pk,
                agent=case.agent,
                challenge_id=challenge_id,
                typed="123456",
                at=timezone.now(),
            )
    assert Challenge.objects.get(pk=check.pk).state == ChallengeState.PENDING


def test_the_limit_of_calls_holds_at_the_desk(case: Case, phone: Authenticator) -> None:
    described(case, phone)
    for _ in range(6):
        called(case, keys="000000")
    with pytest.raises(ChallengeRefused):
        called(case, keys="000000")
