"""Finding the caller: one box, at most twenty masked rows.

The trigram index answers `LIKE '%word%'` in about a millisecond among a million people. What it
finds is cut off at a few hundred before it is ranked, and typing errors are forgiven only when the
exact way finds nobody, because that costs twenty times as much.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from accounts.numbers import NumberRefused, number_parse
from accounts.vault import blind_index
from helpdesk.desk.slips import slip_patterns

LEAST = 3
LONGEST = 80
MOST_WORDS = 6
ROWS = 20
CANDIDATES = 200
PHONE_DIGITS = 7

_COLUMNS = "id, given_name, family_name, department, country, employee_number, status, tier"
# search_text is folded already; folding names again would cost more than the search does.
_RANK = """
    (username = %(first)s OR lower(coalesce(employee_number, '')) = %(first)s) DESC,
    (' ' || search_text || ' ' LIKE %(whole)s) DESC,
    (' ' || search_text LIKE %(start)s) DESC,
    similarity(search_text, %(folded)s) DESC, family_name, given_name, id
"""
_EXACT = f"""
WITH whole AS (
    SELECT {_COLUMNS}, username, search_text FROM accounts_user
    WHERE username = %(first)s OR employee_number = upper(%(first)s)
    UNION ALL
    SELECT {_COLUMNS}, username, search_text FROM accounts_user WHERE id IN (
        SELECT user_id FROM accounts_contact_address
        WHERE email = %(mail)s AND kind = 'EMAIL' AND removed_at IS NULL LIMIT {ROWS}
    )
), part AS MATERIALIZED (
    SELECT {_COLUMNS}, username, search_text FROM accounts_user
    WHERE [likes] LIMIT {CANDIDATES}
)
SELECT {_COLUMNS} FROM (SELECT * FROM whole UNION SELECT * FROM part) AS found
ORDER BY {_RANK} LIMIT {ROWS}
"""  # noqa: S608 - only constants of this file are pasted in
_ALIKE = f"""
WITH part AS MATERIALIZED (
    SELECT {_COLUMNS}, username, search_text FROM accounts_user
    WHERE [slips] LIMIT {CANDIDATES}
)
SELECT {_COLUMNS} FROM part
ORDER BY word_similarity(%(folded)s, search_text) DESC, family_name, given_name, id LIMIT {ROWS}
"""  # noqa: S608
_PHONE = f"""
SELECT {_COLUMNS} FROM accounts_user WHERE id IN (
    SELECT user_id FROM accounts_contact_address
    WHERE number_index = %(index)s AND kind = 'PHONE' AND removed_at IS NULL
    UNION
    SELECT user_id FROM mfa_authenticator
    WHERE number_index = %(index)s AND state IN ('ACTIVE', 'SUSPENDED')
) ORDER BY family_name, given_name, id LIMIT {ROWS}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the result: enough to tell namesakes apart, and no address."""

    id: int
    given_name: str
    family_name: str
    department: str
    country: str
    employee_number: str | None
    status: str
    tier: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()

    @property
    def number_end(self) -> str:
        """The last two characters of the employee number."""
        return (self.employee_number or "")[-2:]


def is_long_enough(query: str) -> bool:
    """Say whether there is something to look for: a word of three characters or a number."""
    words = query.split()
    return any(len(word) >= LEAST for word in words) or _digits(query) is not None


def people_by_number(number: str) -> list[Found]:
    """Return whose telephone number this is, in E.164."""
    with connection.cursor() as cursor:
        cursor.execute(_PHONE, {"index": blind_index(number)})
        return _rows(cursor.fetchall())


def people_find(
    query: str, *, by_number: Callable[[str], list[Found]] = people_by_number
) -> list[Found]:
    """Return up to twenty people whose name, username, mail or employee number fits; best first.

    A telephone number is looked up whole or not at all, by `by_number`.
    """
    query = query.replace("\x00", "")[:LONGEST].strip()
    if not is_long_enough(query):
        return []
    number = _digits(query)
    found = by_number(number) if number else []
    if len(found) < ROWS and any(len(word) >= LEAST for word in query.split()):
        found += _by_text(query)
    return list({one.id: one for one in found}.values())[:ROWS]


def _by_text(query: str) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_fold(%s)", [query])
        folded = str(cursor.fetchone()[0])
        if not folded.split():
            return []
        values = _values(folded)
        cursor.execute(_exact(values), values)
        found = _rows(cursor.fetchall())
    return found or _alike(values)


def _alike(values: dict[str, Any]) -> list[Found]:
    """Forgive one slip in one of the words (`slip_patterns`)."""
    words = values["folded"].split()
    if max(map(len, words)) <= LEAST:
        return []
    slips = {f"slips{number}": slip_patterns(word) for number, word in enumerate(words)}
    with transaction.atomic(), connection.cursor() as cursor:
        # Many patterns look so common to the planner that it would rather read everybody.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_ALIKE.replace("[slips]", _one_slip(len(words))), {**values, **slips})
        return _rows(cursor.fetchall())


def _one_slip(words: int) -> str:
    """Return the condition that one word was mistyped and the others were not."""
    branches = (
        " AND ".join(
            f"search_text LIKE ANY (%(slips{number})s::text[])"
            if number == slipped
            else f"search_text LIKE %(like{number})s"
            for number in range(words)
        )
        for slipped in range(words)
    )
    return " OR ".join(f"({branch})" for branch in branches)


def _values(folded: str) -> dict[str, Any]:
    typed = folded.split()[:MOST_WORDS]
    words = [_mail_name(word) for word in typed]
    escaped = [re.sub(r"([\\%_])", r"\\\1", word) for word in words]
    return {
        "folded": " ".join(words),
        "first": words[0],
        "mail": typed[0],
        "whole": f"% {escaped[0]} %",
        "start": f"% {escaped[0]}%",
        **{f"like{number}": f"%{word}%" for number, word in enumerate(escaped)},
    }


def _mail_name(word: str) -> str:
    """Return the name of a mail address: search_text has no domains. A short one stays whole."""
    name = word.partition("@")[0]
    return name if len(name) >= LEAST else word


def _exact(values: dict[str, Any]) -> str:
    """Return the query with one condition a word: LIKE ALL (…) would not use the index."""
    names = [name for name in values if name.startswith("like")]
    return _EXACT.replace("[likes]", " AND ".join(f"search_text LIKE %({one})s" for one in names))


def _digits(query: str) -> str | None:
    """Return the query as a number in E.164, or None when it is not one."""
    if sum(char.isdigit() for char in query) < PHONE_DIGITS or any(c.isalpha() for c in query):
        return None
    try:
        return number_parse(query)
    except NumberRefused:
        return None


def _rows(rows: list[tuple[Any, ...]]) -> list[Found]:
    return [Found(*row) for row in rows]
