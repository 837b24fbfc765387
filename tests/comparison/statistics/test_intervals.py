from __future__ import annotations

import math

import numpy as np
import pytest

from screening.comparison.statistics.intervals import poisson_interval, wilson_interval

Z95 = 1.959963984540054


def poisson_cdf(k: int, mean: float) -> float:
    return math.fsum(math.exp(i * math.log(mean) - mean - math.lgamma(i + 1)) for i in range(k + 1))


def solve(gap, low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) > 0 else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize("events", [1, 2, 5, 9])
def test_few_events_by_summing_the_distribution(events: int) -> None:
    low, high = poisson_interval(np.array([float(events)]))
    # The lower end is the mean at which this many or more has probability 2.5 %.
    lower = solve(lambda mean: 0.025 - (1 - poisson_cdf(events - 1, mean)), 1e-9, 50)
    upper = solve(lambda mean: poisson_cdf(events, mean) - 0.025, 1e-9, 50)
    assert low[0] == pytest.approx(lower, abs=1e-9)
    assert high[0] == pytest.approx(upper, abs=1e-9)


def test_no_events_has_no_lower_end_above_zero() -> None:
    low, high = poisson_interval(np.array([0.0]))
    assert low[0] == 0
    assert high[0] == pytest.approx(-math.log(0.025), abs=1e-12)


@pytest.mark.parametrize("events", [10, 81, 343, 69225])
def test_many_events_by_byar(events: int) -> None:
    low, high = poisson_interval(np.array([float(events)]))
    up = events + 1
    lower = events * (1 - 1 / (9 * events) - Z95 / (3 * math.sqrt(events))) ** 3
    upper = up * (1 - 1 / (9 * up) + Z95 / (3 * math.sqrt(up))) ** 3
    assert low[0] == pytest.approx(lower, rel=1e-12)
    assert high[0] == pytest.approx(upper, rel=1e-12)


def test_the_two_methods_meet_at_ten() -> None:
    low, high = poisson_interval(np.array([9.0, 10.0, 11.0]))
    assert np.all(np.diff(low) > 0)
    assert np.all(np.diff(high) > 0)
    assert low[1] == pytest.approx(4.795, abs=1e-2)  # exact interval of 10 events: 4.795-18.390
    assert high[1] == pytest.approx(18.390, abs=1e-2)


def test_an_unknown_number_of_events_has_no_interval() -> None:
    low, high = poisson_interval(np.array([np.nan]))
    assert np.isnan(low[0])
    assert np.isnan(high[0])


@pytest.mark.parametrize(("part", "size"), [(0, 10), (3, 10), (81, 263), (15, 15)])
def test_wilson_ends_are_where_the_score_test_gives_z(part: int, size: int) -> None:
    share = part / size
    low, high = wilson_interval(np.array([share]), np.array([float(size)]))
    for end in (low[0], high[0]):
        if 0 < end < 1:
            score = abs(share - end) / math.sqrt(end * (1 - end) / size)
            assert score == pytest.approx(Z95, abs=1e-9)
    assert low[0] <= share <= high[0]


def test_wilson_against_a_published_figure() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    low, high = wilson_interval(np.array([81 / 263]), np.array([263.0]))
    assert (round(low[0], 4), round(high[0], 4)) == (0.2553, 0.3662)
