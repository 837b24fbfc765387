"""Counts of an area before and after a measure, against the same counts of comparable areas."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import Reals
from screening.comparison.statistics.intervals import poisson_interval

FEWEST_AREAS = 5
"""Comparable areas below which nobody can say how much areas differ by themselves."""
FEWEST_CASES = 10
"""Cases before the measure, and cases expected after it, below which no effect is told."""


class Effect(NamedTuple):
    """What changed beyond what changed elsewhere; arrays of one shape (s,).

    ``expected`` is the count after the measure had the area gone as the others. ``ratio`` is the
    count found over it, with limits ``lower`` and ``upper``; ``spread`` is how many times as much
    as chance the comparable areas vary (phi, at least 1).
    """

    expected: Reals
    ratio: Reals
    lower: Reals
    upper: Reals
    spread: Reals


def effect_of(
    before: Reals, after: Reals, others_before: Reals, others_after: Reals, level: float = 0.95
) -> Effect:
    """Difference in differences of counts, as a ratio of ratios (relative incident rate ratio).

    ``before`` and ``after`` (s,); ``others_before`` and ``others_after`` (s, k), k >= 2 comparable
    areas. With a, b the counts of the area and C, D the sums of the others:

        ratio = (b / a) / (D / C)
        variance of ln(ratio) = phi (1/a + 1/b + 1/C + 1/D)

    phi is the mean square of Pearson of areas by periods without the measure, over k - 1 degrees of
    freedom, at least 1 (quasi-Poisson); limits go by Student's t with as many degrees. A count
    of 0 after has no logarithm: its limits are 0, and phi times the exact Poisson limit of none
    over the lowest expected. Wilson 2022; McCullagh and Nelder 1989.
    """
    total_before, total_after = others_before.sum(axis=1), others_after.sum(axis=1)
    freedom = others_before.shape[1] - 1
    phi = _spread(others_before, others_after, freedom)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = before * total_after / total_before
        ratio = after / expected
        chance = 1 / before + 1 / total_before + 1 / total_after
        t = scipy.special.stdtrit(freedom, 0.5 + level / 2)
        half = t * np.sqrt(phi * (chance + 1 / after))
        none = poisson_interval(np.zeros_like(after), level)[1] * phi / expected
        upper = np.where(after > 0, ratio * np.exp(half), none * np.exp(t * np.sqrt(phi * chance)))
        lower = np.where(after > 0, ratio * np.exp(-half), 0.0)
    return Effect(expected, ratio, lower, upper, phi)


def _spread(before: Reals, after: Reals, freedom: int) -> Reals:
    """How much the growth of the comparable areas varies, as a multiple of chance; at least 1."""
    areas = (before + after).astype(np.float64)
    totals = areas.sum(axis=1, keepdims=True)
    square = np.zeros(len(before))
    for counts in (before, after):
        with np.errstate(divide="ignore", invalid="ignore"):
            expected = areas * counts.sum(axis=1, keepdims=True) / totals
            parts = (counts - expected) ** 2 / expected
        square += np.where(expected > 0, parts, 0.0).sum(axis=1)
    return np.maximum(square / freedom, 1.0)
