"""Amounts and growth against the middle and the spread of their comparison set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import ComparisonSets, Reals, Whole

MAD_TO_SIGMA = 1.4826
"""Makes the median absolute deviation estimate the standard deviation of a normal (Rousseeuw)."""
NO_SPREAD = 1e-12


@dataclass(frozen=True)
class Robust:
    """Per unit (n,): centre, spread (standard-deviation equivalent), z, one-sided p.

    ``z`` and ``p`` are NaN where the set has no spread or the unit has no set; ``size`` is per set.
    """

    centre: Reals
    spread: Reals
    z: Reals
    p: Reals
    size: Whole


def robust_z(values: Reals, sets: ComparisonSets) -> Robust:
    """(value - median) / (1.4826 MAD) within the comparison set.

    ``values`` (n,) must be finite for members; pass logarithms to judge amounts.
    """
    members = values[sets.members]
    [median] = sets.quantiles(members, 0.5)
    [mad] = sets.quantiles(np.abs(members - median[sets.set_of_member]), 0.5)
    centre = sets.to_units(median)
    spread = MAD_TO_SIGMA * sets.to_units(mad)
    scale = np.where(spread > NO_SPREAD, spread, np.nan)
    z = (values - centre) / scale
    return Robust(
        centre, spread, z, np.asarray(scipy.special.ndtr(-z), dtype=np.float64), sets.sizes
    )
