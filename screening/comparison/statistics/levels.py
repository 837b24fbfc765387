"""From figures to a level: too few, none, watch, notable, strong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from screening.comparison.statistics.comparison_sets import Reals, Whole
from screening.comparison.statistics.intervals import normal_quantile

NDArrayOfText = NDArray[np.str_]
NDArrayOfBool = NDArray[np.bool_]

LEVELS = ("too_few", "none", "watch", "notable", "strong")
TOO_FEW, NONE, WATCH, NOTABLE, STRONG = range(5)
NOT_COMPARABLE = -1

MAX_Q = 0.10
WATCH_RATIO, NOTABLE_RATIO, STRONG_RATIO = 1.25, 1.5, 2.0
NOTABLE_LOWER, STRONG_LOWER = 1.0, 1.25
NOTABLE_COUNT, STRONG_COUNT = 10, 20
NOTABLE_Z, STRONG_Z = 2.5, 3.5
COUNT_LEVELS = (
    "Licht opvallend: verhouding ≥ 1,25 en q ≤ 0,10. Opvallend: ook verhouding ≥ 1,5, ondergrens "
    "van het 95%-interval > 1 en ten minste 10 gevallen. Sterk: verhouding ≥ 2, ondergrens > 1,25 "
    "en ten minste 20 gevallen."
)
"""What the levels of counts mean, in Dutch."""
_DECIMALS = 12
"""Digits compared, so that a bound that is met exactly is not missed by the last bit."""


def count_levels(
    ratio: Reals, lower: Reals, q: Reals, count: Reals, min_count: int = NOTABLE_COUNT
) -> Whole:
    """Level number per unit from ratio, lower end of its interval, q and count, shape (n,)."""
    ratio, lower = np.round(ratio, _DECIMALS), np.round(lower, _DECIMALS)
    with np.errstate(invalid="ignore"):
        watch = (ratio >= WATCH_RATIO) & (np.round(q, _DECIMALS) <= MAX_Q)
        notable = watch & (ratio >= NOTABLE_RATIO) & (lower > NOTABLE_LOWER)
        notable &= count >= NOTABLE_COUNT
        strong = notable & (ratio >= STRONG_RATIO) & (lower > STRONG_LOWER)
        strong &= count >= STRONG_COUNT
        level = _ladder(watch, notable, strong)
        level = np.where(count < min_count, TOO_FEW, level)
    return np.where(np.isnan(ratio) | np.isnan(q), NOT_COMPARABLE, level).astype(np.int64)


def score_levels(z: Reals) -> Whole:
    """Level number per unit from a robust z; amounts know no watch level below notable."""
    rounded = np.round(z, _DECIMALS)
    with np.errstate(invalid="ignore"):
        notable = rounded >= NOTABLE_Z
        level = _ladder(notable, notable, rounded >= STRONG_Z)
    return np.where(np.isnan(z), NOT_COMPARABLE, level).astype(np.int64)


def outside(z: Reals, level: float = 0.998) -> NDArrayOfText:
    """'high', 'low' or '' per unit: outside the limits of the funnel at this level or not."""
    limit = normal_quantile(level)
    with np.errstate(invalid="ignore"):
        return np.select([z > limit, z < -limit], ["high", "low"], default="")


def _ladder(watch: NDArrayOfBool, notable: NDArrayOfBool, strong: NDArrayOfBool) -> Whole:
    return np.select([strong, notable, watch], [STRONG, NOTABLE, WATCH], default=NONE)
