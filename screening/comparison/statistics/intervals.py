"""Intervals of a count and of a share."""

from __future__ import annotations

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import Reals

EXACT_BELOW = 10
"""Number of events from which Byar's approximation replaces the exact interval."""


def normal_quantile(level: float) -> float:
    """Half-width of a two-sided normal interval: 1.95996 for 0.95."""
    return float(scipy.special.ndtri(0.5 + level / 2))


def poisson_interval(events: Reals, level: float = 0.95) -> tuple[Reals, Reals]:
    """Interval of the mean behind a number of events: exact below 10, Byar's from 10.

    Exact: Garwood 1936, chi-square quantiles. Byar: Breslow and Day 1987, as public health
    profiles use it (APHO technical briefing 3). Same shape as ``events``; NaN stays NaN.
    """
    few = np.where(events < EXACT_BELOW, events, np.nan)
    many = np.where(events >= EXACT_BELOW, events, np.nan)
    tail = (1 - level) / 2
    # A quantile of chi-square with 2k degrees of freedom is twice one of gamma with shape k.
    exact_low = np.where(
        few == 0, 0.0, scipy.special.gammaincinv(np.where(few == 0, 1.0, few), tail)
    )
    exact_high = scipy.special.gammaincinv(few + 1, 1 - tail)
    z = normal_quantile(level)
    next_one = many + 1
    byar_low = many * (1 - 1 / (9 * many) - z / (3 * np.sqrt(many))) ** 3
    byar_high = next_one * (1 - 1 / (9 * next_one) + z / (3 * np.sqrt(next_one))) ** 3
    exact = events < EXACT_BELOW
    return np.where(exact, exact_low, byar_low), np.where(exact, exact_high, byar_high)


def wilson_interval(share: Reals, size: Reals, level: float = 0.95) -> tuple[Reals, Reals]:
    """Interval of a share observed among ``size`` trials (Wilson 1927)."""
    z = normal_quantile(level)
    shrink = 1 + z**2 / size
    centre = (share + z**2 / (2 * size)) / shrink
    half = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)) / shrink
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
