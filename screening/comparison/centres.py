"""One unit among those it was compared with: what a picture of a comparison is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals, grouped
from screening.comparison.statistics.funnel import rate_limits, share_limits
from screening.comparison.statistics.levels import NOTABLE_Z
from screening.comparison.statistics.robust import robust_z

Limits = Callable[[float, Reals, float, float], tuple[Reals, Reals]]
LIMITS: Mapping[str, Limits] = MappingProxyType({"rate": rate_limits, "share": share_limits})
"""The limits of a funnel per kind: target, denominators, spread and level to low and high."""


@dataclass(frozen=True)
class Middle:
    """The middle of amounts, and the amounts below and above which one is notable.

    ``low`` and ``high`` are the middle itself where the amounts do not vary.
    """

    median: float
    low: float
    high: float


def middle(amounts: Reals) -> Middle:
    """The middle of positive amounts of one group, found as a comparison of amounts finds it."""
    found = robust_z(np.log(amounts), grouped(np.zeros(len(amounts), dtype=np.int64)))
    median, reach = float(found.centre[0]), NOTABLE_Z * float(found.spread[0])
    low, high = np.exp(found.centre[0] - reach), np.exp(found.centre[0] + reach)
    return Middle(float(np.exp(median)), float(low), float(high))
