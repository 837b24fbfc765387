"""Many tests at once."""

from __future__ import annotations

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals


def benjamini_hochberg(p: Reals) -> Reals:
    """False-discovery q of every test (Benjamini and Hochberg 1995).

    Same shape as ``p``; NaN marks what was not tested and stays NaN, without counting as a test.
    """
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if not len(tested):
        return q
    order = tested[np.argsort(p[tested], kind="stable")]
    raised = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return q
