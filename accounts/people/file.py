"""Reading the file row by row, in the memory of one row."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from accounts.people.report import ImportReport
from accounts.people.row import COLUMNS, REQUIRED, Row, RowRefused, row_parse

LINE_MAX = 100_000  # a file without line ends must not end up in memory as one line


class PeopleFile:
    """A CSV file in UTF-8 with a header line. Bad rows go to the report, good ones come out."""

    def __init__(self, file: BinaryIO, report: ImportReport) -> None:
        self._report = report
        self._reader = csv.reader(_lines(file), strict=True)
        self.columns: tuple[str, ...] = ()

    def header_read(self) -> bool:
        """Read the first line; False (and a problem) when the columns are not the expected ones."""
        try:
            header = next(self._reader, [])
        except csv.Error:
            header = []
        self.columns = tuple(name.strip().lower() for name in header)
        unknown = [name for name in self.columns if name not in COLUMNS]
        missing = [name for name in REQUIRED if name not in self.columns]
        if unknown or missing or len(set(self.columns)) < len(self.columns):
            expected = ",".join(COLUMNS)
            text = _("the header must name columns of: %(expected)s") % {"expected": expected}
            self._report.problem_add(1, text)
            return False
        return True

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield the number of the line on which a row begins, and the row."""
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
                if cells:
                    self._report.rows += 1
                    yield line, self._parse(cells)
            except StopIteration:
                return
            except RowRefused as error:
                self._report.problem_add(line, str(error))
            except csv.Error:
                self._report.problem_add(line, _("the quotes or separators are wrong"))

    def _parse(self, cells: list[str]) -> Row:
        if len(cells) != len(self.columns):
            raise RowRefused(
                _("%(found)d cells instead of %(wanted)d")
                % {"found": len(cells), "wanted": len(self.columns)}
            )
        return row_parse(dict(zip(self.columns, cells, strict=True)))


def _lines(file: BinaryIO) -> Iterator[str]:
    """Yield lines; what is not UTF-8 becomes U+FFFD, which no cell may contain."""
    encoding = "utf-8-sig"
    while line := file.readline(LINE_MAX):
        yield line.decode(encoding, errors="replace")
        encoding = "utf-8"
