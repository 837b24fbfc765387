"""A count against the counts of the same period in earlier years.

Given the sum S of k earlier counts, a new count X with the same rate is binomial within X + S with
probability 1 / (k + 1) (Przyborowski and Wilenski 1940); turned round, that gives the exact limits
for a count still to come (Thatcher 1964; Nelson 1982). Real counts vary more than Poisson from year
to year: phi, Pearson's chi-square of the earlier years over its degrees of freedom and pooled over
all units, is at least 1 and divides every count (quasi-Poisson). With phi = 1 all is exact.

That makes large counts vary as many times more than chance as small ones, and gives them no longer
a tail. The chance p is therefore found as in :mod:`screening.comparison.statistics.tails`, from how
each earlier year lies to the others; where those differ by chance alone it is the exact one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from screening.comparison.statistics.comparison_sets import Reals, grouped
from screening.comparison.statistics.spread import between_units
from screening.comparison.statistics.tails import (
    FORMS,
    FREEDOM,
    RATES,
    Null,
    Spreading,
    judged_by,
    score,
)

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


def season(now: Reals, earlier: Reals, null: Null = "fitted") -> Season:
    """Judge ``now``, shape (n,), against ``earlier``, shape (n, k) with k at least 2.

    ``null`` is what ordinary years are taken to do: ``fitted`` to the earlier years of all units,
    or ``square-root`` for quasi-Poisson.
    """
    special, years = scipy.special, earlier.shape[1]
    with np.errstate(invalid="ignore"):
        known = (now >= 0) & (earlier >= 0).all(axis=1)
    total = np.where(known, earlier.sum(axis=1), np.nan)
    total = np.where(total > 0, total, np.nan)
    phi = dispersion(earlier[known])
    seen, before = np.where(np.isnan(total), np.nan, now) / phi, total / phi
    p = _tail(seen, before, years)
    z = -special.ndtri(p)
    if null == "fitted" and known.any():
        z, p = _fitted(np.where(np.isnan(total), np.nan, now), total, earlier[known], years)
    least = _odds(
        np.where(seen > 0, special.betaincinv(np.maximum(seen, _SMALLEST), before + 1, 0.025), 0)
    )
    most = _odds(special.betaincinv(seen + 1, before, 0.975))
    low, high = prediction_interval(before, years)
    return Season(
        expected=total / years, ratio=now * years / total, lower=least * years, upper=most * years,
        z=np.where(np.isinf(z), np.nan, z), p=p, low=np.ceil(low * phi),
        high=np.floor(high * phi), phi=phi,
    )  # fmt: skip


def _tail(seen: Reals, before: Reals, years: int) -> Reals:
    """P of a count as high as ``seen`` (n,) when ``years`` earlier ones add up to ``before``."""
    high = scipy.special.betainc(np.maximum(seen, _SMALLEST), before + 1, 1 / (years + 1))
    return np.where(np.isnan(seen), np.nan, np.where(seen > 0, high, 1.0))


@np.errstate(divide="ignore", invalid="ignore", over="ignore")  # what is not known stays unknown
def _fitted(seen: Reals, total: Reals, earlier: Reals, years: int) -> tuple[Reals, Reals]:
    """Score and p (n,) when years vary as the ``earlier`` ones (m, k) do around each other.

    Each earlier year is set against the mean of the others of its unit, as ``seen`` is against the
    mean of all. Chance weighs as the exact binomial tail says.
    """
    exact, expected = _tail(seen, total, years), total / years
    by_chance = -scipy.special.ndtri(np.clip(exact, _SMALLEST, 1.0))
    rest = (earlier.sum(axis=1, keepdims=True) - earlier) / (years - 1)
    count, mean = earlier[rest > 0], rest[rest > 0]
    if not len(count):
        return by_chance, exact
    one, everyone = np.ones(1), grouped(np.zeros(len(count), dtype=np.int64))
    wide, root = years / (years - 1), np.sqrt(1 / expected + 1 / total)
    forms, likely = [], []
    for power, _ in FORMS:
        x = RATES.at(power, count, mean, one)
        tau2 = between_units(x * np.sqrt(mean / wide), mean, everyone)[0]
        bend = np.where(x == 0, 1.0, x / np.where(x == 0, 1.0, RATES.at(1 / 2, count, mean, one)))
        slope = RATES.slope(count, mean, one)
        theirs = tau2 * np.exp(2 * power * slope) / (years - 1)
        each = Spreading(x, x, wide / mean, bend, tau2 + theirs, 2 * power * theirs)
        likely.append(each.likely(power, slope).sum() * (years - 1) / years)
        away = RATES.at(power, seen, expected, one)
        same_side = (np.sign(by_chance) * np.sign(away) > 0) & np.isfinite(by_chance)
        bend = np.where(same_side, away / np.where(same_side, by_chance * root, 1.0), 1.0)
        spread = tau2 * (1 + np.exp(2 * power * RATES.slope(seen, expected, one)) / years)
        forms.append(Spreading(away, away, root**2, bend, spread))
    if not any(form.spread.any() for form in forms):
        return by_chance, exact
    freedom = np.full(len(seen), FREEDOM * len(count) / wide)
    high, low = judged_by(forms, np.repeat(np.array(likely)[:, None], len(seen), axis=1), freedom)
    return score(high, low), high


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
