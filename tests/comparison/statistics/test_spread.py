"""Both ways to find the variance between units, against their published formula in plain loops."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.comparison.kinds.rate import RateCompare
from screening.comparison.kinds.share import ShareCompare
from screening.comparison.statistics.comparison_sets import grouped
from screening.comparison.statistics.funnel import rate_funnel, share_funnel
from screening.comparison.statistics.spread import DEFAULT_SPREAD, SPREADS, Spread

ROWS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5000)), min_size=2, max_size=25)


def type7(values: list[float], share: float) -> float:
    ordered = sorted(values)
    position = (len(ordered) - 1) * share
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def moment(z: list[float], s: list[float]) -> float:
    """Spiegelhalter and others 2012: phi of winsorised scores, and the moment estimate."""
    low, high = type7(z, 0.1), type7(z, 0.9)
    n = len(z)
    phi = math.fsum(min(max(score, low), high) ** 2 for score in z) / n
    weights = [1 / each**2 for each in s]
    if n * phi <= n - 1:
        return 0.0
    total = math.fsum(weights)
    return max((n * phi - (n - 1)) / (total - math.fsum(w * w for w in weights) / total), 0.0)


def one_set(size: int):
    return grouped(np.zeros(size, dtype=np.int64))


def test_the_models_and_the_statistics_know_the_same_names() -> None:
    assert set(get_args(Spread)) == set(SPREADS)
    for model in (RateCompare, ShareCompare):
        assert model.model_fields["spread"].default == DEFAULT_SPREAD


@given(ROWS)
def test_moment_rates_against_the_published_formula(rows: list[tuple[int, int]]) -> None:
    counts, bases = [float(o) for o, _ in rows], [float(n) for _, n in rows]
    assume(sum(counts) > 0)
    found = rate_funnel(np.array(counts), np.array(bases), one_set(len(rows)), spread="moment")
    rate = math.fsum(counts) / math.fsum(bases)
    s = [1 / (2 * math.sqrt(n * rate)) for n in bases]
    y = [math.sqrt(o / (n * rate)) for o, n in zip(counts, bases, strict=True)]
    tau2 = moment([(each - 1) / sd for each, sd in zip(y, s, strict=True)], s)
    assert found.tau2[0] == pytest.approx(tau2, rel=1e-9, abs=1e-9)
    z = [(each - 1) / math.sqrt(sd**2 + tau2) for each, sd in zip(y, s, strict=True)]
    assert found.z.tolist() == pytest.approx(z, rel=1e-9, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 200)), min_size=2, max_size=20))
def test_moment_shares_against_the_published_formula(rows: list[tuple[int, int]]) -> None:
    parts, wholes = [float(x) for x, _ in rows], [float(m) for _, m in rows]
    assume(sum(parts) > 0)
    found = share_funnel(np.array(parts), np.array(wholes), one_set(len(rows)), spread="moment")
    centre = math.asin(math.sqrt(sum(parts) / sum(wholes)))
    s = [1 / (2 * math.sqrt(m)) for m in wholes]
    off = [math.asin(math.sqrt(x / m)) - centre for x, m in zip(parts, wholes, strict=True)]
    tau2 = moment([each / sd for each, sd in zip(off, s, strict=True)], s)
    assert found.tau2[0] == pytest.approx(tau2, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("spread", SPREADS)
def test_one_unit_and_no_events_have_no_spread(spread: str) -> None:
    alone = rate_funnel(np.array([7.0]), np.array([100.0]), one_set(1), spread=spread)
    nothing = rate_funnel(np.zeros(5), np.full(5, 100.0), one_set(5), spread=spread)
    assert [alone.tau2[0], nothing.tau2[0]] == [0, 0]


def test_sets_have_a_spread_each() -> None:
    counts = np.array([10.0, 90.0, 20.0, 60.0, 50.0, 51.0, 49.0, 50.0])
    found = rate_funnel(counts, np.full(8, 1000.0), grouped(np.repeat([0, 1], 4)), spread="moment")
    assert found.tau2[0] > 0.05
    assert found.tau2[1] == 0
