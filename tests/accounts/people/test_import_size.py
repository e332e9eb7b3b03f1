"""A big file needs no more memory than a small one, and not forever."""

import io
from collections.abc import Iterator

import psutil
import pytest
from django.utils import timezone

from accounts.models import ContactAddress, User
from accounts.people.services import people_import
from tests.fixtures.database import Owner

ROWS = 100_000
MEMORY = 25_000_000  # the people as objects would be several hundred megabytes


def memory() -> int:
    """Return the bytes that this process holds."""
    process = psutil.Process()
    return int(process.memory_info().rss)


class Generated(io.RawIOBase):
    """A file that is made while it is read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._rest = lines, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while len(self._rest) < len(buffer) and (line := next(self._lines, b"")):
            self._rest += line
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def lines(peak: list[int]) -> Iterator[bytes]:
    """Yield a file in which one in ten has a phone, and note how big the process gets."""
    yield b"username,given_name,family_name,email,email2,phone,phone2,employee_number,manager\n"
    for n in range(ROWS):
        phone = "" if n % 10 else f"+1406{2000000 + n}"
        manager = "" if n == 1 else f"u{n // 10 or 1}"
        yield f"u{n},Given{n},Family{n},u{n}@example.org,,{phone},,{n},{manager}\n".encode()
        if n % 1000 == 0:
            peak[0] = max(peak[0], memory())


@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_people_come_in_bounded_memory(owner_connection: Owner) -> None:
    peak, before = [0], memory()
    file = io.BufferedReader(Generated(lines(peak)))  # type: ignore[type-var]
    report = people_import(file=file, actor=None, dry_run=False, at=timezone.now())
    peak[0] = max(peak[0], memory())

    assert [str(problem) for problem in report.problems] == []
    assert (report.created, User.objects.count()) == (ROWS, ROWS)
    assert ContactAddress.objects.count() == report.contacts_added
    assert peak[0] - before < MEMORY
    owner_connection.execute("TRUNCATE accounts_user CASCADE")  # the usual way takes a minute
