"""The units most like a unit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals, Whole

_BLOCK = 512
_KEPT = 8
"""Answers that are kept: rules compare the same municipalities, and do so for every branch."""
_DECIMALS = 12
"""Digits of a squared distance, so that equal distances tie on every machine."""


def nearest(features: Reals, k: int, band: Reals | None = None) -> Whole:
    """The k nearest other units by Euclidean distance on standardised features, nearest first.

    ``features`` (n, d); ``band`` (n,) keeps peers at most one band apart (urbanity class). A unit
    with a NaN feature or band has no peers and is nobody's peer. Ties go to the lower unit number.
    Gives (n, min(k, n - 1)) unit numbers, padded with -1. Memory is 512 rows of distances at a
    time. The answer is kept for the next to ask, and not to be written in.
    """
    told = None if band is None else band.astype(np.float64).tobytes()
    return _nearest(features.astype(np.float64).tobytes(), features.shape, k, told)


@lru_cache(_KEPT)
def _nearest(of_features: bytes, shape: tuple[int, int], k: int, of_band: bytes | None) -> Whole:
    features = np.frombuffer(of_features).reshape(shape)
    band = None if of_band is None else np.frombuffer(of_band)
    found = _found(features, k, band)
    found.flags.writeable = False
    return found


def _found(features: Reals, k: int, band: Reals | None) -> Whole:
    units = len(features)
    width = min(k, max(units - 1, 0))
    found = np.full((units, width), -1, dtype=np.int64)
    known = ~np.isnan(features).any(axis=1)
    if band is not None:
        known &= ~np.isnan(band)
    rows = np.flatnonzero(known)
    if width == 0 or not len(rows):
        return found
    scaled = _standardised(features[rows])
    bands = None if band is None else band[rows]
    for start in range(0, len(rows), _BLOCK):
        block = np.arange(start, min(start + _BLOCK, len(rows)))
        squared = _squared_distances(scaled, block, bands)
        positions = _smallest(squared, min(width, len(rows)))
        allowed = np.isfinite(np.take_along_axis(squared, positions, axis=1))
        found[rows[block], : positions.shape[1]] = np.where(allowed, rows[positions], -1)
    return found


def _standardised(features: Reals) -> Reals:
    spread = features.std(axis=0)
    centred = features - features.mean(axis=0)
    scaled: Reals = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0)
    return scaled


def _squared_distances(scaled: Reals, block: Whole, bands: Reals | None) -> Reals:
    """Squared distance of a block of units to all, infinite to itself and beyond the band."""
    squared = np.zeros((len(block), len(scaled)))
    for column in scaled.T:
        squared += (column[block, None] - column[None, :]) ** 2
    squared = np.round(squared, _DECIMALS)
    squared[np.arange(len(block)), block] = np.inf
    if bands is not None:
        squared[np.abs(bands[block, None] - bands[None, :]) > 1] = np.inf
    return squared


def _smallest(squared: Reals, width: int) -> Whole:
    """Positions of the smallest values per row, in order, ties by position."""
    bound = np.partition(squared, width - 1, axis=1)[:, width - 1 : width]
    row, column = np.nonzero(squared <= bound)
    order = np.lexsort((column, squared[row, column], row))
    row, column = row[order], column[order]
    first = np.searchsorted(row, np.arange(len(squared)))
    return np.asarray(column[first[:, None] + np.arange(width)], dtype=np.int64)
