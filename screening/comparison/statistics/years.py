"""How likely the counts of some years of a unit are when years vary in one of three forms.

The counts are Poisson around what is true of a year, and that varies around the level of the unit:
normally on the square root, as a gamma (negative binomial counts), or lognormally. Nothing is known
of the level itself. What is true and the level are integrated out, as sums over points 1.25
standard deviations apart: for shapes as near to normal as those of five cases or more that is
right to 0.001 (the trapezium rule; Trefethen and Weideman 2014).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import Reals

STEP = 1.25
POINTS = STEP * np.arange(-4.0, 5.0)
"""Standard deviations from the middle."""
LEAST_SPREAD = 1e-4
"""A variance between years below which the forms are the same."""


def likely(power: float, counts: Reals, mean: Reals, spread: float) -> Reals:
    """The logarithm of how likely each unit's years are, shape (n,).

    ``counts`` (n, k) and their ``mean`` (n,), which is above 0; ``power`` is that of the form and
    ``spread`` the variance of a year on its scale.
    """
    spread = max(spread, LEAST_SPREAD)
    step = np.sqrt((spread + 1 / mean) / counts.shape[1])
    level = np.log(mean)[:, None] + step[:, None] * POINTS
    each = _FORMS[power](counts[:, None, :], level[:, :, None], spread)
    return np.asarray(_total(each.sum(axis=2), axis=1) + np.log(step), dtype=np.float64)


def _root(count: Reals, level: Reals, spread: float) -> Reals:
    """The square root of what is true is normal; the logarithm of the chance of each count."""
    middle, precise = np.exp(level / 2), 4 * np.exp(-level) / spread
    whole = 4 + precise
    about = (4 * np.sqrt(count) + precise * middle) / whole

    def at(root: Reals) -> Reals:
        seen = scipy.special.xlogy(count, root**2) - root**2
        return np.asarray(seen - precise * (root - middle) ** 2 / 2, dtype=np.float64)

    found = _summed(at, about, whole, precise)
    return np.asarray(found - scipy.special.gammaln(count + 1), dtype=np.float64)


def _gamma(count: Reals, level: Reals, spread: float) -> Reals:
    """What is true is a gamma variable, so that the count is negative binomial."""
    gammaln, shape = scipy.special.gammaln, 1 / spread
    both = np.log(shape + np.exp(level))
    ways = gammaln(count + shape) - gammaln(shape) - gammaln(count + 1)
    return np.asarray(ways + shape * (np.log(shape) - both) + count * (level - both))


def _logarithm(count: Reals, level: Reals, spread: float) -> Reals:
    """The logarithm of what is true is normal."""
    precise, seen = 1 / spread, count + 1 / 2
    whole = seen + precise
    about = (seen * np.log(seen) + precise * level) / whole

    def at(log: Reals) -> Reals:
        of_level = precise * (log - level) ** 2 / 2
        return np.asarray(count * log - np.exp(log) - of_level, dtype=np.float64)

    found = _summed(at, about, whole, np.full(1, precise))
    return np.asarray(found - scipy.special.gammaln(count + 1), dtype=np.float64)


def _summed(at: Callable[[Reals], Reals], about: Reals, whole: Reals, precise: Reals) -> Reals:
    """The logarithm of the integral of exp ``at`` times sqrt(``precise`` / 2 pi)."""
    found = _total(at(about + POINTS[:, None, None, None] / np.sqrt(whole)), axis=0)
    return np.asarray(found + np.log(precise / whole / (2 * np.pi)) / 2, dtype=np.float64)


def _total(logs: Reals, axis: int) -> Reals:
    """The logarithm of the sum of what these are the logarithms of, times the step."""
    most = logs.max(axis=axis, keepdims=True)
    total = np.log(np.exp(logs - most).sum(axis=axis)) + most.squeeze(axis) + np.log(STEP)
    return np.asarray(total, dtype=np.float64)


_FORMS: Mapping[float, Callable[[Reals, Reals, float], Reals]] = MappingProxyType(
    {1 / 2: _root, 1 / 3: _gamma, 0.0: _logarithm}
)
