"""What the lists ask of the database: nothing that grows with a table."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from helpdesk.console.keyset import KeysetList
from helpdesk.console.place import Order
from helpdesk.models import Case
from tests.helpdesk.console.pages import LISTS, admin_of, list_statements, page_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20
# Long or secret: a list needs none of them.
KEPT_BACK = ("search_text", "password", "body", "seed", "secret", "session_data", "number_index")
FILTERS = [(name, field) for name in LISTS for field in admin_of(name).list_filter]
# Beside those of test_console_lookups.py: over a relation, and in a way that no index answers.
PROBES = [
    ("console:accounts_user_changelist", "status__startswith"),
    ("console:accounts_user_changelist", "manager__password__startswith"),
    ("console:mfa_passcode_changelist", "grant__case_ref"),
    ("console:delivery_call_changelist", "message__destination_index"),
    ("console:audit_auditevent_changelist", "hash"),
]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["", "?q=", "?o=1", "?p=90", "?all="])
def test_a_list_counts_skips_and_sorts_nothing(
    name: str, query: str, filled: Case, reader: Client
) -> None:
    page = page_of(reader, name, query)
    model = admin_of(name).model
    assert len(page.statements) <= MOST_QUERIES
    for word in ("COUNT(", "OFFSET", "DISTINCT"):
        assert not [sql for sql in page.statements if word in sql]
    (statement,) = list_statements(page, model)
    assert _sorts_not(statement), statement
    columns = statement.partition(" FROM ")[0]
    assert not [column for column in KEPT_BACK if f'"{column}"' in columns]


@pytest.mark.parametrize("name", LISTS)
def test_the_next_page_is_one_step_into_an_index(name: str, filled: Case, reader: Client) -> None:
    page = page_of(reader, name)
    if not page.rows:
        return
    admin = admin_of(name)
    order = Order.of(admin.model, admin.ordering)
    place = order.write(page.rows[0]).replace("+", "%2B")
    (statement,) = list_statements(page_of(reader, name, f"?older={place}"), admin.model)
    assert _sorts_not(statement), statement
    assert "Index Cond: " in _plan(statement)


@pytest.mark.parametrize("name", LISTS)
def test_the_order_is_newest_first_and_total(name: str) -> None:
    admin = admin_of(name)
    order = Order.of(admin.model, admin.ordering)
    assert all(one.startswith("-") for one in admin.ordering)
    assert not [field for field in order.fields if field.null]
    assert order.fields[-1].unique
    assert admin.get_changelist(None) is KeysetList
    assert _has_index(name)


@pytest.mark.parametrize(("name", "field"), FILTERS)
def test_a_filter_has_an_index_in_the_lists_order(name: str, field: str) -> None:
    assert _has_index(name, field)


@pytest.mark.parametrize(("name", "field"), FILTERS)
def test_a_filter_counts_nothing(name: str, field: str, filled: Case, reader: Client) -> None:
    admin = admin_of(name)
    value = admin.model._meta.get_field(field).choices[0][0]
    page = page_of(reader, name, f"?{field}__exact=other&{field}__exact={value}")
    assert {getattr(row, field) for row in page.rows} <= {value}
    for word in ("COUNT(", "OFFSET", "DISTINCT"):
        assert not [sql for sql in page.statements if word in sql]
    assert reader.get(f"{reverse(name)}?{field}__exact=%00").status_code == 302


@pytest.mark.parametrize(("name", "lookup"), PROBES)
def test_only_what_the_page_offers_can_be_filtered_by(
    name: str, lookup: str, reader: Client
) -> None:
    assert reader.get(reverse(name), {lookup: "a"}).status_code == 400


def _has_index(name: str, *before: str) -> bool:
    """Say whether an index begins with a filter's column and goes on in the order of the list."""
    admin = admin_of(name)
    order = [field.column for field in Order.of(admin.model, admin.ordering).fields]
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, admin.model._meta.db_table)
    # A primary key is read backwards.
    return any(
        one["columns"] == [*before, *order] and (one["index"] or one["primary_key"])
        for one in found.values()
    )


def _sorts_not(statement: str) -> bool:
    """Say whether an index gives the order: a few rows would be sorted, so that is made dear."""
    return "Sort" not in _plan(statement)


def _plan(statement: str) -> str:
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(row[0] for row in cursor.fetchall())
