"""(a) Finding the caller among a million people: the Desk against Django's stock admin."""

import tempfile
from functools import partial
from pathlib import Path

import psycopg
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from bench import stock
from bench.cast import people_make, signed_in, stock_administrator_make
from bench.measure import Spread, spread_of, timed
from bench.queries import Query, queries_make
from bench.result import Goal, Result
from mfa.models.authenticator import Kind

PEOPLE, STOCK_PEOPLE = 60, 5  # ten queries about each; the stock search is slow
TARGET_MS, TARGET_RATIO, TARGET_RATIO_INDEXED = 25, 20, 3


def run(environment: dict[str, str]) -> Result:
    """Measure the same kinds of query three times, on the same rows."""
    (agent,) = people_make("searcher", 1, kind=Kind.TOTP, role=Role.AGENT)
    stock_administrator_make()
    result = Result("(a) Caller search, page included (Django's test client, full middleware)")
    desk = _desk(signed_in(agent), queries_make(PEOPLE), result)
    few = queries_make(STOCK_PEOPLE)
    with tempfile.TemporaryDirectory() as folder:
        plain = spread_of(stock.stock_measure(environment, few, Path(folder)))
        owner = environment["DATABASE_OWNER_URL"]
        _execute(owner, stock.index_statement())
        _execute(owner, "ANALYZE accounts_user")
        indexed = spread_of(stock.stock_measure(environment, few, Path(folder)))
        _execute(owner, f"DROP INDEX {stock.INDEX}")
    result.rows += [("stock admin", plain), ("stock admin + trigram index", indexed)]
    result.goals = [
        Goal("Desk, p95", desk.p95, TARGET_MS),
        Goal("stock / Desk, p95", plain.p95 / desk.p95, TARGET_RATIO, "x", at_least=True),
        Goal(
            "stock with index / Desk, p95",
            indexed.p95 / desk.p95,
            TARGET_RATIO_INDEXED,
            "x",
            at_least=True,
        ),
        Goal("stock / Desk, p50", plain.p50 / desk.p50, TARGET_RATIO, "x", at_least=True),
    ]
    return result


def _desk(client: Client, queries: list[Query], result: Result) -> Spread:
    for query in queries[:10]:
        _search(client, query)
    times = [(query.kind, timed(partial(_search, client, query))) for query in queries]
    for kind in dict.fromkeys(query.kind for query in queries):
        result.rows.append((f"Desk: {kind}", spread_of([ms for name, ms in times if name == kind])))
    result.remarks.append("One query of ten has a slip of the finger in it.")
    whole = spread_of([ms for _, ms in times])
    result.rows.append(("Desk: all of them", whole))
    return whole


def _search(client: Client, query: Query) -> None:
    answer = client.post(reverse("desk:search"), {"q": query.text}, headers={"HX-Request": "true"})
    if answer.status_code != 200:
        message = f"The Desk's search answered {answer.status_code}."
        raise RuntimeError(message)


def _execute(owner: str, statement: str) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(statement.encode())
