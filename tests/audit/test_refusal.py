"""A refusal outlives the rollback that it causes."""

from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.record import record
from audit.refusal import Refused, audited
from audit.tags import Tag
from tests.fixtures.people import person_make
from tests.fixtures.trail import AuditTrail


@audited
def rename(*, user: User, name: str, at: datetime) -> None:
    """Rename somebody, but not to an empty name."""
    User.objects.filter(pk=user.pk).update(given_name=name)
    if not name:
        message = "No name."
        raise Refused(message, tag=Tag.STAFF_PERSON_REFUSED, actor=user, subject=user, why="empty")
    record(Tag.STAFF_PERSON_CHANGED, at=at, actor=user, subject=user)


@audited
def rename_two(*, first: User, second: User, at: datetime) -> None:
    """Rename two people; the second cannot be."""
    rename(user=first, name="New", at=at)
    rename(user=second, name="", at=at)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_recorded_and_the_act_undone(user: User, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.STAFF_PERSON_REFUSED), pytest.raises(Refused, match="No name"):
        rename(user=user, name="", at=timezone.now())
    user.refresh_from_db()
    assert user.given_name == "User"
    assert audit_trail.facts(Tag.STAFF_PERSON_REFUSED) == {"why": "empty"}


@pytest.mark.django_db(transaction=True)
def test_a_refusal_inside_another_service_undoes_both(user: User, audit_trail: AuditTrail) -> None:
    other = person_make("other")
    with audit_trail.records(Tag.STAFF_PERSON_REFUSED), pytest.raises(Refused):
        rename_two(first=other, second=user, at=timezone.now())
    other.refresh_from_db()
    assert other.given_name == "Other"


@pytest.mark.django_db(transaction=True)
def test_a_service_that_works_is_recorded_once(user: User, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.STAFF_PERSON_CHANGED):
        rename(user=user, name="New", at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_code_around_a_service_cannot_undo_its_refusal(user: User) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        rename(user=user, name="", at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_an_ordinary_error_records_nothing(user: User, audit_trail: AuditTrail) -> None:
    @audited
    def broken(*, at: datetime) -> None:
        record(Tag.STAFF_PERSON_CHANGED, at=at, actor=None, subject=user)
        raise ZeroDivisionError

    with audit_trail.records(), pytest.raises(ZeroDivisionError):
        broken(at=timezone.now())
