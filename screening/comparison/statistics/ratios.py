"""Ratio of two shares that were observed apart from each other."""

from __future__ import annotations

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals
from screening.comparison.statistics.intervals import wilson_interval


def ratio_of_shares(
    share: Reals, size: Reals, other: Reals, other_size: Reals, level: float = 0.95
) -> tuple[Reals, Reals, Reals]:
    """How many times as large one share is as another, with its interval.

    The interval is recovered from the Wilson intervals of both (MOVER-R, Donner and Zou 2012), so
    that a share of 0 or 1 needs no made-up count. Where the other share is 0 the ratio is NaN and
    has a lower limit alone; where both are 0 nothing is known: 0 to infinity. All of one shape.
    """
    low, high = wilson_interval(share, size, level)
    other_low, other_high = wilson_interval(other, other_size, level)
    product = share * other
    below = np.maximum(low * (2 * share - low), 0.0)
    above = np.maximum(other_low * (2 * other - other_low), 0.0)
    rooted = _root(product**2 - below * other_high * (2 * other - other_high))
    upper = product + _root(product**2 - high * (2 * share - high) * above)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(other > 0, share / other, np.nan)
        # The lower limit in the form that does not divide nought by nought.
        lower = np.where(below > 0, below / (product + rooted), 0.0)
        return ratio, lower, np.where(above > 0, upper / above, np.inf)


def _root(square: Reals) -> Reals:
    """The square root of what rounding alone can take below nought."""
    return np.sqrt(np.maximum(square, 0.0))
