"""Rates drawn towards the overall rate, for ranking and maps."""

from __future__ import annotations

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals


def empirical_bayes_rate(observed: Reals, per: Reals) -> Reals:
    """Global empirical-Bayes rate per unit of the denominator (Marshall 1991, Applied Statistics).

    ``observed`` and ``per`` (n,), finite, ``per`` positive. The fewer a unit's denominator, the
    closer its rate comes to the overall rate; a negative estimate of the variance between units
    counts as none.
    """
    total = per.sum()
    mean = observed.sum() / total
    rate = observed / per
    within = mean / per.mean()
    between = max(float((per * (rate - mean) ** 2).sum() / total - within), 0.0)
    noise = mean / per
    weight = np.divide(
        between, between + noise, out=np.zeros_like(rate), where=(between + noise) > 0
    )
    return np.asarray(mean + weight * (rate - mean), dtype=np.float64)
