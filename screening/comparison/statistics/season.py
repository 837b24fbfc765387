"""A count against the counts of the same period in earlier years.

Given the sum S of k earlier counts, a new count X with the same rate is binomial within X + S with
probability 1 / (k + 1) (Przyborowski and Wilenski 1940); turned round, that gives the exact limits
for a count still to come (Thatcher 1964; Nelson 1982). Real counts vary more than Poisson from year
to year: phi, Pearson's chi-square of the earlier years over its degrees of freedom and pooled over
all units, is at least 1 and divides every count (quasi-Poisson). With phi = 1 all is exact.

That makes large counts vary as many times more than chance as small ones, and gives them no longer
a tail. The chance p is therefore found as in :mod:`screening.comparison.statistics.tails`, from how
the earlier years of each unit vary; where those differ by chance alone it is the exact one. On the
scale of a form years are normal around their mean on that scale, so it is that mean that a new year
is set against. Set against the mean count, ordinary years of a long-tailed form would seem to be of
a short-tailed one, and what is in its tail would seem rare. Beforehand the forms weigh the same:
some years of each unit tell more of a tail than one figure does. Units with few cases are judged by
what the others tell: as 0, 0, 1, 0 years of any form look alike, and half a case for none, which
the logarithm needs, would decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from screening.comparison.statistics.comparison_sets import Reals, grouped
from screening.comparison.statistics.spread import between_units
from screening.comparison.statistics.tails import (
    FORMS,
    FREEDOM,
    LEAST,
    RATES,
    Null,
    Spreading,
    bend_of,
    judged_by,
    score,
)
from screening.comparison.statistics.years import likely as years_likely

Flags = NDArray[np.bool_]
_ONE = np.ones(1)
_SMALLEST = 1e-300
_STEPS = 60
TELLING = 5.0
"""Cases a year from which a unit tells how years vary."""
_FEWEST = 3
"""Units that tell it; where there are fewer all are asked."""


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
    if null == "fitted" and not np.isnan(total).all():
        z, p = _fitted(np.where(np.isnan(total), np.nan, now), total, earlier)
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
def _fitted(seen: Reals, total: Reals, earlier: Reals) -> tuple[Reals, Reals]:
    """Score and p (n,) when years vary as the ``earlier`` ones (n, k) of all units do.

    ``total`` is NaN for a unit that is not judged. Chance weighs as the exact binomial tail says.
    """
    years, mean = earlier.shape[1], total / earlier.shape[1]
    exact, telling = _tail(seen, total, years), _telling(mean)
    by_chance = -scipy.special.ndtri(np.clip(exact, _SMALLEST, 1.0))
    chance = 1 / mean + 1 / total
    exactly = np.where(np.isfinite(by_chance), by_chance * np.sqrt(chance), np.nan)
    forms, likely = [], []
    for power, _ in FORMS:
        middle = _middle(power, earlier)
        tau2 = _between_years(power, earlier[telling], middle[telling], mean[telling])
        likely.append(years_likely(power, earlier[telling], mean[telling], tau2).sum())
        level = mean * (middle / mean) ** (tau2 / (tau2 + 1 / mean))
        away = RATES.at(power, seen, level, _ONE)
        bend = bend_of(away, RATES.at(1 / 2, seen, level, _ONE))
        spread = tau2 * (1 + np.exp(2 * power * RATES.slope(seen, level, _ONE)) / years)
        form = Spreading(away, away, chance, bend, spread)
        off = form.part**2 * (bend * exactly - RATES.at(power, seen, mean, _ONE))
        forms.append(replace(form, away=away + np.where(np.isfinite(off), off, 0.0)))
    if not any((form.spread > 0).any() for form in forms):
        return by_chance, exact
    freedom = np.full(len(seen), FREEDOM * telling.sum() * (years - 1))
    high, low = judged_by(forms, np.repeat(np.array(likely)[:, None], len(seen), axis=1), freedom)
    return score(high, low), high


def _telling(mean: Reals) -> Flags:
    """The units (n,) from which is found how years vary; ``mean`` is NaN where none is judged."""
    enough = mean >= TELLING
    return np.asarray(enough if enough.sum() >= _FEWEST else mean > 0)


def _middle(power: float, earlier: Reals) -> Reals:
    """The mean of the years (n, k) on the scale of a power, as a count (n,)."""
    if power == 0:
        return np.asarray(np.exp(np.log(np.maximum(earlier, LEAST)).mean(axis=1)))
    return np.asarray((earlier**power).mean(axis=1) ** (1 / power), dtype=np.float64)


def _between_years(power: float, earlier: Reals, middle: Reals, mean: Reals) -> float:
    """The variance of years (n, k) around their own ``middle`` (n,), beyond chance."""
    years = earlier.shape[1]
    x = RATES.at(power, earlier, middle[:, None], _ONE) * np.sqrt(years / (years - 1))
    weight = np.repeat(mean, years)
    everyone = grouped(np.zeros(len(weight), dtype=np.int64))
    return float(between_units(x.ravel() * np.sqrt(weight), weight, everyone)[0])


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
