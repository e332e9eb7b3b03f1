"""What an agent types: parts of names, two words, whole user names and numbers, slips."""

from dataclasses import dataclass
from random import Random

from django.db import connection

SEED = 7
SAMPLE = """
SELECT username, given_name, family_name, employee_number FROM accounts_user
WHERE password = '!' AND (id - %s) %% %s = 0 ORDER BY id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One thing typed, and what kind of thing it is."""

    kind: str
    text: str


def queries_make(people: int) -> list[Query]:
    """Return ten queries about each of so many people: one of ten has a slip in it."""
    random = Random(SEED)
    found = []
    for username, given, family, number in _people(people):
        begins = (random.randrange(max(1, len(family) - 2)) for _ in range(2))
        found += [
            Query("3 letters of a name", given[:3]),
            *(Query("3 letters of a name", family[begin : begin + 3]) for begin in begins),
            Query("two words", f"{given[:4]} {family[:5]}"),
            Query("two words", f"{family} {given}"),
            Query("user name", username),
            Query("user name", username[:6]),
            Query("employee number", number),
            Query("mail address", f"{username}@northfield.example"),
            Query("slip of the finger", _slip(family, random)),
        ]
    return [one for one in found if len(one.text) > 2]


def _people(count: int) -> list[tuple[str, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM accounts_user WHERE password = '!'")
        first, last = cursor.fetchone()
        cursor.execute(SAMPLE, [first, max(1, (last - first) // (count + 1)), count])
        return list(cursor.fetchall())


def _slip(name: str, random: Random) -> str:
    """Swap two letters in the middle of a name."""
    place = random.randrange(1, max(2, len(name) - 2))
    return name[:place] + name[place + 1 : place + 2] + name[place] + name[place + 2 :]
