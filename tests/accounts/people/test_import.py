"""Story: the directory's nightly file. All of it or nothing, and twice is once."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import ContactAddress, User
from accounts.people.services import people_import
from accounts.sessions import SessionStore
from audit.tags import Tag
from tests.accounts.people.importing import ANNA, BOSS, HEADER, import_
from tests.fixtures.people import person_make, phone_add
from tests.fixtures.trail import AuditTrail

pytestmark = pytest.mark.django_db(transaction=True)


def test_people_their_manager_and_addresses_come_in(audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.SYSTEM_PERSON_IMPORTED):
        report = import_(HEADER + ANNA + BOSS)

    anna = User.objects.get(username="anna")
    assert report.is_applied
    assert (report.rows, report.created, report.contacts_added) == (2, 2, 5)
    assert anna.manager == User.objects.get(username="boss")
    assert anna.manager_since is not None
    assert not anna.has_usable_password()
    assert (anna.status, anna.tier, anna.language) == ("ACTIVE", "STANDARD", "")
    assert anna.time_zone == "Europe/Berlin"
    assert anna.search_text == "anna ohm anna anna e1"
    assert {a.number for a in anna.addresses.filter(kind="PHONE")} == {"+14065550111"}
    facts = audit_trail.facts(Tag.SYSTEM_PERSON_IMPORTED)
    assert facts == {
        "rows": 2,
        "created": 2,
        "updated": 0,
        "contacts_added": 5,
        "contacts_removed": 0,
    }


def test_the_second_time_changes_nothing() -> None:
    import_(HEADER + ANNA + BOSS)
    before = list(User.objects.order_by("pk").values()), list(ContactAddress.objects.values())
    report = import_(HEADER + BOSS + ANNA)
    assert report.changes == 0
    assert before == (
        list(User.objects.order_by("pk").values()),
        list(ContactAddress.objects.values()),
    )


def test_a_dry_run_says_what_would_change_and_changes_nothing(audit_trail: AuditTrail) -> None:
    with audit_trail.records():
        report = import_(HEADER + ANNA + BOSS, dry_run=True)
    assert (report.created, report.contacts_added, report.is_applied) == (2, 5, False)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Anna,Öhm,,,,,,,,,,,,", "username: is missing"),
        ("an na,Anna,Öhm,,,,,,,,,,,,", "username: only letters"),
        ("a,,Öhm,,,,,,,,,,,,", "given_name: is missing"),
        ("a,A,B,not mail,,,,,,,,,,,", "email: not a mail address"),
        ("a,A,B,,,123,,,,,,,,,", "phone: not a valid number"),
        ("a,A,B,,,,+1 900 555 0123,,,,,,,,", "phone2: this kind of number cannot be called"),
        ("a,A,B,,,,,,,USA,,,,,", "country: two letters"),
        ("a,A,B,,,,,,,,nobody,,,,", "manager: nobody has this username"),
        ("a,A,B,,,,,,,,a,,,,", "manager: nobody manages themselves"),
        ("a,A,B,,,,,,,,,GONE,,,", "status: must be one of active, locked, disabled"),
        ("a,A,B,,,,,,,,,,ROOT,,", "tier: must be one of standard, privileged"),
        ("a,A,B,,,,,,,,,,,english please,", "language: not a language code"),
        ("a,A,B,,,,,,,,,,,,Mars/Olympus", "time_zone: not a time zone"),
        ("a,A,B,,,,,,,,,,,,../../etc/passwd", "time_zone: not a time zone"),
        ("a,A\x00,B,,,,,,,,,,,,", "given_name: contains characters"),
        ("a,A\u202e,B,,,,,,,,,,,,", "given_name: contains characters"),
        (f"a,{'A' * 101},B,,,,,,,,,,,,", "given_name: is too long"),
        ("a,A,B", "3 cells instead of 15"),
        ("boss,A,B,,,,,,,,,,,,", "username: is on line 2 already"),
        ("a,A,B,,,,,E2,,,,,,,", "employee_number: is on line 2 already"),
        ("a,A,B,,,,,E9,,,,,,,", "employee_number: belongs to somebody else"),
        ('a,"A"x,B,,,,,,,,,,,,', "the quotes or separators are wrong"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_in(
    audit_trail: AuditTrail, row: str, problem: str
) -> None:
    person_make("known", employee_number="E9")
    with audit_trail.records():
        report = import_(HEADER + BOSS + row + "\n" + ANNA)
    assert [str(p).startswith(f"line 3: {problem}") for p in report.problems] == [True]
    assert not report.is_applied
    assert User.objects.count() == 1


def test_every_bad_cell_of_a_row_is_on_its_line() -> None:
    report = import_(HEADER + "a,A,B,x,,1,,,,,,,,,\n")
    assert str(report.problems[0]) == "line 2: email: not a mail address; phone: not a valid number"


@pytest.mark.parametrize(
    "header",
    ["", "username\n", HEADER.replace("tier", "password"), HEADER.strip() + ",tier\n", "\xff\n"],
)
def test_a_wrong_header_is_told_once(header: str) -> None:
    report = import_(header + ANNA)
    assert [p.line for p in report.problems] == [1]


def test_bytes_that_are_no_text_are_told() -> None:
    file = io.BytesIO(HEADER.encode() + ANNA.encode() + b"b\xff,B,B,,,,,,,,,,,,\n")
    report = people_import(file=file, actor=None, dry_run=False, at=timezone.now())
    assert str(report.problems[0]) == "line 3: username: is not written in UTF-8"
    assert not User.objects.exists()


def test_only_the_first_thousand_problems_are_kept() -> None:
    report = import_(HEADER + "x\n" * 3000)
    assert (len(report.problems), report.problem_count) == (1000, 3000)


def test_a_changed_number_replaces_the_old_one(company: None, audit_trail: AuditTrail) -> None:
    """A3: the new one counts as changed, so that a call to it scores nothing."""
    with audit_trail.records(Tag.SYSTEM_CONTACT_CHANGED, Tag.SYSTEM_PERSON_IMPORTED):
        report = import_(HEADER + ANNA.replace("0111", "0199") + BOSS)
    anna = User.objects.get(username="anna")
    old, new = anna.addresses.filter(kind="PHONE").order_by("pk")
    assert (report.contacts_added, report.contacts_removed) == (1, 1)
    assert old.removed_at is not None
    assert new.removed_at is None
    assert new.changed_at is not None


def test_an_added_number_is_new_but_replaces_none(company: None) -> None:
    import_(HEADER + ANNA.replace("0111,,", "0111,+14065550199,") + BOSS)
    added = User.objects.get(username="anna").addresses.filter(kind="PHONE").latest("pk")
    assert added.changed_at is None
    assert added.number == "+14065550199"


def test_what_a_person_added_is_not_taken_away(company: None) -> None:
    anna = User.objects.get(username="anna")
    phone_add(anna, "+14065550155")
    assert import_(HEADER + ANNA + BOSS).changes == 0
    assert import_(HEADER + ANNA.replace("+14065550111", "") + BOSS).contacts_removed == 1
    live = anna.addresses.filter(kind="PHONE", removed_at=None)
    assert [a.number for a in live] == ["+14065550155"]


def test_a_column_that_is_missing_changes_nothing(company: None) -> None:
    assert import_("username,given_name,family_name\nanna,Anna,Öhm\n").changes == 0
    report = import_("username,given_name,family_name,email\nanna,Anna,Öhm,anna@example.org\n")
    assert report.changes == 0


def test_changed_details_are_found_again(company: None, audit_trail: AuditTrail) -> None:
    changed = ANNA.replace("Öhm", "Müller").replace(",boss,", ",,")
    with audit_trail.records(Tag.SYSTEM_PERSON_IMPORTED):
        report = import_(HEADER + changed + BOSS)
    anna = User.objects.get(username="anna")
    assert report.updated == 1
    assert anna.search_text == "anna muller anna anna e1"
    assert (anna.manager, anna.manager_since) == (None, None)


def test_employee_numbers_can_be_swapped(company: None) -> None:
    swapped = ANNA.replace("E1", "E2") + BOSS.replace("E2", "E1")
    assert import_(HEADER + swapped).updated == 2
    assert User.objects.get(username="anna").employee_number == "E2"


def test_who_is_shut_out_is_signed_out_and_told_of(company: None, audit_trail: AuditTrail) -> None:
    anna = User.objects.get(username="anna")
    session = SessionStore()
    session["_auth_user_id"] = str(anna.pk)
    session.save()
    with audit_trail.records(Tag.SYSTEM_PERSON_CHANGED, Tag.SYSTEM_PERSON_IMPORTED):
        import_(HEADER + ANNA.replace("boss,,", "boss,disabled,") + BOSS)
    assert audit_trail.facts(Tag.SYSTEM_PERSON_CHANGED)["status"] == ["ACTIVE", "DISABLED"]
    assert not anna.sessions.exists()


def test_several_people_may_share_a_landline_and_an_address() -> None:
    shared = "c,C,C,anna@example.org,,+14065550111,,,,,,,,,\n"
    assert import_(HEADER + ANNA + BOSS + shared).created == 3


def test_the_command_names_bad_rows_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(HEADER + ANNA + BOSS + "x\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 of 3 rows are bad"):
        call_command("people_import", str(path))
    assert "line 4: 1 cells instead of 15" in capsys.readouterr().err

    path.write_text("\ufeff" + HEADER + ANNA + BOSS, encoding="utf-8")
    call_command("people_import", str(path), "--dry-run")
    assert "nothing was changed" in capsys.readouterr().out
    call_command("people_import", str(path))
    assert "2 people new" in capsys.readouterr().out
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("people_import", str(tmp_path / "nothing.csv"))


def test_two_rows_with_the_same_moment_keep_their_age(company: None) -> None:
    """A second import does not make addresses look younger than they are."""
    before = ContactAddress.objects.values_list("added_at", flat=True).latest("added_at")
    import_(HEADER + ANNA + BOSS)
    assert not ContactAddress.objects.filter(added_at__gt=before + timedelta(0)).exists()
