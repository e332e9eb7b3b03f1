"""What a scenario found, and the table it is printed in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.measure import Spread


@dataclass(frozen=True, slots=True)
class Goal:
    """A number to hold: `limit` of `what`, as an upper bound unless `at_least`."""

    what: str
    value: float
    limit: float
    unit: str = "ms"
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "holds" if self.holds else "MISSED"
        return f"{self.what}: {self.value:.1f} {self.unit} ({sign} {self.limit:g}) {verdict}"


@dataclass(slots=True)
class Result:
    """One scenario: rows of percentiles in milliseconds, goals, and remarks."""

    title: str
    rows: list[tuple[str, Spread]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Return the table as it is printed."""
        yield self.title
        if self.rows:
            width = max(len(name) for name, _ in self.rows) + 2
            yield f"  {'':<{width}}{'n':>6}{'p50':>10}{'p95':>10}{'p99':>10}{'max':>10}  ms"
            yield from (_row(name, spread, width) for name, spread in self.rows)
        yield from (f"  → {goal}" for goal in self.goals)
        yield from (f"  {remark}" for remark in self.remarks)
        yield ""


def _row(name: str, spread: Spread, width: int) -> str:
    numbers = (spread.p50, spread.p95, spread.p99, spread.longest)
    return f"  {name:<{width}}{spread.samples:>6}" + "".join(f"{one:>10.1f}" for one in numbers)


def missed(results: Sequence[Result]) -> list[Goal]:
    """Return the goals that do not hold."""
    return [goal for result in results for goal in result.goals if not goal.holds]
