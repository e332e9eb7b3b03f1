"""What an import found and did."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

PROBLEMS_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken."""

    line: int
    text: str

    def __str__(self) -> str:
        return _("line %(line)d: %(text)s") % {"line": self.line, "text": self.text}


@dataclass(slots=True)
class ImportReport:
    """Counts of an import; with `problems` nothing was changed at all."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    contacts_added: int = 0
    contacts_removed: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    is_applied: bool = False

    @property
    def changes(self) -> int:
        """How much differs; 0 for a file that has been imported already."""
        return self.created + self.updated + self.contacts_added + self.contacts_removed

    def problem_add(self, line: int, text: str) -> None:
        """Note a bad row; only the first thousand are kept, the rest is counted."""
        self.problem_count += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(Problem(line, text))
