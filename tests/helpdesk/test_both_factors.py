"""A7: after a new password or telephone number there is no passcode for a day, whoever asks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.links.services import link_redeem, link_send
from accounts.models import ContactAddress, User
from accounts.models.link import Purpose
from audit.tags import Tag
from helpdesk.models import Case
from helpdesk.refusals import DeskRefused
from mfa.models import Authenticator, Passcode
from tests.fixtures.people import phone_add
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import case_url, issue, issue_click, landline_of, verified

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


def is_refused(case: Case) -> bool:
    """Say whether the passcode of this case is refused for this reason."""
    try:
        issue(case)
    except DeskRefused as refused:
        return bool(refused.facts["reason"] == "both_factors")
    return False


def test_a_password_set_by_a_link_stops_the_passcode(
    ready: Case, user: User, agent2: User, audit_trail: AuditTrail
) -> None:
    link = link_send(user=user, purpose=Purpose.RESET, actor=user, at=timezone.now())
    words = "seven green bicycles upstairs"
    link_redeem(link_id=link.pk, password=words, ip="", at=timezone.now())
    with audit_trail.records(Tag.STAFF_PASSCODE_REFUSED):
        assert is_refused(ready)
    assert is_refused(verified(agent2, user))  # another agent, another case: the same answer
    assert not Passcode.objects.exists()


def test_after_a_day_it_is_over(ready: Case, user: User) -> None:
    for hours, refused in ((23, True), (25, False)):
        changed = timezone.now() - hours * HOURS
        User.objects.filter(pk=user.pk).update(password_changed_at=changed)
        assert is_refused(ready) == refused


@pytest.mark.parametrize("column", ["added_at", "changed_at", "removed_at"])
def test_a_telephone_that_changed_stops_it_too(
    ready: Case, user: User, phone: Authenticator, column: str
) -> None:
    other = phone_add(user, "+14065550188")
    for hours, refused in ((23, True), (25, False)):
        changed = {column: timezone.now() - hours * HOURS}
        ContactAddress.objects.filter(pk=other.pk).update(**changed)
        assert is_refused(ready) == refused


def test_a_new_mail_address_alone_does_not(ready: Case, user: User) -> None:
    ContactAddress.objects.create(
        user=user, kind="EMAIL", email="new@example.org", added_at=timezone.now()
    )
    assert not is_refused(ready)


def test_the_agent_is_told_why_and_what_to_do(desk: Client, full: Case, user: User) -> None:
    assert "Issue passcode" in desk.get(case_url(full.pk)).content.decode()
    moved = landline_of(user)
    ContactAddress.objects.filter(user=user, kind="PHONE").exclude(pk=moved.pk).update(
        removed_at=timezone.now()
    )
    page = desk.get(case_url(full.pk)).content.decode()
    assert "changed in the last 24 hours" in page
    assert "I cannot finish this on the phone today" in page
    answer = issue_click(desk, full)
    assert answer.status_code == 409
    assert not Passcode.objects.exists()
