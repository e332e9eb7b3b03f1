"""The table of promises is complete, and names tests that exist and that browsers run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TABLE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| P(\d+) \|.*?\| (.*) \|$", TABLE, re.MULTILINE)
TESTS = sorted((ROOT / "tests" / "promises").glob("test_p*.py"))


def test_every_test_of_a_promise_has_its_row() -> None:
    named = set(re.findall(r"`(tests/promises/[\w]+\.py)`", TABLE))
    assert named == {str(path.relative_to(ROOT)) for path in TESTS}


def test_no_promise_has_two_rows_and_all_are_in_order() -> None:
    numbers = [int(number) for number, _ in ROWS]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(("number", "tests"), ROWS)
def test_a_row_names_a_test_in_a_real_browser(number: str, tests: str) -> None:
    paths = re.findall(r"`(tests/promises/test_p(\d+)_\w+\.py)`", tests)
    assert paths
    for path, promise in paths:
        assert promise == number
        source = (ROOT / path).read_text(encoding="utf-8")
        assert "pytest.mark.browser" in source
        assert re.search(r"^def test_\w+\(", source, re.MULTILINE)
