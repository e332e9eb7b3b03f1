"""Finding the caller."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.tags import Tag
from helpdesk.desk.search import ROWS, people_find
from helpdesk.policy import DESK
from tests.fixtures.people import person_make, phone_add
from tests.fixtures.trail import AuditTrail
from tests.helpdesk.casting import browser_of
from tests.mfa.casting import phone_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(db: None) -> User:
    """Return somebody with an accent, a number and a telephone."""
    return person_make(
        "malvarez", given_name="María", family_name="Álvarez", employee_number="N004417"
    )


def names(query: str) -> list[str]:
    return [person.name for person in people_find(query)]


@pytest.mark.parametrize(
    "query",
    [
        "alv",
        "ÁLV",
        "maria alvarez",
        "alvarez maria",
        "malvarez",
        "N004417",
        "4417",
        "malvarez@example.org",
        "alvares",
        "mria alvarez",
    ],
)
def test_maria_is_found(query: str, maria: User) -> None:
    assert names(query)[:1] == ["María Álvarez"]


@pytest.mark.parametrize(
    "query", ["", "al", "a b", "%%%", "___", "\x00\x00\x00", "zzzzqqq", "' OR"]
)
def test_nothing_is_found(query: str, maria: User) -> None:
    assert names(query) == []


def test_beginnings_come_first(maria: User) -> None:
    person_make("halvorsen", given_name="Erik", family_name="Halvorsen")
    assert names("alv")[0] == "María Álvarez"


def test_at_most_twenty(db: None) -> None:
    User.objects.bulk_create(
        User(username=f"smith{n}", given_name="Jo", family_name="Smith", password="!")
        for n in range(30)
    )
    assert len(people_find("smith")) == ROWS


def test_a_telephone_is_found_whole_or_not_at_all(maria: User) -> None:
    phone_add(maria, "+14065550142")
    phone_make(maria, number="+14065550143")
    for number in ("+1 406 555 0142", "(406) 555-0143", "4065550142"):
        assert names(number) == ["María Álvarez"]
    for part in ("5550142", "406555014", "0142 555"):
        assert names(part) == []


def test_rows_show_no_address(maria: User, agent: User) -> None:
    phone_add(maria, "+14065550142")
    body = browser_of(agent).post(reverse("desk:search"), {"q": "alv"}).content.decode()
    assert "Álvarez" in body
    for kept_back in ("@", "0142", "N004417", "malvarez"):
        assert kept_back not in body


def test_a_name_with_markup_is_text(agent: User) -> None:
    person_make("evil", given_name="<img src=x>", family_name="Evil")
    body = browser_of(agent).post(reverse("desk:search"), {"q": "evil"}).content.decode()
    assert "<img src=x>" not in body


def test_outsiders_find_nobody(outsider: User, client: Client, maria: User) -> None:
    assert browser_of(outsider).post(reverse("desk:search"), {"q": "alv"}).status_code == 403
    assert client.post(reverse("desk:search"), {"q": "alv"}).status_code == 403


def search(desk: Client, query: str) -> tuple[int, str]:
    answer = desk.post(reverse("desk:search"), {"q": query})
    return answer.status_code, answer.content.decode()


def test_a_number_looked_up_is_on_record_without_the_number(
    agent: User, user: User, audit_trail: AuditTrail
) -> None:
    desk = browser_of(agent)
    with audit_trail.records(Tag.STAFF_PERSON_LOOKED_UP):
        assert "User Example" in search(desk, "+1 406 555 0101")[1]
        search(desk, "(406) 555-0101")  # typed on, or looked at again: one look
        search(desk, "example")
    event = audit_trail.events(Tag.STAFF_PERSON_LOOKED_UP)[0]
    assert (event.actor_id, event.subject_id) == (agent.pk, user.pk)
    assert "5550101" not in bytes(event.body).decode()


def test_numbers_cannot_be_tried_one_after_the_other(
    agent: User, monkeypatch: pytest.MonkeyPatch, audit_trail: AuditTrail
) -> None:
    monkeypatch.setattr(type(DESK), "__setattr__", object.__setattr__)
    monkeypatch.setattr(DESK, "numbers_budget", 3, raising=False)
    desk = browser_of(agent)
    for last in range(3):
        assert search(desk, f"+1 406 555 012{last}")[0] == 200
    with audit_trail.records(Tag.STAFF_PERSON_REFUSED):
        status, page = search(desk, "+1 406 555 0101")
    assert status == 409
    assert "Search by name" in page
    assert "User" not in page
    assert search(desk, "example")[0] == 200
