"""Numbers from samples: percentiles by nearest rank, in milliseconds."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, over all its samples."""

    samples: int
    p50: float
    p95: float
    p99: float
    longest: float


def spread_of(milliseconds: Sequence[float]) -> Spread:
    """Return the percentiles; an empty list is a mistake and raises ValueError."""
    if not milliseconds:
        message = "Nothing was measured."
        raise ValueError(message)
    ordered = sorted(milliseconds)
    return Spread(
        samples=len(ordered),
        p50=_rank(ordered, 0.50),
        p95=_rank(ordered, 0.95),
        p99=_rank(ordered, 0.99),
        longest=ordered[-1],
    )


def timed(action: Callable[[], object]) -> float:
    """Return how many milliseconds of the clock on the wall `action` took."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
