"""Looking ahead: better than the same month last year on real counts, with limits that hold."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.forecast import rolled, series, thinned
from screening.comparison.statistics.comparison_sets import Reals
from screening.comparison.statistics.forecast import foretell, seasonal_naive

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("SCREENING_SHARED_DATA", ROOT / ".." / "shared" / "data"))
REAL = SHARED / "monthly_offences" / "monthly_offences.csv"
real = pytest.mark.skipif(not REAL.exists(), reason="the real monthly counts are not here")
STEP = 12


def seasonal(level: float, months: int, seed: int = 0) -> Reals:
    """Counts by chance around a season that doubles from winter to summer."""
    rate = level * (1 + np.sin(2 * np.pi * np.arange(months) / 12) / 3)
    return np.random.default_rng(seed).poisson(rate).astype(np.float64)


@real
def test_every_real_kind_is_foretold_better_than_by_the_same_month_last_year() -> None:
    """A kind each; from every twelfth month of sixteen years, twelve months ahead."""
    scores = rolled(series(REAL), 60, step=STEP)
    assert len(scores) > 10
    assert not [each.kind for each in scores if each.mase >= each.naive]
    whole = scores[-1]
    assert whole.mase < 0.9 * whole.naive
    assert 0.76 <= whole.cover80 <= 0.86
    assert 0.92 <= whole.cover95 <= 0.98


@real
@pytest.mark.parametrize("mean", [20, 3])
def test_so_are_counts_as_low_as_those_of_a_neighbourhood(mean: int) -> None:
    whole = rolled(thinned(series(REAL), mean), 36, step=STEP)[-1]
    assert whole.mase < 0.9 * whole.naive
    assert 0.76 <= whole.cover80 <= 0.88
    assert 0.92 <= whole.cover95 <= 0.985


def test_a_season_is_found_and_its_limits_lie_around_it() -> None:
    rows = np.stack([seasonal(60, 60, seed) for seed in range(20)])
    told = foretell(rows, 12)
    summer, winter = told.expected[:, 2:5].mean(), told.expected[:, 8:11].mean()
    assert summer > 1.5 * winter
    assert (told.low95 <= told.low80).all()
    assert (told.low80 <= told.expected).all()
    assert (told.expected <= told.high80).all()
    assert (told.high80 <= told.high95).all()
    assert (told.low95 == np.floor(told.low95)).all()
    assert (told.high95 == np.floor(told.high95)).all()


def test_a_level_that_shifted_is_followed() -> None:
    """What doubled two years ago is foretold at its new level."""
    row = seasonal(50, 84)
    row[60:] = seasonal(100, 24, 1)
    told = foretell(row[None, :], 12)
    assert 80 < told.expected.mean() < 120


def test_nothing_at_all_is_foretold_as_nothing() -> None:
    told = foretell(np.zeros((1, 36)), 3)
    assert np.allclose(told.expected, 0, atol=0.01)
    assert (told.low95 == 0).all()
    assert (told.high95 == 0).all()
    assert told.scale.tolist() == [0]


def test_the_same_counts_give_the_same_figures_whatever_stands_beside_them() -> None:
    rows = np.stack([seasonal(20, 48, seed) for seed in range(3)])
    together, alone = foretell(rows, 6), foretell(rows[1:2], 6)
    assert together.expected[1].tolist() == alone.expected[0].tolist()
    assert together.high95[1].tolist() == alone.high95[0].tolist()


def test_the_floor_is_the_same_month_of_the_last_year() -> None:
    row = np.arange(36, dtype=np.float64)[None, :]
    assert seasonal_naive(row, 14)[0].tolist() == [*range(24, 36), 24, 25]


def test_without_the_extra_one_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from screening.errors import ScreeningError

    monkeypatch.setitem(sys.modules, "statsforecast.models", None)
    with pytest.raises(ScreeningError, match="make forecast"):
        foretell(np.ones((1, 36)), 1)
