"""The page for a forgotten password: one answer for everybody, the work done elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links.services import LinkRefused, link_request
from accounts.models import LinkToken, User
from accounts.tasks import forgotten
from audit.tags import Tag
from tests.fixtures.people import person_make
from tests.fixtures.trail import AuditTrail

pytestmark = pytest.mark.django_db(transaction=True)
FORGOTTEN = reverse("accounts:forgotten")


@pytest.mark.parametrize(
    "name", ["user", "user@example.org", "USER", "nobody", "ab\u2028", "shared@x.org"]
)
def test_the_page_says_the_same_to_everybody(
    user: User, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C13: known, unknown and shared names get one answer, and the same work is done for each."""
    person_make("one").addresses.update(email="shared@x.org")
    person_make("two").addresses.update(email="shared@x.org")
    sent: list[int] = []
    monkeypatch.setattr(forgotten, "delay", sent.append)
    page = Client().post(FORGOTTEN, {"name": name}).content.decode()
    assert "Look into your mail" in page
    assert name not in page
    assert sent == [user.pk if name.lower().startswith("user") else 0]


def test_the_worker_sends_it(user: User, audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.USER_LINK_SENT):
        forgotten(user.pk)
    assert LinkToken.objects.get().user == user


def test_an_unknown_name_is_recorded_without_the_name(audit_trail: AuditTrail) -> None:
    with audit_trail.records(Tag.USER_LINK_REFUSED):
        forgotten(0)
    with pytest.raises(LinkRefused):
        link_request(user_id=0, at=timezone.now())


def test_one_address_cannot_ask_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgotten, "delay", lambda _pk: None)
    client = Client()
    codes = [client.post(FORGOTTEN, {"name": f"n{n}"}).status_code for n in range(22)]
    assert codes == [200] * 20 + [429] * 2
