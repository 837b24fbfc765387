"""The null that counts and shares are judged against: fitted to the body of the units and its tail.

How ordinary units differ has no known form. Three are kept, as scales on which units would be
normal: the square root of the funnel (Spiegelhalter 2005), the cube root, on which a gamma
variable is all but normal (Wilson and Hilferty 1931; gamma-Poisson counts), and the logarithm
(Poisson-lognormal). For shares the same three are the arcsine, the cube-root form of Cox and
Snell (1968) for a beta, and the logit. On each the spread between units is found anew, and how
well it describes the other units weighs it (Akaike weights, Burnham and Anderson 2002): a unit
never speaks for the tail that it is judged by. Chance keeps its own scale, the square root, on
all three. That the spread is an estimate makes a score Student's. Judging by an empirical null
and not by an assumed one is Efron's (2004); see docs/statistics.md for why these three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import ComparisonSets, Reals, grouped
from screening.comparison.statistics.spread import DEFAULT_SPREAD, SPREADS

Null = Literal["fitted", "square-root"]
"""The two nulls: fitted to body and tail, or normal on the scale of the funnel."""
NULL_TEXTS: dict[Null, str] = {
    "fitted": (
        "De kans p is het gemiddelde over drie vormen die de verschillen tussen gewone eenheden "
        "kunnen hebben (normaal op de schaal van de wortel, gamma en lognormaal; bij aandelen "
        "arcsinus, bèta en logit), gewogen naar hoe goed elk de andere eenheden beschrijft"
    ),
    "square-root": (
        "De kans p gaat uit van verschillen tussen gewone eenheden die normaal zijn op de schaal "
        "van de wortel of de arcsinus"
    ),
}
"""What the chance p rests on, in Dutch."""


def chosen_null(null: Null | None, spread: str) -> Null:
    """The null where none is named: fitted, and with the published spread the published one."""
    return null or ("fitted" if spread == DEFAULT_SPREAD else "square-root")


def null_text(null: Null | None, spread: str) -> str:
    """What the chance p rests on, in Dutch."""
    return NULL_TEXTS[chosen_null(null, spread)]


FORMS = ((1 / 2, 1.0), (1 / 3, 1.0), (0.0, 3.0))
"""Power of the scale and weight beforehand: the logarithm, the longest tail, weighs most."""
FREEDOM = 0.6
"""Degrees of freedom per unit of a spread found from scores winsorised at 10 % on either side."""
LEAST = 0.5
"""Count that nought is taken for on a scale where nought lies infinitely far."""
_ROUNDS = 2
_AT_ONCE = 20_000
_NORMAL_FROM = 1e6
_LEAST_SHARE = 1e-6
_SMALLEST = 1e-300
_NEAR = 1e-6


class Scale(Protocol):
    """What a figure is on the scale of a power, all arrays of one shape.

    Each scale has slope one over ``information`` per unit of the count at the target, so that
    chance has variance 1 / information on all of them.
    """

    def at(self, power: float, count: Reals, base: Reals, target: Reals) -> Reals:
        """How far the figure lies from the target; 0 at the target itself."""

    def slope(self, count: Reals, base: Reals, target: Reals) -> Reals:
        """The logarithm of what the power multiplies in the slope of the scale."""

    def information(self, base: Reals, target: Reals) -> Reals:
        """One over the variance of chance."""

    def skew(self, target: Reals) -> Reals:
        """How much the mean moves by spread: 1 for counts, less for shares, 0 at a half."""


class Rates:
    """Counts per denominator: powers of the ratio to the expected count (Box and Cox 1964)."""

    def at(self, power: float, count: Reals, base: Reals, target: Reals) -> Reals:
        """(ratio to the power, less 1) over the power; the logarithm for power 0."""
        if power == 0:
            return np.log(np.maximum(count, LEAST) / (base * target))
        return np.asarray(((count / (base * target)) ** power - 1) / power, dtype=np.float64)

    def slope(self, count: Reals, base: Reals, target: Reals) -> Reals:
        """The logarithm of the ratio."""
        return np.log(np.maximum(count, LEAST) / (base * target))

    def information(self, base: Reals, target: Reals) -> Reals:
        """The expected count."""
        return base * target

    def skew(self, target: Reals) -> Reals:
        """Counts have no upper end."""
        return np.ones_like(target)


class Shares:
    """Parts of a whole: incomplete beta functions of the share, from arcsine to logit."""

    def at(self, power: float, count: Reals, base: Reals, target: Reals) -> Reals:
        """B(share; power, power) less that of the target, over (target (1 - target))^power."""
        if power == 0:
            share = _inside(count, base)
            return np.asarray(scipy.special.logit(share) - scipy.special.logit(target))
        far = scipy.special.betainc(power, power, count / base)
        near = scipy.special.betainc(power, power, target)
        whole = scipy.special.beta(power, power)
        return np.asarray((far - near) * whole / (target * (1 - target)) ** power)

    def slope(self, count: Reals, base: Reals, target: Reals) -> Reals:
        """The logarithm of share (1 - share) over that of the target."""
        share = _inside(count, base)
        return np.log(share * (1 - share) / (target * (1 - target)))

    def information(self, base: Reals, target: Reals) -> Reals:
        """Trials times target (1 - target)."""
        return base * target * (1 - target)

    def skew(self, target: Reals) -> Reals:
        """Towards the nearest end."""
        return 1 - 2 * target


def _inside(count: Reals, base: Reals) -> Reals:
    """The share, half a case away from none and from all."""
    least = np.minimum(LEAST, base / 2)
    return np.clip(count, least, base - least) / base


RATES, SHARES = Rates(), Shares()


@dataclass(frozen=True)
class Spreading:
    """Per unit (n,) on the scale of one power: how far it is, and variances on that scale.

    ``away`` is the distance to the centre, ``reach`` that to the target. ``chance`` is the variance
    of chance at the target, ``bend`` how much wider one standard deviation of it is on this scale
    than on its own as far as the unit lies, and ``spread`` the variance between units.
    """

    away: Reals
    reach: Reals
    chance: Reals
    bend: Reals
    spread: Reals

    @property
    def part(self) -> Reals:
        """The part of the variance that is chance: what lies far does so by as much of it."""
        return np.asarray(self.chance / (self.chance + self.spread), dtype=np.float64)

    @property
    def variance(self) -> Reals:
        """The variance of a unit that lies as far."""
        wide = 1 + self.part * (self.bend - 1)
        return np.asarray(self.chance * wide**2 + self.spread, dtype=np.float64)

    def likely(self, power: float, slope: Reals) -> Reals:
        """The logarithm of the density of the score, on the scale of the logarithm or the logit.

        The score turns as its distance and its variance do; ``slope`` is that of the scale.
        """
        at, straight = np.exp(power * slope), np.exp(slope / 2)
        far = np.abs(slope) > _NEAR
        root = np.where(far, self.reach / np.where(far, self.bend, 1.0), 1.0)
        turn = np.where(far, (at - self.bend * straight) / root, (power - 1 / 2) / 2)
        wide = self.chance * (1 + self.part * (self.bend - 1)) * self.part * turn
        rise = (at - self.away * wide / self.variance) / np.sqrt(self.variance)
        density = -(self.away**2) / (2 * self.variance)
        return np.asarray(density + np.log(np.maximum(rise, _SMALLEST)), dtype=np.float64)


def in_sets(
    observed: Reals, tested: Reals, base: Reals, sets: ComparisonSets, scale: Scale, spread: str
) -> tuple[Reals, Reals]:
    """P of a figure as high, and as low, as ``tested`` (n,) under the null of its set.

    ``observed`` and ``base`` (n,) are those of a funnel, with the sets that it judges by;
    NaN for a unit without a set or without an expected count.
    """
    members, of = sets.members, sets.set_of_member
    target = sets.sums(observed[members]) / sets.sums(base[members])
    theirs, own = target[of], sets.to_units(target)
    own = np.where((own > 0) & (scale.information(base, own) > 0), own, np.nan)
    information = scale.information(base, own)
    around, few = np.zeros(len(own)), np.zeros(len(own))
    if sets.pool is not None:
        whole = sets.sums(base[members])
        around = 1 / scale.information(sets.to_units(whole), own)
        few = sets.to_units(sets.sums(base[members] ** 2) / whole**2)
    judged = (sets.own >= 0) & np.isfinite(information)
    together = grouped(np.where(judged, sets.own if sets.pool is None else sets.pool, -1))

    x = np.array([scale.at(power, observed, base, own) for power, _ in FORMS])
    spreads = together.each_to_units(_tau2(x, information, scale.skew(own), together, spread))
    if sets.pool is not None:
        near = [scale.at(power, observed[members], base[members], theirs) for power, _ in FORMS]
        weight = scale.information(base[members], theirs)
        least = _tau2_of_members(np.array(near), weight, scale.skew(theirs), sets, spread)
        spreads = np.maximum(spreads, sets.each_to_units(least))

    def found(power: float, tau2: Reals) -> tuple[Spreading, Reals]:
        centre = -(1 - power) * scale.skew(own) * tau2 / 2

        def of(count: Reals) -> Spreading:
            far = scale.at(power, count, base, own)
            bend = bend_of(far, scale.at(1 / 2, count, base, own))
            return Spreading(far - centre, far, 1 / information + around, bend, tau2 * (1 + few))

        return of(tested), of(observed).likely(power, scale.slope(observed, base, own))

    forms = [found(power, tau2) for (power, _), tau2 in zip(FORMS, spreads, strict=True)]
    others = [
        together.to_units(together.sums(each[together.members])) - each + np.log(weight)
        for (_, each), (_, weight) in zip(forms, FORMS, strict=True)
    ]
    freedom = FREEDOM * together.to_units(together.sizes.astype(np.float64))
    return judged_by([form for form, _ in forms], np.array(others), freedom)


def judged_by(forms: list[Spreading], others: Reals, freedom: Reals) -> tuple[Reals, Reals]:
    """The chance of a figure as high, and as low: the mean over the forms of :data:`FORMS`.

    ``others`` (forms, n) is how likely each form is by the other units, in logarithms, and
    ``freedom`` (n,) the degrees of freedom of the spread; NaN where there is nothing to judge by.
    Chance alone counts no degrees of freedom: they are those of Satterthwaite (1946).
    """
    weights = np.exp(others - others.max(axis=0))
    weights = weights / weights.sum(axis=0)
    high, low = np.zeros(len(freedom)), np.zeros(len(freedom))
    for weight, form in zip(weights, forms, strict=True):
        z, share = form.away / np.sqrt(form.variance), form.spread / form.variance
        free = freedom / np.maximum(share, _LEAST_SHARE) ** 2
        high += weight * _student(-z, free)
        low += weight * _student(z, free)
    return high, low


def score(high: Reals, low: Reals) -> Reals:
    """The normal score of a chance, from the smaller of its two tails."""
    upper = -scipy.special.ndtri(np.maximum(high, _SMALLEST))
    lower = scipy.special.ndtri(np.maximum(low, _SMALLEST))
    return np.asarray(np.where(high < low, upper, lower), dtype=np.float64)


def _student(z: Reals, freedom: Reals) -> Reals:
    """P of Student's variable below ``z``; normal where the degrees of freedom are many."""
    normal = scipy.special.ndtr(z)
    few = freedom < _NORMAL_FROM
    student = scipy.special.stdtr(np.where(few, freedom, 1.0), z)
    return np.asarray(np.where(few, student, normal), dtype=np.float64)


