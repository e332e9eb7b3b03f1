"""About three hundred people: who they are, who they report to, who is special."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from accounts.models.user import Status, Tier
from demo.people import college
from demo.people.cast import CAST, Member
from demo.people.names import CULTURES
from demo.people.plan import PersonPlan

SIZE = 300
DISABLED, LOCKED, NOT_ACTIVATED = 6, 2, 4
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ß": "ss", "đ": "d", "ł": "l", "Ł": "L"})


def crowd_make(random: Random, at: datetime) -> list[PersonPlan]:
    """Return everybody, managers first."""
    drawn = _drawn(random, at)
    heads = [next(drawn, None) for _ in range(len(college.DEPARTMENTS) + 2)]
    people = [one for one in heads if one is not None]
    _appoint(people)
    people += [_member(one, number, random, at) for number, one in enumerate(CAST)]
    people += [next(drawn) for _ in range(SIZE - len(people))]
    _report(people)
    _trouble(people[-60:])
    return people


def ascii_name(text: str) -> str:
    """Return a name as it stands in a user name: Jørgensen is jorgensen."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in plain.lower() if c.isascii() and c.isalpha())


def _drawn(random: Random, at: datetime) -> Iterator[PersonPlan]:
    """Draw people without end, none of them twice."""
    departments, weights = list(college.DEPARTMENTS), list(college.DEPARTMENTS.values())
    taken = {member.username for member in CAST}
    names: set[tuple[str, str]] = set()
    while True:
        culture = random.choices(CULTURES, weights=[6, 3, 1, 1, 1, 1, 1, 1, 1, 1, 0.5])[0]
        name = random.choice(culture.given), random.choice(culture.family)
        if name in names:
            continue
        names.add(name)
        country = random.choice(culture.countries)
        yield PersonPlan(
            username=_username(*name, taken),
            given_name=name[0],
            family_name=name[1],
            employee_number=f"N{100_000 + 37 * len(names)}",
            department=random.choices(departments, weights=weights)[0],
            country=country,
            time_zone=random.choice(college.TIME_ZONES[country]),
            joined_at=at - timedelta(days=random.randint(400, 5000)),
        )


def _username(given: str, family: str, taken: set[str]) -> str:
    stem = (ascii_name(given)[:1] + ascii_name(family))[:12]
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    taken.add(name)
    return name


def _member(member: Member, number: int, random: Random, at: datetime) -> PersonPlan:
    return PersonPlan(
        username=member.username,
        given_name=member.given_name,
        family_name=member.family_name,
        employee_number=f"N{200_000 + 11 * number}",
        department=member.department,
        country="US",
        time_zone="America/Denver",
        joined_at=at - timedelta(days=20 if member.username == "lee" else random.randint(500, 900)),
        role=member.role,
    )


def _appoint(heads: list[PersonPlan]) -> None:
    """Make the first people president, deputy director of IT and heads of departments."""
    titles = [
        (college.PRESIDENTS_OFFICE, "President"),
        (college.IT, "Deputy Director of IT"),
        *((name, college.PRIVILEGED_TITLES.get(name, "")) for name in college.DEPARTMENTS),
    ]
    for person, (department, title) in zip(heads, titles, strict=True):
        person.department, person.title = department, title
        person.country, person.time_zone = "US", "America/Denver"
        person.tier = Tier.PRIVILEGED if title else Tier.STANDARD


def _report(people: list[PersonPlan]) -> None:
    """Let everybody report to the head of the department, and the heads to the president."""
    president, deputy, *heads = people[: len(college.DEPARTMENTS) + 2]
    head_of = {head.department: head.username for head in heads}
    deputy.manager = head_of[college.IT]
    for head in heads:
        head.manager = president.username
    for person in people[len(college.DEPARTMENTS) + 2 :]:
        person.manager = head_of[person.department]


def _trouble(people: list[PersonPlan]) -> None:
    """Disable a few, lock two, and leave some who have not set a password yet."""
    for person in people[:DISABLED]:
        person.status = Status.DISABLED
    for person in people[DISABLED : DISABLED + LOCKED]:
        person.status = Status.LOCKED
    for person in people[DISABLED + LOCKED : DISABLED + LOCKED + NOT_ACTIVATED]:
        person.has_password = False
