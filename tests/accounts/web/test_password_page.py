"""Changing a password takes the current one and a second step of its own."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from audit.tags import Tag
from tests.accounts.web.browsing import signed_in, with_second_step
from tests.fixtures.people import PASSWORD
from tests.fixtures.trail import AuditTrail
from tests.mfa.browsing import is_signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = reverse("accounts:password")
NEW = "seven purple elephants dancing"


def filled(current: str = PASSWORD, new: str = NEW, again: str | None = None) -> dict[str, str]:
    """Return the filled form."""
    return {"current": current, "new": new, "again": new if again is None else again}


def test_the_story(user: User, audit_trail: AuditTrail) -> None:
    here, app = signed_in(user)
    there, _ = signed_in(user)
    with_second_step(here, app, PAGE)

    with audit_trail.records(Tag.USER_PASSWORD_ACCEPTED, Tag.USER_PASSWORD_CHANGED):
        answer = here.post(PAGE, filled())

    user.refresh_from_db()
    assert answer["Location"] == reverse("mfa:account")
    assert user.check_password(NEW)
    assert user.password_changed_at is not None
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert here.get(PAGE).status_code == 302  # the second step was for one change
    assert mail.outbox == []  # mail goes through the outbox


def test_without_a_second_step_nothing_is_asked_or_taken(user: User) -> None:
    client, _ = signed_in(user)
    assert client.get(PAGE)["Location"] != PAGE
    assert client.post(PAGE, filled()).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (filled(current="wrong"), "current password is not right"),
        (filled(current=""), "This field is required"),
        (filled(new="short"), "too short"),
        (filled(new="keydesk-keydesk"), "build the password on"),
        (filled(again="other"), "passwords differ"),
        (filled(new="x" * 2000), "at most 1024"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    user: User, form: dict[str, str], text: str
) -> None:
    client, app = signed_in(user)
    with_second_step(client, app, PAGE)
    page = client.post(PAGE, form).content.decode()
    assert text in page
    assert NEW not in page
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_guessing_the_current_password_is_limited(user: User, audit_trail: AuditTrail) -> None:
    client, app = signed_in(user)
    with_second_step(client, app, PAGE)
    for _ in range(12):
        client.post(PAGE, filled(current="wrong"))
    assert "not right" in client.post(PAGE, filled()).content.decode()
    assert len(audit_trail.events(Tag.USER_PASSWORD_FAILED)) == 13
