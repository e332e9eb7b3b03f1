"""Only numbers that are safe to call get in (D6)."""

import pytest
from pytest_django.fixtures import Settings

from accounts.numbers import (
    NumberRefused,
    extension_parse,
    number_country,
    number_join,
    number_mask,
    number_parse,
    number_pretty,
    number_split,
)


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


@pytest.mark.parametrize(
    ("raw", "extension"),
    [
        ("+1 406 555 0100 x123", "123"),
        ("+1 406 555 0100 ext. 123", "123"),
        ("(406) 555-0100 extension 0042", "0042"),
        ("tel:+14065550100;ext=7", "7"),
        ("+14065550100;ext=123", "123"),
        ("+1 406 555 0100", ""),
    ],
)
def test_an_extension_is_told_from_its_number(raw: str, extension: str) -> None:
    number, found = number_split(raw)
    assert (number, found) == ("+14065550100", extension)
    assert number_split(number_join(number, found)) == (number, found)


@pytest.mark.parametrize("raw", ["12a", "123456789", "#1", "1;postd=2", "*"])
def test_an_extension_is_a_few_digits(raw: str) -> None:
    with pytest.raises(NumberRefused):
        extension_parse(raw)


def test_an_extension_is_read_in_any_usual_way() -> None:
    assert extension_parse(" 12-3 ") == "123"
    assert extension_parse("\uff11\uff12") == "12"
    assert extension_parse("") == ""


def test_numbers_are_shown_as_people_write_them() -> None:
    assert number_pretty("+14065550100", "12") == "+1 406-555-0100 ext. 12"
    assert number_pretty("nonsense") == "nonsense"


def test_the_list_of_countries_decides(settings: Settings) -> None:
    settings.PHONE_COUNTRIES = frozenset({"DE"})
    with pytest.raises(NumberRefused, match="country"):
        number_parse("+14065550101")


def test_the_mask_shows_two_digits() -> None:
    assert number_mask("+14065550101") == "••• ••01"
    assert number_mask("+14065550101", "123") == "••• ••01 ext. ••3"
    assert number_mask("+14065550101;ext=123") == "••• ••01 ext. ••3"
    assert number_country("+881612345678") == ""
