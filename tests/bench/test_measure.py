"""Percentiles are those of the samples, by nearest rank."""

import pytest

from bench.measure import spread_of, timed


def test_percentiles_are_samples() -> None:
    spread = spread_of([float(n) for n in range(100, 0, -1)])
    assert (spread.samples, spread.p50, spread.p95, spread.p99) == (100, 50, 95, 99)
    assert spread.longest == 100


def test_one_sample_is_every_percentile() -> None:
    assert spread_of([7.0]).p95 == 7.0


def test_nothing_measured_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="Nothing"):
        spread_of([])


def test_time_is_in_milliseconds() -> None:
    assert 0 <= timed(lambda: None) < 1000
