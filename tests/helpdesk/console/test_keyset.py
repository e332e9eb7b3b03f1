"""Turning pages: every row once, in order, whatever arrives meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from helpdesk.console.reading import PAGE
from tests.helpdesk.console.pages import THEN, Page, events_make, messages_make, page_of

pytestmark = pytest.mark.django_db

TRAIL = "console:audit_auditevent_changelist"
MESSAGES = "console:delivery_message_changelist"


def turned(browser: Client, name: str, query: str = "") -> Iterator[Page]:
    """Turn pages to the end."""
    page = page_of(browser, name, query)
    yield page
    while page.older:
        page = page_of(browser, name, page.older)
        yield page


def test_rows_of_one_moment_are_each_shown_once_in_order(reader: Client) -> None:
    events_make(PAGE * 2 + 5)
    pages = list(turned(reader, TRAIL))
    shown = [key for page in pages for key in page.keys]
    assert shown == list(AuditEvent.objects.order_by("-at", "-id").values_list("id", flat=True))
    assert len(pages) == 3
    assert not pages[-1].older


def test_a_random_key_orders_as_well_as_a_number(reader: Client, user: User) -> None:
    made = messages_make(PAGE * 2, person=user)
    pages = list(turned(reader, MESSAGES))
    assert [key for page in pages for key in page.keys] == sorted(
        (message.pk for message in made), reverse=True
    )
    assert len(pages) == 2


def test_rows_that_arrive_move_no_row_to_another_page(reader: Client) -> None:
    events_make(PAGE * 3)
    first = page_of(reader, TRAIL)
    expected = page_of(reader, TRAIL, first.older)
    events_make(7, at=THEN + timedelta(minutes=1))
    assert page_of(reader, TRAIL, first.older).keys == expected.keys
    assert page_of(reader, TRAIL, expected.newer).keys == first.keys


def test_the_way_back_ends_at_a_whole_first_page(reader: Client) -> None:
    events_make(PAGE * 2)
    second = page_of(reader, TRAIL, page_of(reader, TRAIL).older)
    events_make(3, at=THEN + timedelta(minutes=1))
    back = page_of(reader, TRAIL, second.newer)
    assert len(back.rows) == PAGE
    top = page_of(reader, TRAIL, page_of(reader, TRAIL, back.newer or "").newest)
    assert len(top.rows) == PAGE
    assert not top.newer
    assert not top.newest


def test_below_the_last_row_is_an_empty_page_with_a_way_up(reader: Client) -> None:
    events_make(PAGE + 1)
    last = list(turned(reader, TRAIL))[-1]
    event = last.rows[-1]
    below = page_of(reader, TRAIL, f"?older={event.at.isoformat().replace('+', '%2B')}~{event.pk}")
    assert not below.rows
    assert below.newest


def test_filter_and_search_stay_while_pages_turn(reader: Client) -> None:
    events_make(PAGE + 5, tag="user:link:used")
    events_make(PAGE + 5)
    for query in ("?q=user%3Alink%3Aused", "?q=user%3Alink%3Aused&stream__exact=SIGN_IN"):
        pages = list(turned(reader, TRAIL, query))
        assert [len(page.rows) for page in pages] == [PAGE, 5]
        assert {row.tag for page in pages for row in page.rows} == {"user:link:used"}


def test_a_number_finds_what_a_person_did_and_met_once_each(reader: Client, user: User) -> None:
    met = events_make(20, subject_id=user.pk)
    both = events_make(20, subject_id=user.pk, actor_id=user.pk)
    did = events_make(20, actor_id=user.pk)
    events_make(20, subject_id=user.pk + 1000)
    pages = list(turned(reader, TRAIL, f"?q={user.pk}"))
    expected = sorted((event.pk for event in met + both + did), reverse=True)
    assert [key for page in pages for key in page.keys] == expected


@pytest.mark.parametrize(
    "place",
    ["x", "1~2~3", "2026-03-01T12:00:00~1", "2026-03-01T12:00:00+00:00~x", "~", "%00~1", "9" * 200],
)
def test_a_place_that_is_none_leads_to_the_first_page(reader: Client, place: str) -> None:
    for name in ("older", "newer"):
        answer = reader.get(f"{reverse(TRAIL)}?{name}={place}")
        assert answer.status_code == 302
        assert answer["Location"].endswith("?e=1")


def test_a_place_says_nothing_that_a_list_keeps_back(reader: Client) -> None:
    page = page_of(reader, "console:accounts_session_changelist")
    (session,) = page.rows
    below = page_of(
        reader,
        "console:accounts_session_changelist",
        f"?older={session.created_at.isoformat().replace('+', '%2B')}~{session.id}",
    )
    assert not below.rows
