"""What lies around each point: a sum over all points within a radius, by a k-d tree."""

from __future__ import annotations

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals

_CHUNK = 5_000
"""Points asked about at once, which bounds the memory of a dense town."""


def sums_within(x: Reals, y: Reals, count: Reals, radius: float) -> Reals:
    """Per point the sum of ``count`` over the points at most ``radius`` away, itself included.

    All shape (n,), ``x``, ``y`` and ``radius`` in one unit. A point without coordinates gets NaN
    and counts nowhere; a count that is NaN counts as nothing.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to import, and few rules ask for it

    placed = ~(np.isnan(x) | np.isnan(y))
    counted = placed & ~np.isnan(count) & (count != 0)
    found = np.where(placed, 0.0, np.nan)
    if not counted.any():
        return found
    weight = count[counted]
    tree = cKDTree(np.column_stack([x[counted], y[counted]]))
    asked = np.flatnonzero(placed)
    for start in range(0, len(asked), _CHUNK):
        rows = asked[start : start + _CHUNK]
        near = tree.query_ball_point(np.column_stack([x[rows], y[rows]]), radius)
        sizes = np.fromiter((len(each) for each in near), dtype=np.int64, count=len(rows))
        flat = np.concatenate([np.sort(np.asarray(each, dtype=np.int64)) for each in near])
        owner = np.repeat(np.arange(len(rows)), sizes)
        found[rows] = np.bincount(owner, weights=weight[flat], minlength=len(rows))
    return found
