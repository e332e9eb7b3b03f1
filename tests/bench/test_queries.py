"""What the bench types is about people who are there, and one of ten has a slip."""

from collections import Counter
from random import Random

import pytest
from django.db import connection

from bench.cast import people_make
from bench.queries import _slip, queries_make
from mfa.models import Kind


@pytest.mark.django_db
def test_ten_queries_a_person_one_with_a_slip() -> None:
    people = people_make("typed", 40, kind=Kind.TOTP)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET password = '!', employee_number = 'E00' || id")
    kinds = Counter(query.kind for query in queries_make(3))
    assert len(people) == 40
    assert kinds["slip of the finger"] == 3
    assert sum(kinds.values()) == 30


def test_a_slip_keeps_the_letters() -> None:
    for seed in range(50):
        slipped = _slip("Birdinground", Random(seed))
        assert sorted(slipped) == sorted("Birdinground")
        assert slipped[0] == "B"