def bend_of(away: Reals, straight: Reals) -> Reals:
    """How far a figure lies on a scale over how far on the square root; 1 at the target.

    And 1 for none where less than one is expected, which the logarithm takes for half a one.
    """
    near = np.abs(straight) < _NEAR
    bend = np.where(near, 1.0, away / np.where(near, 1.0, straight))
    return np.asarray(np.where(bend <= 0, 1.0, bend), dtype=np.float64)


def _tau2(
    x: Reals, information: Reals, skew: Reals, together: ComparisonSets, spread: str
) -> Reals:
    """Tau squared per form and set of ``together`` from figures per form and unit (f, n)."""
    at = together.members
    return _tau2_of_members(x[:, at], information[at], skew[at], together, spread)


def _tau2_of_members(
    x: Reals, information: Reals, skew: Reals, sets: ComparisonSets, spread: str
) -> Reals:
    """Tau squared per form and set (f, s) from figures per form and member (f, m).

    Around the centre at which the mean of the figures is the target. The forms are searched at
    once, and one after another where there are so many figures that room costs more than calls.
    """
    drawn = np.array([[(1 - power) / 2] for power, _ in FORMS])
    if len(sets.members) <= _AT_ONCE:
        return _searched(x, information, drawn * skew, sets, spread)
    each = zip(x, drawn, strict=True)
    return np.concatenate(
        [_searched(a[None], information, d * skew, sets, spread) for a, d in each]
    )


def _searched(
    x: Reals, information: Reals, drawn: Reals, sets: ComparisonSets, spread: str
) -> Reals:
    """Tau squared (f, s) where the centre lies ``drawn`` (f, m) times it below the target."""
    shape = (len(x), len(sets.starts))
    method, stacked = SPREADS[spread], sets.times(len(x))
    root, weight = np.sqrt(information), np.tile(information, len(x))
    tau2 = method((x * root).ravel(), weight, stacked, None).reshape(shape)
    for _ in range(_ROUNDS):
        around = x + drawn * tau2[:, sets.set_of_member]
        tau2 = method((around * root).ravel(), weight, stacked, tau2.ravel()).reshape(shape)
    return tau2
