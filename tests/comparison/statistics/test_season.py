"""A count against the same period of earlier years, held to plain binomial tails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from screening.comparison.statistics.season import dispersion, prediction_interval, season
from tests.thorough import part

CALM = np.tile([[40.0, 40.0, 40.0]], (5, 1))
"""Years without any spread, so that phi is 1 and everything is exact."""
counts = st.integers(0, 400)


@settings(deadline=None, max_examples=part(60))
@given(counts, st.integers(1, 900), st.integers(2, 6))
def test_p_is_the_exact_binomial_tail(now: int, level: int, years: int) -> None:
    earlier = np.full((1, years), float(level))
    found = season(np.array([float(now)]), earlier)
    assert found.phi == 1.0
    expected = binom.sf(now - 1, now + level * years, 1 / (years + 1))
    assert found.p[0] == pytest.approx(expected, rel=1e-9, abs=1e-300)


@settings(deadline=None, max_examples=part(60))
@given(st.integers(1, 300), st.integers(1, 300), st.integers(2, 6))
def test_the_ratio_has_the_exact_interval_of_clopper_and_pearson(
    now: int, level: int, years: int
) -> None:
    found = season(np.array([float(now)]), np.full((1, years), float(level)))
    total = level * years
    least = beta.ppf(0.025, now, total + 1)
    most = beta.ppf(0.975, now + 1, total)
    assert found.ratio[0] == pytest.approx(now / level, rel=1e-12)
    assert found.lower[0] == pytest.approx(years * least / (1 - least), rel=1e-9)
    assert found.upper[0] == pytest.approx(years * most / (1 - most), rel=1e-9)


@settings(deadline=None, max_examples=part(60))
@given(st.integers(1, 300), st.integers(2, 6))
def test_the_prediction_interval_holds_what_is_not_unlikely(level: int, years: int) -> None:
    total, part = level * years, 1 / (years + 1)
    low, high = (round_(v[0]) for v, round_ in zip(
        prediction_interval(np.array([float(total)]), years), (np.ceil, np.floor), strict=True
    ))  # fmt: skip
    upper = lambda x: binom.sf(x - 1, x + total, part)  # noqa: E731
    below = lambda x: binom.cdf(x, x + total, part)  # noqa: E731
    assert upper(high) >= 0.025 > upper(high + 1)
    assert below(low) >= 0.025
    assert low == 0 or below(low - 1) < 0.025


def test_coverage_of_the_interval_is_at_least_what_it_says() -> None:
    rng = np.random.default_rng(7)
    for rate in (3.0, 20.0, 150.0):
        earlier = rng.poisson(rate, (4_000, 4)).astype(float)
        now = rng.poisson(rate, 4_000)
        total = earlier.sum(axis=1)
        low, high = prediction_interval(total, 4)
        inside = (now >= np.ceil(low)) & (now <= np.floor(high))
        assert inside.mean() >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 4_000)


def test_spread_between_the_years_widens_everything() -> None:
    rng = np.random.default_rng(3)
    wild = rng.negative_binomial(5, 5 / 45, (200, 4)).astype(float)
    phi = dispersion(wild)
    by_hand = ((wild - wild.mean(1, keepdims=True)) ** 2 / wild.mean(1, keepdims=True)).sum()
    assert phi == pytest.approx(by_hand / (200 * 3), rel=1e-12)
    assert phi > 3
    now = np.full(200, 80.0)
    assert (season(now, wild).p > season(now, np.round(wild.mean(1))[:, None].repeat(4, 1)).p).all()


def test_what_cannot_be_judged_is_nan() -> None:
    now = np.array([5.0, np.nan, 5.0, -1.0, 0.0])
    earlier = CALM.copy()
    earlier[0] = 0
    earlier[2, 1] = np.nan
    found = season(now, earlier)
    assert np.isnan(found.ratio[:4]).all()
    assert np.isnan(found.p[:4]).all()
    assert (found.ratio[4], found.lower[4], found.p[4]) == (0.0, 0.0, 1.0)


def test_none_where_hardly_any_is_expected_is_judged_too() -> None:
    """Half a case expected, which is also what the logarithm takes none for."""
    earlier = np.array([[24.0, 19, 17, 14], [5, 2, 4, 3], [16, 12, 20, 9], [0, 1, 0, 1]])
    assert season(np.array([18.0, 11, 12, 0]), earlier).p[3] > 0.5


@pytest.mark.parametrize("others", [0, 1])
def test_years_of_chance_alone_are_exact_also_beside_a_unit_that_is_not_judged(others: int) -> None:
    level = [[2.0, 3, 2, 3], [10, 10, 10, 10], [5, 5, 5, 5], [4, 4, 4, 4]]
    earlier = np.array([*level, *[[np.nan] * 4] * others])
    now = np.array([0.0, 10, 5, 4, *[np.nan] * others])
    found = season(now, earlier).p[:4]
    exact = binom.sf(now[:4] - 1, now[:4] + earlier[:4].sum(axis=1), 1 / 5)
    assert found.tolist() == pytest.approx(exact.tolist(), rel=1e-9)
