"""One slip of the finger is forgiven; a pattern never reads the whole index."""

import re

import pytest

from accounts.models import User
from helpdesk.desk.search import people_find
from helpdesk.desk.slips import RUN, slip_patterns
from tests.fixtures.people import person_make


@pytest.fixture
def hughes(db: None) -> User:
    return person_make("dhughes", given_name="Delia", family_name="Hughes")


@pytest.mark.parametrize("typed", ["huhges", "hughs", "hugghes", "hushes", "delia huhges"])
def test_one_slip_is_forgiven(typed: str, hughes: User) -> None:
    assert [one.id for one in people_find(typed)] == [hughes.pk]


@pytest.mark.parametrize("typed", ["hgues", "xughez", "delta huhges"])
def test_two_slips_are_not(typed: str, hughes: User) -> None:
    assert people_find(typed) == []


@pytest.mark.parametrize("word", ["abcd", "zahng", "al-masri", "hughes", "birdinground"])
def test_every_pattern_has_three_letters_in_a_row(word: str) -> None:
    patterns = slip_patterns(word)
    assert f"%{word}%" in patterns
    assert all(RUN.search(pattern) for pattern in patterns)


def test_what_means_something_to_like_is_escaped_and_not_varied() -> None:
    assert slip_patterns("50%_off") == ["%50\\%\\_off%"]
    assert slip_patterns("abc") == ["%abc%"]
    assert all(re.fullmatch(r"%[a-z_]+%", one) for one in slip_patterns("morgan"))
