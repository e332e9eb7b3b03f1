"""A goal says whether it holds, and a table what was measured."""

from bench.measure import spread_of
from bench.result import Goal, Result, missed


def test_a_goal_is_an_upper_bound_unless_it_says_otherwise() -> None:
    assert Goal("p95", 25.0, 25).holds
    assert not Goal("p95", 25.1, 25).holds
    assert Goal("ratio", 20.0, 20, "x", at_least=True).holds
    assert not Goal("ratio", 19.9, 20, "x", at_least=True).holds


def test_missed_goals_are_told() -> None:
    good, bad = Goal("a", 1, 2), Goal("b", 3, 2)
    result = Result("Title", rows=[("search", spread_of([1.0, 2.0]))], goals=[good, bad])
    assert missed([result]) == [bad]
    lines = list(result.lines())
    assert lines[0] == "Title"
    assert any("search" in line and "2.0" in line for line in lines)
    assert any("MISSED" in line for line in lines)
