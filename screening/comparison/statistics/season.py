"""A count against the counts of the same period in earlier years.

Given the sum S of k earlier counts, a new count X with the same rate is binomial within X + S with
probability 1 / (k + 1) (Przyborowski and Wilenski 1940); turned round, that gives the exact limits
for a count still to come (Thatcher 1964; Nelson 1982). Real counts vary more than Poisson from year
to year: phi, Pearson's chi-square of the earlier years over its degrees of freedom and pooled over
all units, is at least 1 and divides every count (quasi-Poisson). With phi = 1 all is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from screening.comparison.statistics.comparison_sets import Reals

Flags = NDArray[np.bool_]
_SMALLEST = 1e-300
_STEPS = 60


@dataclass(frozen=True)
class Season:
    """Per unit, shape (n,): NaN where a count is missing or nothing happened in earlier years.

    ``low`` and ``high`` bound, with 95 % chance, the count that the earlier years lead one to
    expect; ``lower`` and ``upper`` the ratio of the rate now to that of the earlier years.
    """

    expected: Reals
    ratio: Reals
    lower: Reals
    upper: Reals
    z: Reals
    p: Reals
    low: Reals
    high: Reals
    phi: float


def season(now: Reals, earlier: Reals) -> Season:
    """Judge ``now``, shape (n,), against ``earlier``, shape (n, k) with k at least 2."""
    special, years = scipy.special, earlier.shape[1]
    with np.errstate(invalid="ignore"):
        known = (now >= 0) & (earlier >= 0).all(axis=1)
    total = np.where(known, earlier.sum(axis=1), np.nan)
    total = np.where(total > 0, total, np.nan)
    phi = dispersion(earlier[known])
    seen, before = np.where(np.isnan(total), np.nan, now) / phi, total / phi
    p = np.where(
        seen > 0, special.betainc(np.maximum(seen, _SMALLEST), before + 1, 1 / (years + 1)), 1.0
    )
    p = np.where(np.isnan(seen), np.nan, p)
    least = _odds(
        np.where(seen > 0, special.betaincinv(np.maximum(seen, _SMALLEST), before + 1, 0.025), 0)
    )
    most = _odds(special.betaincinv(seen + 1, before, 0.975))
    low, high = prediction_interval(before, years)
    z = -special.ndtri(p)
    return Season(
        expected=total / years, ratio=now * years / total, lower=least * years, upper=most * years,
        z=np.where(np.isinf(z), np.nan, z), p=p, low=np.ceil(low * phi),
        high=np.floor(high * phi), phi=phi,
    )  # fmt: skip


def dispersion(earlier: Reals) -> float:
    """Phi of counts of shape (n, k) around the mean of their own row; 1 when there is none."""
    mean = earlier.mean(axis=1) if earlier.size else np.empty(0)
    rows = mean > 0
    freedom = rows.sum() * (earlier.shape[1] - 1)
    if not freedom:
        return 1.0
    chi2 = ((earlier[rows] - mean[rows, None]) ** 2 / mean[rows, None]).sum()
    return max(1.0, float(chi2 / freedom))


def prediction_interval(total: Reals, years: int, chance: float = 0.95) -> tuple[Reals, Reals]:
    """Least and most a new count can be before its one-sided chance falls under (1 - chance) / 2.

    ``total`` is the sum of ``years`` earlier counts, shape (n,). Found by halving, as real numbers;
    the whole counts inside are those from the ceiling of the first to the floor of the second.
    """
    special, tail, part = scipy.special, (1 - chance) / 2, 1 / (years + 1)
    centre = total / years
    span = 20 + 12 * np.sqrt(centre + 1) + centre
    high = _halve(lambda x: special.betainc(np.maximum(x, _SMALLEST), total + 1, part) >= tail,
                  centre, centre + span)  # fmt: skip
    low = _halve(lambda x: 1 - special.betainc(x + 1, np.maximum(total, _SMALLEST), part) < tail,
                 np.zeros_like(centre), centre)  # fmt: skip
    reachable = 1 - special.betainc(1, np.maximum(total, _SMALLEST), part) < tail
    return np.where(reachable, low, np.where(np.isnan(total), np.nan, 0.0)), high


def _halve(holds: Callable[[Reals], Flags], first: Reals, last: Reals) -> Reals:
    """The largest value between the two for which ``holds`` is still true."""
    low, high = first.copy(), last.copy()
    for _ in range(_STEPS):
        middle = (low + high) / 2
        inside = holds(middle)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low


def _odds(part: Reals) -> Reals:
    return part / (1 - part)
