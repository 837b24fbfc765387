"""Where falling functions, one per set, are nought: all of them searched at once."""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from screening.comparison.statistics.comparison_sets import Reals

_STEPS = 60
_PRECISION = 1e-13
_NOUGHT = 1e-15


class Falling(Protocol):
    """A function per set that falls and does so once through nought."""

    def __call__(self, at: Reals) -> Reals:
        """The values (s,) at one point per set."""

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """The same of some of the sets."""


def falling_roots(falling: Falling, at_none: Reals, most: Reals, near: Reals) -> Reals:
    """The points (s,) between 0 and ``most`` where each is nought, from what it is ``at_none``.

    By secants through the two points last tried, ``near`` first; where one leads out of what is
    known to hold the point, or hardly brings it nearer, what is known is halved. Each set is
    searched until it moves no more, so what is found of it does not depend on the others.
    """
    roots, places = np.zeros(len(most)), np.arange(len(most))
    low, high = np.zeros(len(most)), most.copy()
    last, there = np.zeros(len(most)), at_none
    at = np.where((near > 0) & (near < most), near, most)
    for _ in range(_STEPS):
        found = falling(at)
        roots[places] = at
        low, high = np.where(found > 0, at, low), np.where(found > 0, high, at)
        halved = np.where(low > 0, np.sqrt(low * high), high / 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            towards = at - found * (at - last) / (found - there)
        led = (towards > low) & (towards < high) & (np.abs(found) <= np.abs(there) / 2)
        following = np.where(led, towards, halved)
        moves = (np.abs(found) > _NOUGHT) & (np.abs(following - at) > _PRECISION * at)
        if not moves.any():
            break
        last, there, at = at, found, following
        if not moves.all():
            falling, places = falling.only(moves), places[moves]
            low, high, at = low[moves], high[moves], at[moves]
            last, there = last[moves], there[moves]
    return roots
