"""What one administrator may not import alone, and what counts as changed then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ContactAddress, User
from accounts.people.rules import ImportRefused
from audit.tags import Tag
from tests.accounts.people.importing import ANNA, BOSS, HEADER, import_
from tests.fixtures.trail import AuditTrail

pytestmark = pytest.mark.django_db(transaction=True)


def test_lowering_a_tier_needs_two(company: None, audit_trail: AuditTrail) -> None:
    User.objects.filter(username="anna").update(tier="PRIVILEGED")
    lowered = ANNA.replace("boss,,,", "boss,,standard,")
    with (
        audit_trail.records(Tag.SYSTEM_PERSON_REFUSED),
        pytest.raises(ImportRefused, match="Line 2 lowers a tier"),
    ):
        import_(HEADER + lowered + BOSS)
    assert User.objects.get(username="anna").tier == "PRIVILEGED"
    assert import_(HEADER + ANNA + BOSS).changes == 0


def test_more_than_one_contact_in_a_hundred_needs_two(company: None) -> None:
    """G10: a hijacked directory cannot quietly redirect everybody's calls."""
    rows = [
        f"p{n},P{n},Example,p{n}@example.org,,+1406556{n:04},,N{n},Arts,US,,,,,\n"
        for n in range(1000, 1003)
    ]
    with pytest.raises(ImportRefused, match="more than 1 in 100"):
        import_(HEADER + "".join(rows))
    assert not ContactAddress.objects.exclude(removed_at=None).exists()


def test_many_small_files_are_counted_as_one(company: None) -> None:
    """G10: what one import may not do, two on one day may not do either."""
    moved = [
        f"p{n},P{n},Example,p{n}@example.org,,+1406556{n:04},,N{n},Arts,US,,,,,\n"
        for n in range(1000, 1003)
    ]
    assert import_(HEADER + moved[0] + moved[1]).contacts_added == 2
    with pytest.raises(ImportRefused, match="6 of 405"):
        import_(HEADER + moved[2])
    day = timedelta(hours=25)
    ContactAddress.objects.exclude(changed_at=None).update(added_at=timezone.now() - day)
    ContactAddress.objects.exclude(removed_at=None).update(removed_at=timezone.now() - day)
    assert import_(HEADER + moved[2]).contacts_added == 1


def test_a_small_installation_may_change_a_few() -> None:
    import_(HEADER + ANNA + BOSS)
    assert import_(HEADER + ANNA.replace("0111", "0199") + BOSS).contacts_added == 1
    both = ANNA.replace("0111", "0122"), BOSS.replace("0112", "0133")
    with pytest.raises(ImportRefused, match="more than 1 in 100"):
        import_(HEADER + "".join(both))


def test_removed_by_one_import_and_added_by_the_next_is_changed(company: None) -> None:
    """A3: a number that comes back, or another in its place, scores nothing for 30 days."""
    import_(HEADER + ANNA.replace("+14065550111", "") + BOSS)
    import_(HEADER + ANNA + BOSS)
    back = User.objects.get(username="anna").addresses.get(kind="PHONE", removed_at=None)
    assert back.changed_at is not None
    assert back.changed_at == back.added_at


def test_only_administrators_import_and_not_themselves(
    company: None, agent: User, administrator: User, audit_trail: AuditTrail
) -> None:
    with (
        audit_trail.records(Tag.STAFF_PERSON_REFUSED),
        pytest.raises(ImportRefused, match="administrator"),
    ):
        import_(HEADER + ANNA + BOSS, actor=agent)
    own = "administrator,New,Name,,,,,,,,,,,,\n"
    with pytest.raises(ImportRefused, match="your own account"):
        import_(HEADER + own, actor=administrator)
    with audit_trail.records(Tag.STAFF_PERSON_IMPORTED):
        import_(HEADER + ANNA.replace("Öhm", "Müller") + BOSS, actor=administrator)
