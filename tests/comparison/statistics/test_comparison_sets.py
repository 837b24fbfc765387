"""Quantiles of sets laid end to end are those of each set by itself, whatever their sizes."""

from __future__ import annotations

import numpy as np
import pytest

from screening.comparison.statistics.comparison_sets import ComparisonSets, Whole
from screening.comparison.statistics.spread import between_units

RANDOM = np.random.default_rng(20260101)


def _sets(sizes: list[int]) -> ComparisonSets:
    ends = np.cumsum(sizes)
    members = np.arange(ends[-1], dtype=np.int64)
    nobody: Whole = np.full(len(members), -1, dtype=np.int64)
    return ComparisonSets(members, (ends - sizes).astype(np.int64), nobody)


@pytest.mark.parametrize(
    "sizes",
    [[20] * 30, [1], [7, 20, 1, 20, 13], [400, *[1] * 50]],
    ids=["alike", "one", "nearly alike", "one far larger"],
)
def test_quantiles_are_those_of_each_set_alone(sizes: list[int]) -> None:
    sets, values = _sets(sizes), RANDOM.normal(size=sum(sizes))
    found = sets.quantiles(values, 0.1, 0.5)
    each = np.split(values, sets.starts[1:])
    expected = [[np.quantile(part, share) for part in each] for share in (0.1, 0.5)]
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


def test_what_is_not_known_of_one_set_says_nothing_of_another() -> None:
    sets, values = _sets([3, 2, 3]), np.array([3.0, 1.0, 2.0, np.nan, np.nan, 9.0, 8.0, 7.0])
    [median] = sets.quantiles(values, 0.5)
    np.testing.assert_array_equal(median, [2.0, np.nan, 8.0])


def test_the_spread_of_a_set_does_not_depend_on_the_others() -> None:
    """Sets that differ no more than chance are left out, and those that move no more are left."""
    sizes = [20, 20, 15, 20]
    sets, z = _sets(sizes), RANDOM.normal(size=75) * np.repeat([5.0, 0.1, 4.0, 1.0], sizes)
    z[-1] = np.nan
    weight = np.repeat([10.0, 20.0, 30.0, 40.0], sizes)
    found = between_units(z, weight, sets)
    assert found[0] > 0
    assert found[1] == 0
    assert np.isnan(found[3])
    alone = between_units(z[40:55], weight[40:55], _sets([15]))
    assert found[2] == alone[0]


def test_a_set_is_found_alike_among_many_to_the_bit() -> None:
    z = RANDOM.normal(size=(200, 20)) * RANDOM.uniform(0.5, 6, size=(200, 1))
    weight = RANDOM.uniform(1, 400, size=(200, 20))
    together = between_units(z.ravel(), weight.ravel(), _sets([20] * 200))
    alone = [between_units(z[n], weight[n], _sets([20]))[0] for n in range(200)]
    np.testing.assert_array_equal(together, alone)
