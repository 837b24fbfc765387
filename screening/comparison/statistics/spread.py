"""How much units differ beyond chance: the variance between units, in one of two ways.

``paule-mandel``, the default, takes the variance that makes the scores as spread out as chance
alone would (Paule and Mandel 1982; DerSimonian and Kacker 2007). Scores are winsorised first, so
that outliers do not hide themselves (Spiegelhalter 2005), and what winsorising takes off a normal
score is put back. ``moment`` is the published estimate (Spiegelhalter and others 2012), from raw
winsorised scores and without that correction: units that differ by nature reach a level of 5 %
about twice as often as they should (tests/comparison/statistics/test_simulation.py). It is there to
reproduce the figures of others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from screening.comparison.statistics.comparison_sets import ComparisonSets, Reals
from screening.comparison.statistics.roots import falling_roots

Spread = Literal["paule-mandel", "moment"]
"""The two ways; docs/statistics.md says why the first is the default."""
SPREAD_TEXTS: dict[Spread, str] = {
    "paule-mandel": "geschat volgens Paule en Mandel 1982 op gewinsoriseerde scores",
    "moment": "geschat met momenten, zoals gepubliceerd in 2012",
}
"""How the variance between units is found, in Dutch."""
WINSORISE = 0.10
"""Part of the scores on either side that is drawn in to the 10th and 90th percentile."""


@cache
def _mean_square(part: float) -> float:
    """Mean square of a standard normal score winsorised by ``part`` on either side."""
    limit = float(scipy.special.ndtri(1 - part))
    density = math.exp(-(limit**2) / 2) / math.sqrt(2 * math.pi)
    return 1 - 2 * part - 2 * limit * density + 2 * part * limit**2


def dispersion(z: Reals, sets: ComparisonSets) -> Reals:
    """Phi per set (s,): mean square of the winsorised scores ``z`` (m,), one per member."""
    low, high = sets.quantiles(z, WINSORISE, 1 - WINSORISE)
    inside = np.clip(z, sets.to_members(low), sets.to_members(high))
    inside *= inside
    return np.asarray(sets.sums(inside) / sets.sizes, dtype=np.float64)


def between_units(
    z: Reals, weight: Reals, sets: ComparisonSets, near: Reals | None = None
) -> Reals:
    """Tau squared per set (s,) from raw scores ``z`` and ``weight`` 1/s^2 per member (m,).

    Solves phi of z / sqrt(1 + tau^2 weight) = (N - 1) / N times the mean square that a normal score
    keeps; 0 where phi of z itself is not above that. Found by secants, each set until it moves no
    more: what is found of it is the same among whatever others. The scores are winsorised anew for
    every tau^2, after they have been divided. ``near`` (s,) is where to look first.
    """
    excess = _Excess(z, weight, _mean_square(WINSORISE) * (sets.sizes - 1) / sets.sizes, sets)
    at_none = excess(np.zeros(len(sets.starts)))
    found = np.where(np.isnan(at_none), at_none, 0.0)
    wide = at_none > 0
    if wide.any():
        excess, at_none = excess.only(wide), at_none[wide]
        where = excess.guess(at_none) if near is None else near[wide]
        found[wide] = falling_roots(excess, at_none, excess.most(), where)
    return found


@dataclass(frozen=True)
class _Excess:
    """By how much sets are more spread out than chance, for a tau squared per set.

    As a part of how spread out they are: were all weights alike, it would fall in a straight line.
    """

    z: Reals
    weight: Reals
    wanted: Reals
    sets: ComparisonSets

    def __call__(self, at: Reals) -> Reals:
        scaled = self.sets.to_members(at)  # worked on where it stands: new room costs most
        scaled *= self.weight
        scaled += 1
        np.sqrt(scaled, out=scaled)
        np.divide(self.z, scaled, out=scaled)
        phi = dispersion(scaled, self.sets)
        with np.errstate(divide="ignore", invalid="ignore"):  # unknown stays so
            return np.where(phi == self.wanted, 0.0, 1 - self.wanted / phi)

    def only(self, kept: NDArray[np.bool_]) -> _Excess:
        """The same of some of the sets."""
        members = kept[self.sets.set_of_member]
        return _Excess(
            self.z[members], self.weight[members], self.wanted[kept], self.sets.only(kept)
        )

    def guess(self, at_none: Reals) -> Reals:
        """Tau squared per set if all weights were their mean, from the excess ``at_none``."""
        mean = self.sets.sums(self.weight) / self.sets.sizes
        return _over(at_none, (1 - at_none) * mean)

    def most(self) -> Reals:
        """A tau squared at which no score of the set is above the wanted mean square."""
        shift = _over(self.z**2, self.weight)
        largest = np.maximum.reduceat(shift, self.sets.starts)
        return _over(largest, self.wanted)


def _over(above: Reals, below: Reals) -> Reals:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def moment_between_units(
    z: Reals, weight: Reals, sets: ComparisonSets, _near: Reals | None = None
) -> Reals:
    """The published moment estimate of tau squared per set (s,), from the same arguments.

    (N phi - (N - 1)) / (sum w - sum w^2 / sum w), with phi of the raw scores; not below 0, and 0
    for a set of one unit (Spiegelhalter and others 2012, appendix; DerSimonian and Laird 1986).
    Nothing is searched, so where to look first is of no use here.
    """
    total = sets.sums(weight)
    squared = np.divide(sets.sums(weight**2), total, out=np.zeros_like(total), where=total > 0)
    room = total - squared
    more = sets.sizes * dispersion(z, sets) - (sets.sizes - 1)
    usable = (room > 0) & (sets.sizes > 1)
    return np.maximum(np.divide(more, room, out=np.zeros_like(room), where=usable), 0.0)


SpreadMethod = Callable[[Reals, Reals, ComparisonSets, Reals | None], Reals]
SPREADS: Mapping[str, SpreadMethod] = MappingProxyType(
    {"paule-mandel": between_units, "moment": moment_between_units}
)
"""The ways to find the variance between units, by the name a rule and a command give them."""
DEFAULT_SPREAD = "paule-mandel"
