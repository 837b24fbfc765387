from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.statistics.comparison_sets import grouped
from screening.comparison.statistics.robust import robust_z
from screening.comparison.statistics.shrinkage import empirical_bayes_rate

AMOUNTS = st.lists(st.floats(1, 1e6), min_size=3, max_size=30, unique=True)


def one_set(size: int):
    return grouped(np.zeros(size, dtype=np.int64))


@given(AMOUNTS)
def test_matches_sorting(amounts: list[float]) -> None:
    logs = [math.log(v) for v in amounts]
    median = statistics.median(logs)
    mad = statistics.median([abs(v - median) for v in logs])
    found = robust_z(np.array(logs), one_set(len(logs)))
    assert found.centre.tolist() == pytest.approx([median] * len(logs), abs=1e-9)
    if 1.4826 * mad > 1e-6:
        expected = [(v - median) / (1.4826 * mad) for v in logs]
        assert found.z.tolist() == pytest.approx(expected, abs=1e-9, rel=1e-6)


@given(st.floats(0.01, 100))
def test_the_currency_does_not_matter(factor: float) -> None:
    amounts = np.array([10.0, 12.0, 9.0, 55.0, 14.0, 11.0])
    plain = robust_z(np.log(amounts), one_set(6))
    other = robust_z(np.log(amounts * factor), one_set(6))
    assert other.z.tolist() == pytest.approx(plain.z.tolist(), abs=1e-9)


def test_without_spread_there_is_no_score() -> None:
    found = robust_z(np.log(np.array([5.0, 5.0, 5.0, 5.0, 900.0])), one_set(5))
    assert np.isnan(found.z).all()
    assert np.isnan(found.p).all()


def test_a_single_unit_has_no_spread() -> None:
    assert np.isnan(robust_z(np.array([1.0]), one_set(1)).z).all()


def test_rates_of_small_units_are_drawn_to_the_mean() -> None:
    observed, per = np.array([2.0, 300.0, 100.0, 240.0]), np.array([10.0, 2000.0, 2000.0, 2000.0])
    rate = empirical_bayes_rate(observed, per)
    mean = observed.sum() / per.sum()
    variance = (
        sum(n * (o / n - mean) ** 2 for o, n in zip(observed, per, strict=True)) / per.sum()
        - mean / per.mean()
    )
    for own, o, n in zip(rate, observed, per, strict=True):
        weight = variance / (variance + mean / n)
        assert own == pytest.approx(mean + weight * (o / n - mean), abs=1e-12)
    assert abs(rate[0] - mean) < abs(observed[0] / per[0] - mean) / 2
    assert abs(rate[1] - observed[1] / per[1]) < 0.01


def test_rates_that_vary_no_more_than_chance_become_one() -> None:
    rate = empirical_bayes_rate(np.array([10.0, 11.0, 9.0]), np.array([100.0, 100.0, 100.0]))
    assert rate.tolist() == pytest.approx([0.1, 0.1, 0.1])
