import pytest

from tests.accounts.people.importing import ANNA, BOSS, HEADER, import_


@pytest.fixture
def company(transactional_db: None) -> None:
    """Two hundred people with two addresses each, so that a change or two stays below 1 in 100."""
    rows = [
        f"p{n},P{n},Example,p{n}@example.org,,+1406555{n:04},,N{n},Arts,US,,,,,\n"
        for n in range(1000, 1200)
    ]
    import_(HEADER + "".join(rows) + ANNA + BOSS)
