"""One row of the file: from text to checked values. Pure, apart from settings and keys."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts import vault
from accounts.models.address import NUMBER_PURPOSE
from accounts.models.user import Status, Tier
from accounts.numbers import NumberRefused, number_parse

REQUIRED = ("username", "given_name", "family_name")
COLUMNS = (
    *REQUIRED,
    *("email", "email2", "phone", "phone2", "employee_number", "department", "country"),
    *("manager", "status", "tier", "language", "time_zone"),
)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,149}")
COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,6})?")
LENGTHS = {"given_name": 100, "family_name": 100, "employee_number": 40, "department": 100}
EMAIL_MAX = 254


class RowRefused(ValueError):  # noqa: N818
    """What is wrong with a row, as one line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A checked row. Empty optional cells are None; numbers are encrypted and indexed."""

    username: str
    given_name: str
    family_name: str
    emails: tuple[str, ...]
    numbers: tuple[bytes, ...]
    indexes: tuple[bytes, ...]
    employee_number: str | None
    department: str | None
    country: str | None
    manager: str | None
    status: str | None
    tier: str | None
    language: str | None
    time_zone: str | None


def row_parse(cells: dict[str, str]) -> Row:
    """Return the row; raises RowRefused with every bad cell named."""
    checker = _Checker(cells)
    country = checker.take("country", _country)
    emails = checker.take("email", _email), checker.take("email2", _email)
    phones = [checker.take(name, _phone_of(country)) for name in ("phone", "phone2")]
    numbers = sorted({phone for phone in phones if phone})
    row = Row(
        username=checker.take("username", _username) or "",
        given_name=checker.take("given_name", _text) or "",
        family_name=checker.take("family_name", _text) or "",
        emails=tuple(sorted({email for email in emails if email})),
        numbers=tuple(vault.encrypt(number, purpose=NUMBER_PURPOSE) for number in numbers),
        indexes=tuple(vault.blind_index(number) for number in numbers),
        employee_number=checker.take("employee_number", _text),
        department=checker.take("department", _text),
        country=country,
        manager=checker.take("manager", _username),
        status=checker.take("status", _choice(Status)),
        tier=checker.take("tier", _choice(Tier)),
        language=checker.take("language", _language),
        time_zone=checker.take("time_zone", _time_zone),
    )
    if row.manager == row.username:
        checker.problems.append(_("manager: nobody manages themselves"))
    if checker.problems:
        raise RowRefused("; ".join(checker.problems))
    return row


class _Checker:
    """Takes cells one by one and collects what is wrong with them."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.cells = cells
        self.problems: list[str] = []

    def take(self, name: str, check: Callable[[str], str]) -> str | None:
        cell = self.cells.get(name, "").strip()
        if not cell:
            if name in REQUIRED:
                self.problems.append(_("%(name)s: is missing") % {"name": name})
            return None
        try:
            if "\ufffd" in cell:
                raise RowRefused(_("is not written in UTF-8"))
            if not cell.isprintable():
                raise RowRefused(_("contains characters that cannot be printed"))
            if len(cell) > LENGTHS.get(name, EMAIL_MAX):
                raise RowRefused(_("is too long"))
            return check(cell)
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
            return None


def _text(cell: str) -> str:
    return cell


def _username(cell: str) -> str:
    name = cell.lower()
    if not USERNAME.fullmatch(name):
        raise RowRefused(_("only letters a to z, digits and . _ @ + - are possible"))
    return name


def _email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError as error:
        raise RowRefused(_("not a mail address")) from error
    return cell.lower()


def _phone_of(country: str | None) -> Callable[[str], str]:
    def check(cell: str) -> str:
        try:
            return _number(cell, country)
        except NumberRefused as error:
            raise RowRefused(error.message) from error

    return check


@lru_cache(maxsize=4096)
def _number(cell: str, country: str | None) -> str:
    return number_parse(cell, country)


def _country(cell: str) -> str:
    if not COUNTRY.fullmatch(cell.upper()):
        raise RowRefused(_("two letters are needed, such as US"))
    return cell.upper()


@cache
def _choice(choices: type[Status] | type[Tier]) -> Callable[[str], str]:
    def check(cell: str) -> str:
        if cell.upper() not in choices.values:
            possible = ", ".join(value.lower() for value in choices.values)
            raise RowRefused(_("must be one of %(possible)s") % {"possible": possible})
        return cell.upper()

    return check


def _language(cell: str) -> str:
    if not LANGUAGE.fullmatch(cell):
        raise RowRefused(_("not a language code, such as en"))
    return cell


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(cell: str) -> str:
    if cell not in _zones():
        raise RowRefused(_("not a time zone, such as Europe/Berlin"))
    return cell
