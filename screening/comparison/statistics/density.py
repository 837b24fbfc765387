"""What lies around each point: a sum over all points within a radius, by a grid of squares."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals, Whole

_PAIRS = 2_000_000
"""Pairs looked at together, which bounds the memory of a dense town."""

_WIDER = 1 + 1e-6
"""Rounding may not put two points that lie exactly the radius apart two squares apart."""


def sums_within(x: Reals, y: Reals, count: Reals, radius: float) -> Reals:
    """Per point the sum of ``count`` over the points at most ``radius`` away, itself included.

    All shape (n,), ``x``, ``y`` and ``radius`` in one unit. A point without coordinates gets NaN
    and counts nowhere; a count that is NaN counts as nothing.
    """
    placed = ~(np.isnan(x) | np.isnan(y))
    counted = np.flatnonzero(placed & ~np.isnan(count) & (count != 0))
    found = np.where(placed, 0.0, np.nan)
    if not len(counted):
        return found
    # In squares as wide as the radius what is near lies in a block of three by three: in three
    # stretches of the counted points, in the order of their squares, row by row.
    wide = radius * _WIDER
    across, down = _squares(x, wide, placed), _squares(y, wide, placed)
    width = int(across[placed].max()) + 3
    square = down * width + across
    counted = counted[np.argsort(square[counted], kind="stable")]
    sorted_squares = square[counted]
    near_x, near_y, weight = x[counted], y[counted], count[counted]
    asked = np.flatnonzero(placed)
    rows = square[asked, None] + width * np.array([-1, 0, 1])
    first = np.searchsorted(sorted_squares, rows - 1, side="left")
    sizes = np.searchsorted(sorted_squares, rows + 1, side="right") - first
    for part in _portions(sizes.sum(axis=1)):
        owner, place = _stretches(first[part], sizes[part])
        here = asked[part]
        away = (x[here][owner] - near_x[place]) ** 2 + (y[here][owner] - near_y[place]) ** 2
        near = away <= radius**2
        found[here] = np.bincount(owner[near], weight[place[near]], minlength=len(here))
    return found


def _squares(values: Reals, wide: float, placed: np.ndarray) -> Whole:
    """Numbers of squares, from 1; those of points without coordinates are never used."""
    lowest = values[placed].min()
    numbers: Whole = np.floor((np.where(placed, values, lowest) - lowest) / wide).astype(np.int64)
    return numbers + 1


def _stretches(first: Whole, sizes: Whole) -> tuple[Whole, Whole]:
    """Per pair its point and the place in the order of squares, of three stretches per point."""
    lengths = sizes.ravel()
    owner = np.repeat(np.arange(len(sizes)), sizes.sum(axis=1))
    before = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, np.repeat(first.ravel(), lengths) + np.arange(len(owner)) - before


def _portions(sizes: Whole) -> Iterator[slice]:
    """The points in portions of so many pairs, one point at least."""
    until = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        done = until[start - 1] if start else 0
        end = max(int(np.searchsorted(until, done + _PAIRS, side="right")), start + 1)
        yield slice(start, end)
        start = end
