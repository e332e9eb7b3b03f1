"""The demo's people are many, believable and the same each time."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from pytest_django import DjangoDbBlocker

from accounts.models import ContactAddress, User
from accounts.models.address import Kind as AddressKind
from accounts.models.user import Status, Tier
from accounts.numbers import number_parse
from accounts.roles import Role, roles_of
from audit.models import AuditEvent, Stream
from audit.tags import Tag
from demo.people.cast import PASSWORD, STAFF
from demo.people.fill import demo_fill
from helpdesk.models import Case, CaseState
from mfa.models import Authenticator, AuthenticatorState, Kind

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Fill once for all tests that only look, and take everything back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert demo_fill(at=NOON) is not None
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("filled")
class TestPeople:
    def test_there_are_about_three_hundred_in_many_places(self) -> None:
        assert User.objects.count() == 300
        assert User.objects.values("department").distinct().count() >= 12
        assert User.objects.values("country").distinct().count() >= 6
        assert User.objects.filter(given_name__regex=r"[^\x00-\x7F]").exists()

    def test_everybody_but_the_president_has_a_manager(self) -> None:
        assert User.objects.filter(manager=None).count() == 1

    def test_some_are_privileged_and_some_may_not_sign_in(self) -> None:
        assert User.objects.filter(tier=Tier.PRIVILEGED).count() == 12
        states = Counter(User.objects.values_list("status", flat=True))
        assert (states[Status.DISABLED], states[Status.LOCKED]) == (6, 2)

    def test_the_known_password_opens_every_account_that_has_one(self) -> None:
        hashes = set(User.objects.values_list("password", flat=True))
        usable = {one for one in hashes if not one.startswith("!")}
        assert len(usable) == 1
        assert check_password(PASSWORD, usable.pop())

    def test_staff_have_one_role_each_a_code_and_a_phone(self) -> None:
        for member in STAFF:
            user = User.objects.get(username=member.username)
            assert roles_of(user) == {Role(member.role)}
            devices = Authenticator.objects.filter(user=user)
            assert {one.kind for one in devices} == {Kind.TOTP, Kind.PHONE}
            assert devices.get(kind=Kind.TOTP).seed == member.seed

    def test_nobody_else_has_a_role(self) -> None:
        names = User.objects.filter(groups__isnull=False).values_list("username", flat=True)
        assert set(names) == {member.username for member in STAFF}


@pytest.mark.usefixtures("filled")
class TestReach:
    def test_everybody_has_two_addresses_or_more(self) -> None:
        mails = Counter(_addresses(AddressKind.EMAIL).values_list("user", flat=True))
        phones = Counter(_addresses(AddressKind.PHONE).values_list("user", flat=True))
        assert set(mails.values()) == {2}
        assert len(phones) == User.objects.count()

    def test_every_number_is_one_that_keydesk_would_call(self) -> None:
        numbers = {one.number or "" for one in _addresses(AddressKind.PHONE)}
        numbers |= {one.number or "" for one in Authenticator.objects.filter(kind=Kind.PHONE)}
        assert [number_parse(number) for number in sorted(numbers)] == sorted(numbers)

    def test_six_offices_share_a_telephone(self) -> None:
        indexes = _addresses(AddressKind.PHONE).values_list("number_index", flat=True)
        shared = [
            count for count in Counter(bytes(one or b"") for one in indexes).values() if count > 1
        ]
        assert len(shared) == 6
        assert sum(shared) == 25

    def test_some_have_no_device_some_two_and_some_a_new_one(self) -> None:
        active = Authenticator.objects.filter(state=AuthenticatorState.ACTIVE)
        held = Counter(active.values_list("user", flat=True))
        assert 15 <= User.objects.count() - len(held) <= 22
        assert sum(1 for count in held.values() if count > 1) >= 30
        assert active.filter(activated_at__gt=NOON - timedelta(hours=72)).exists()
        assert _addresses(AddressKind.PHONE).filter(changed_at__gt=NOON - MONTH).exists()

    def test_maria_can_be_called_back_and_mailed(self) -> None:
        maria = User.objects.get(username="maria")
        phone = Authenticator.objects.get(user=maria)
        assert (phone.kind, phone.state) == (Kind.PHONE, AuthenticatorState.ACTIVE)
        others = (
            _addresses(AddressKind.PHONE)
            .filter(user=maria)
            .exclude(number_index=phone.number_index)
        )
        office = others.get()
        old = _addresses(AddressKind.PHONE).filter(user=maria, changed_at__lt=NOON - MONTH)
        assert old.contains(office)
        assert (
            not ContactAddress.objects.filter(number_index=office.number_index)
            .exclude(user=maria)
            .exists()
        )

    def test_lee_never_had_an_authenticator(self) -> None:
        assert not Authenticator.objects.filter(user__username="lee").exists()


@pytest.mark.usefixtures("filled")
class TestPast:
    def test_a_year_of_sign_ins_is_there_in_order(self) -> None:
        events = AuditEvent.objects.filter(tag__startswith="user:sign-in:")
        moments = list(events.order_by("id").values_list("at", flat=True))
        assert 20_000 <= len(moments) <= 40_000
        assert moments == sorted(moments)
        assert moments[0] < NOON - timedelta(days=360)
        assert moments[-1] < NOON
        assert events.filter(tag=Tag.USER_SIGN_IN_FAILED).count() > 500

    def test_a_device_was_last_used_when_the_trail_says(self) -> None:
        used = Authenticator.objects.get(user__username="maria")
        event = AuditEvent.objects.filter(
            tag=Tag.USER_SIGN_IN_APPROVED, subject_id=used.user_id
        ).latest("at")
        assert used.last_used_at == event.at
        assert f'"device":"{used.persistent_id}"'.encode() in bytes(event.body)

    def test_cases_are_closed_and_their_events_follow_each_other(self) -> None:
        assert not Case.objects.filter(state=CaseState.OPEN).exists()
        assert Case.objects.filter(state=CaseState.RESOLVED).count() >= 20
        chain = AuditEvent.objects.filter(stream=Stream.STAFF).order_by("seq")
        moments = list(chain.values_list("at", flat=True))
        assert len(moments) > 200
        assert moments == sorted(moments)

    def test_the_chain_can_be_verified(self) -> None:
        call_command("audit_verify")

    def test_agents_never_helped_staff_or_privileged_people(self) -> None:
        people = User.objects.filter(cases__isnull=False)
        assert not people.filter(groups__isnull=False).exists()
        assert not people.filter(tier=Tier.PRIVILEGED).exists()


def _addresses(kind: AddressKind) -> QuerySet[ContactAddress]:
    return ContactAddress.objects.filter(kind=kind)
