"""Which units a unit is judged against, as ragged arrays, and sums and quantiles per set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class ComparisonSets:
    """Comparison sets laid end to end.

    ``members`` (m,) holds unit numbers, set after set; ``starts`` (s,) the first position of each
    set in it; ``own`` (n,) the set each unit is judged against, -1 where it has none. A unit may
    be a member of many sets, and need not be a member of its own. No set is empty.

    ``pool`` (n,), where units are no member of their own set, numbers the units whose spread is
    taken together, -1 for none: a set of peers of one unit is too small to tell it alone.
    """

    members: Whole
    starts: Whole
    own: Whole
    pool: Whole | None = None

    @cached_property
    def sizes(self) -> Whole:
        """Number of members per set, shape (s,)."""
        return np.diff(np.append(self.starts, len(self.members))).astype(np.int64)

    @cached_property
    def set_of_member(self) -> Whole:
        """The set of each position in ``members``, shape (m,)."""
        return np.repeat(np.arange(len(self.starts), dtype=np.int64), self.sizes)

    def sums(self, values: Reals) -> Reals:
        """Sum per set of one value per member: (m,) to (s,)."""
        if not len(self.starts):
            return np.zeros(0)
        return np.asarray(np.add.reduceat(values, self.starts), dtype=np.float64)

    def quantiles(self, values: Reals, *shares: float) -> list[Reals]:
        """Quantiles per set, linear interpolation (type 7 of Hyndman and Fan 1996)."""
        ordered = self._ordered(values)
        return [self._quantile(ordered, share) for share in shares]

    def _ordered(self, values: Reals) -> Reals:
        """The values in order within each set; sets of one size are rows of a table."""
        if len(self.sizes) and (self.sizes == self.sizes[0]).all():
            return np.sort(values.reshape(-1, self.sizes[0]), axis=1).ravel()
        return values[np.lexsort((values, self.set_of_member))]

    def _quantile(self, ordered: Reals, share: float) -> Reals:
        position = (self.sizes - 1) * share
        below = np.floor(position).astype(np.int64)
        above = np.minimum(below + 1, self.sizes - 1)
        low = ordered[self.starts + below]
        high = ordered[self.starts + above]
        return np.asarray(low + (position - below) * (high - low), dtype=np.float64)

    def to_units(self, per_set: Reals) -> Reals:
        """Each unit's figure of its own set, shape (n,); NaN for a unit without a set."""
        if not len(self.starts):
            return np.full(len(self.own), np.nan)
        return np.where(self.own >= 0, per_set[np.maximum(self.own, 0)], np.nan)


def grouped(group: Whole) -> ComparisonSets:
    """Every unit against all units of its group, itself included.

    ``group`` (n,) is a group number per unit; a negative number keeps a unit out of all sets.
    """
    inside = np.flatnonzero(group >= 0)
    order = inside[np.argsort(group[inside], kind="stable")]
    numbers, starts = np.unique(group[order], return_index=True)
    own = np.where(group >= 0, np.searchsorted(numbers, group), -1)
    return ComparisonSets(order.astype(np.int64), starts.astype(np.int64), own.astype(np.int64))


def chosen(peers: Whole, pool: Whole | None = None) -> ComparisonSets:
    """Every unit against its own row of peers.

    ``peers`` (n, k) holds unit numbers, padded with -1; a row of only -1 leaves a unit without set.
    ``pool`` (n,) is the group within which the spread is taken together; all units unless given.
    """
    counts = (peers >= 0).sum(axis=1)
    judged = np.flatnonzero(counts > 0)
    own = np.full(len(peers), -1, dtype=np.int64)
    own[judged] = np.arange(len(judged))
    starts = np.cumsum(counts[judged]) - counts[judged]
    together = np.zeros(len(peers), dtype=np.int64) if pool is None else pool
    return ComparisonSets(
        peers[peers >= 0].astype(np.int64), starts.astype(np.int64), own, together
    )
