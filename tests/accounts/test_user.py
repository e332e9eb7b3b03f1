"""People: rules that the database keeps, and the search text that follows every change."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import ContactAddress, User
from accounts.models.address import Kind
from accounts.roles import Role, roles_of
from tests.fixtures.people import mail_add, person_make, phone_add

pytestmark = pytest.mark.django_db


def search_text(user: User) -> str:
    """Return what is stored."""
    return User.objects.values_list("search_text", flat=True).get(pk=user.pk)


def test_the_search_text_follows_every_change() -> None:
    user = person_make("zoe", given_name="Zoë", family_name="Łukasz", employee_number="E-77")
    assert search_text(user) == "zoe lukasz zoe zoe e-77"
    mail = mail_add(user, "alt@example.org")
    assert search_text(user) == "zoe lukasz zoe alt zoe e-77"
    mail.removed_at = timezone.now()
    mail.save()
    assert search_text(user) == "zoe lukasz zoe zoe e-77"
    User.objects.filter(pk=user.pk).update(family_name="ИВАНОВ", employee_number=None)
    assert search_text(user) == "zoe иванов zoe zoe"
    user.addresses.all().delete()
    assert search_text(user) == "zoe иванов zoe"


def test_a_number_is_never_in_the_search_text(user: User) -> None:
    assert "406" not in search_text(user)
    phone_add(user, "+14065550177")
    assert "0177" not in search_text(user)


def test_a_bulk_of_addresses_keeps_it_right() -> None:
    people = [person_make(f"bulk{n}") for n in range(5)]
    at = timezone.now()
    ContactAddress.objects.bulk_create(
        ContactAddress(user=p, kind=Kind.EMAIL, email=f"second-{p}@example.org", added_at=at)
        for p in people
    )
    assert all(f"second-{p}" in search_text(p) for p in people)


@pytest.mark.parametrize(
    "change",
    [
        "username = 'UPPER'",
        "username = ''",
        "username = 'manager'",
        "status = 'GONE'",
        "tier = 'ROOT'",
        "manager_id = id",
        "is_superuser = true",
    ],
)
def test_the_database_refuses_what_makes_no_sense(user: User, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_user SET {change} WHERE username = 'user'")  # noqa: S608


def test_an_address_is_a_mail_or_a_phone_and_on_file_once(user: User) -> None:
    def add(**fields: object) -> None:
        with transaction.atomic():
            ContactAddress.objects.create(user=user, added_at=timezone.now(), **fields)

    for bad in (
        {"kind": Kind.EMAIL, "email": ""},
        {"kind": Kind.EMAIL, "email": "UPPER@example.org"},
        {"kind": Kind.PHONE},
        {"kind": Kind.PHONE, "email": "a@example.org", "number": "+1", "number_index": b"x"},
        {"kind": Kind.EMAIL, "email": "user@example.org"},
    ):
        with pytest.raises(IntegrityError):
            add(**bad)
    with pytest.raises(IntegrityError), transaction.atomic():
        phone_add(user, "+14065550101")


def test_people_may_share_a_landline(user: User, outsider: User) -> None:
    phone_add(outsider, "+14065550101")
    user.addresses.filter(kind=Kind.PHONE).update(removed_at=timezone.now())
    phone_add(user, "+14065550101")


def test_roles_make_staff_and_a_lock_unmakes_them(
    agent: User, user: User, django_assert_num_queries: object
) -> None:
    agent = User.objects.get(pk=agent.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert roles_of(agent) == roles_of(agent) == {Role.AGENT}
        assert agent.is_staff
    assert roles_of(user) == frozenset()
    assert not user.is_staff
    assert roles_of(AnonymousUser()) == frozenset()
    agent.status = "LOCKED"
    assert roles_of(agent) == frozenset()
    assert not agent.is_staff


def test_names_are_put_together(user: User) -> None:
    assert (user.get_full_name(), user.get_short_name(), user.initials) == (
        "User Example",
        "User",
        "UE",
    )
    assert User.objects.get_by_natural_key("USER") == user
    assert [str(a) for a in user.addresses.order_by("pk")] == [
        "u•••@example.org",
        "••• ••01",
        "••• ••02",
    ]
