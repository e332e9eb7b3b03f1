"""Only numbers that are safe to call get in (D6)."""

import pytest
from pytest_django.fixtures import Settings

from accounts.numbers import NumberRefused, number_country, number_mask, number_parse


@pytest.mark.parametrize(
    ("raw", "region", "expected"),
    [
        ("(406) 555-0101", None, "+14065550101"),
        ("406.555.0101", "US", "+14065550101"),
        ("+1 406 555 0101", "DE", "+14065550101"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("030 232345678", "DE", "+4930232345678"),
        ("\uff0b1 406 555 0101", None, "+14065550101"),
    ],
)
def test_every_spelling_becomes_one(raw: str, region: str | None, expected: str) -> None:
    assert number_parse(raw, region) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "nonsense",
        "911",
        "+1",
        "+1 406 555 010",
        "+1 406 555 0101 ext. 5",
        "+1 900 555 0123",  # premium
        "+44 909 879 0000",  # premium
        "+44 844 412 0000",  # shared cost
        "+44 76 1234 5678",  # pager
        "+44 55 0000 0000",  # company-wide
        "+44 70 1234 5678",  # personal, dear to call
        "+870 773 111 632",  # satellite
        "+881 612 345 678",  # satellite
        "+882 16 12 34 56 78",  # satellite
        "+979 123 456 789",  # international premium
        "+7 912 345 67 89",  # a country that is not on the list
        "1" * 500,
    ],
)
def test_what_costs_or_reaches_nobody_is_refused(raw: str) -> None:
    with pytest.raises(NumberRefused):
        number_parse(raw)


def test_the_list_of_countries_decides(settings: Settings) -> None:
    settings.PHONE_COUNTRIES = frozenset({"DE"})
    with pytest.raises(NumberRefused, match="country"):
        number_parse("+14065550101")


def test_the_mask_shows_two_digits() -> None:
    assert number_mask("+14065550101") == "••• ••01"
    assert number_country("+881612345678") == ""
