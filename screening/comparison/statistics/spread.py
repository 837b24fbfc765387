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

Spread = Literal["paule-mandel", "moment"]
"""The two ways; docs/statistics.md says why the first is the default."""
SPREAD_TEXTS: dict[Spread, str] = {
    "paule-mandel": "geschat volgens Paule en Mandel 1982 op gewinsoriseerde scores",
    "moment": "geschat met momenten, zoals gepubliceerd in 2012",
}
"""How the variance between units is found, in Dutch."""
WINSORISE = 0.10
"""Part of the scores on either side that is drawn in to the 10th and 90th percentile."""
_STEPS = 60
_PRECISION = 1e-14


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


def between_units(z: Reals, weight: Reals, sets: ComparisonSets) -> Reals:
    """Tau squared per set (s,) from raw scores ``z`` and ``weight`` 1/s^2 per member (m,).

    Solves phi of z / sqrt(1 + tau^2 weight) = (N - 1) / N times the mean square that a normal score
    keeps; 0 where phi of z itself is not above that. Found by the method of Ridders (1979), each
    set until it moves no more: what is found of it is the same among whatever others. The scores
    are winsorised anew for every tau^2, after they have been divided.
    """
    wanted = _mean_square(WINSORISE) * (sets.sizes - 1) / sets.sizes
    above = dispersion(z, sets) - wanted
    found = np.where(np.isnan(above), above, 0.0)
    wide = above > 0
    if wide.any():
        kept, within = wide[sets.set_of_member], sets.only(wide)
        found[wide] = _root(z[kept], weight[kept], wanted[wide], above[wide], within)
    return found


def _root(z: Reals, weight: Reals, wanted: Reals, above: Reals, sets: ComparisonSets) -> Reals:
    """Tau squared per set (s,) of sets that differ more than chance, by ``above`` at none."""
    roots = np.zeros(len(sets.starts))
    at = np.arange(len(roots))  # those that still move
    excess = _Excess(z, weight, wanted, sets)
    low, high = np.zeros(len(sets.starts)), _most(z, weight, wanted, sets)
    below, root = excess(high), high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        there = excess(middle)
        bend = np.sqrt(np.maximum(there**2 - above * below, np.finfo(np.float64).tiny))
        last, root = root, np.clip(middle + (middle - low) * there / bend, low, high)
        roots[at] = root
        moves = np.abs(root - last) > _PRECISION * root
        if not moves.any():
            break
        if not moves.all():
            excess, at = excess.only(moves), at[moves]
            low, high, above, below = low[moves], high[moves], above[moves], below[moves]
            middle, there, root = middle[moves], there[moves], root[moves]
        for point, found in ((middle, there), (root, excess(root))):
            up, down = (found > 0) & (point > low), (found <= 0) & (point < high)
            low, above = np.where(up, point, low), np.where(up, found, above)
            high, below = np.where(down, point, high), np.where(down, found, below)
    return roots


@dataclass(frozen=True)
class _Excess:
    """By how much sets are more spread out than chance, for a tau squared per set."""

    z: Reals
    weight: Reals
    wanted: Reals
    sets: ComparisonSets

    def __call__(self, tau2: Reals) -> Reals:
        scaled = self.sets.to_members(tau2)  # worked on where it stands: new room costs most
        scaled *= self.weight
        scaled += 1
        np.sqrt(scaled, out=scaled)
        np.divide(self.z, scaled, out=scaled)
        return dispersion(scaled, self.sets) - self.wanted

    def only(self, kept: NDArray[np.bool_]) -> _Excess:
        """The same of some of the sets."""
        members = kept[self.sets.set_of_member]
        return _Excess(
            self.z[members], self.weight[members], self.wanted[kept], self.sets.only(kept)
        )


def moment_between_units(z: Reals, weight: Reals, sets: ComparisonSets) -> Reals:
    """The published moment estimate of tau squared per set (s,), from the same arguments.

    (N phi - (N - 1)) / (sum w - sum w^2 / sum w), with phi of the raw scores; not below 0, and 0
    for a set of one unit (Spiegelhalter and others 2012, appendix; DerSimonian and Laird 1986).
    """
    total = sets.sums(weight)
    squared = np.divide(sets.sums(weight**2), total, out=np.zeros_like(total), where=total > 0)
    room = total - squared
    more = sets.sizes * dispersion(z, sets) - (sets.sizes - 1)
    usable = (room > 0) & (sets.sizes > 1)
    return np.maximum(np.divide(more, room, out=np.zeros_like(room), where=usable), 0.0)


SpreadMethod = Callable[[Reals, Reals, ComparisonSets], Reals]
SPREADS: Mapping[str, SpreadMethod] = MappingProxyType(
    {"paule-mandel": between_units, "moment": moment_between_units}
)
"""The ways to find the variance between units, by the name a rule and a command give them."""
DEFAULT_SPREAD = "paule-mandel"


def _most(z: Reals, weight: Reals, wanted: Reals, sets: ComparisonSets) -> Reals:
    """A tau squared at which no score of the set is above the wanted mean square."""
    shift = np.divide(z**2, weight, out=np.zeros_like(z), where=weight > 0)
    largest = np.maximum.reduceat(shift, sets.starts) if len(sets.starts) else np.zeros(0)
    return np.divide(largest, wanted, out=np.zeros_like(largest), where=wanted > 0)
