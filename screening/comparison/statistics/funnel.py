"""Funnel for counts per denominator and for shares, widened for overdispersion.

Spiegelhalter 2005 (Statistics in Medicine 24:1185) and Spiegelhalter and others 2012 (JRSS A
175:1), in the square-root form that the Care Quality Commission uses; the variance between units as
in :mod:`screening.comparison.statistics.spread`. Where every unit has peers of its own, those are
few: their spread alone would be found too small about as often as too large, and what it is found
too small for would be flagged. So it is never taken smaller than that of all units around what
their own peers do, and the target of a few peers is as uncertain as they are. How rare a figure is
says the null of :mod:`screening.comparison.statistics.tails`, or a normal one on the scale itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import ComparisonSets, Reals, Whole, grouped
from screening.comparison.statistics.intervals import normal_quantile, wilson_interval
from screening.comparison.statistics.spread import DEFAULT_SPREAD, SPREADS, dispersion
from screening.comparison.statistics.tails import (
    RATES,
    SHARES,
    Null,
    Scale,
    chosen_null,
    in_sets,
    score,
)


@dataclass(frozen=True)
class Funnel:
    """Per unit (n,): expected .. beyond, NaN where there is no set. Per set (s,): target .. size.

    ``beyond`` is the variance of a unit beyond its own chance, on the scale of the scores: tau
    squared and, with peers of its own, the uncertainty of their target.
    """

    expected: Reals
    ratio: Reals
    lower: Reals
    upper: Reals
    z: Reals
    p: Reals
    beyond: Reals
    target: Reals
    phi: Reals
    tau2: Reals
    size: Whole


def rate_funnel(
    observed: Reals,
    per: Reals,
    sets: ComparisonSets,
    tested: Reals | None = None,
    spread: str = DEFAULT_SPREAD,
    null: Null | None = None,
) -> Funnel:
    """Judge counts against the pooled rate of their comparison set.

    ``observed`` and ``per`` (n,) must be finite and ``per`` positive for members and judged units.
    ``tested`` is the count to judge where it differs from the one delivered (the lower end of a
    rounded count); the pooled rate and the spread always come from ``observed``.
    ``spread`` is a name of :data:`~screening.comparison.statistics.spread.SPREADS`.
    ``null`` is what ordinary units are taken to do: ``fitted`` unless the spread is the published
    one, which goes with ``square-root``.
    ``lower`` and ``upper`` are the 95 % interval of the ratio, overdispersion included.
    """
    count, base = observed[sets.members], per[sets.members]
    target = sets.sums(count) / sets.sums(base) if len(sets.starts) else np.zeros(0)
    member_expected = base * target[sets.set_of_member]
    member_z = 2 * (np.sqrt(count) - np.sqrt(member_expected))
    phi = dispersion(member_z, sets)
    tau2 = SPREADS[spread](member_z, 4 * member_expected, sets, None)
    expected = per * sets.to_units(target)
    expected = np.where(expected > 0, expected, np.nan)
    around = 2 * (np.sqrt(observed) - np.sqrt(expected))
    tau2 = _not_below_all(tau2, around, 4 * expected, sets, spread)
    beyond = sets.to_units(tau2) + _of_target(base, 4 * target, tau2, sets)
    judged = observed if tested is None else tested
    ratio = judged / expected
    root = np.sqrt(ratio)
    deviation = np.sqrt(1 / (4 * expected) + beyond)
    z = (root - 1) / deviation
    half = normal_quantile(0.95) * deviation
    lower, upper = np.maximum(root - half, 0.0) ** 2, (root + half) ** 2
    z, p = _chance(z, (observed, judged, per), sets, RATES, spread, null)
    return Funnel(expected, ratio, lower, upper, z, p, beyond, target, phi, tau2, sets.sizes)


def share_funnel(
    part: Reals,
    whole: Reals,
    sets: ComparisonSets,
    spread: str = DEFAULT_SPREAD,
    null: Null | None = None,
) -> Funnel:
    """Judge shares against the pooled share of their comparison set.

    The arcsine square-root scale, on which a share of ``whole`` has variance 1/(4 whole), takes
    the place of the square root; the spread between units is found as for rates. ``expected`` is
    the pooled share. The interval is Wilson's at the number of trials that carries the same
    variance once the spread between units is added; without that spread it is plain Wilson.
    """
    count, base = part[sets.members], whole[sets.members]
    target = sets.sums(count) / sets.sums(base) if len(sets.starts) else np.zeros(0)
    angle = np.arcsin(np.sqrt(target))
    member_z = 2 * np.sqrt(base) * (np.arcsin(np.sqrt(count / base)) - angle[sets.set_of_member])
    phi, tau2 = dispersion(member_z, sets), SPREADS[spread](member_z, 4 * base, sets, None)
    expected = sets.to_units(target)
    expected = np.where(expected > 0, expected, np.nan)
    size = np.where(whole > 0, whole, np.nan)
    share = part / size
    off = np.arcsin(np.sqrt(share)) - np.arcsin(np.sqrt(expected))
    tau2 = _not_below_all(tau2, 2 * np.sqrt(size) * off, 4 * size, sets, spread)
    beyond = sets.to_units(tau2) + _of_target(base, np.full(len(tau2), 4.0), tau2, sets)
    variance = 1 / (4 * size) + beyond
    z = off / np.sqrt(variance)
    low, high = wilson_interval(share, 1 / (4 * variance))
    z, p = _chance(z, (part, part, whole), sets, SHARES, spread, null)
    ratio = share / expected
    return Funnel(
        expected,
        ratio,
        low / expected,
        high / expected,
        z,
        p,
        beyond,
        target,
        phi,
        tau2,
        sets.sizes,
    )


@np.errstate(divide="ignore", invalid="ignore", over="ignore")  # what is not known stays unknown
def _chance(
    z: Reals,
    figures: tuple[Reals, Reals, Reals],
    sets: ComparisonSets,
    scale: Scale,
    spread: str,
    null: Null | None,
) -> tuple[Reals, Reals]:
    """Score and one-sided p per unit (n,) under the null, from the score ``z`` of the funnel.

    ``figures`` are the count delivered, the count judged and the denominator. Where all units are
    at an end of the scale there is no spread to fit, and the score of the funnel stands.
    """
    straight = np.asarray(scipy.special.ndtr(-z), dtype=np.float64)
    if chosen_null(null, spread) == "square-root" or not len(sets.starts):
        return z, straight
    high, low = in_sets(*figures, sets, scale, spread)
    known = np.isfinite(high) & np.isfinite(low)
    return np.where(known, score(high, low), z), np.where(known, high, straight)


def _not_below_all(
    tau2: Reals, around: Reals, weight: Reals, sets: ComparisonSets, spread: str
) -> Reals:
    """Tau squared per set (s,), with peers of its own no smaller than that of all units together.

    ``around`` (n,) is the raw score of each unit against its own peers, ``weight`` (n,) one over
    the variance of its chance; both NaN where there is none.
    """
    if sets.pool is None:
        return tau2
    judged = (sets.own >= 0) & np.isfinite(around)
    together = grouped(np.where(judged, sets.pool, -1))
    of_all = SPREADS[spread](around[together.members], weight[together.members], together, None)
    least = np.zeros(len(tau2))
    least[sets.own[judged]] = together.to_units(of_all)[judged]
    return np.maximum(tau2, least)


def _of_target(base: Reals, weight: Reals, tau2: Reals, sets: ComparisonSets) -> Reals:
    """Variance of the target of a unit's own peers, per unit (n,); 0 where it is one of them.

    ``base`` (m,) is the denominator of every member, ``weight`` (s,) one over the variance of
    chance per one of it: the target is a mean of the peers, weighed by their denominators.
    """
    if sets.pool is None:
        return np.zeros(len(sets.own))
    whole = sets.sums(base)
    chance = np.divide(1, weight * whole, out=np.zeros_like(whole), where=weight > 0)
    return sets.to_units(chance + tau2 * sets.sums(base**2) / whole**2)


def rate_limits(target: float, per: Reals, tau2: float, level: float) -> tuple[Reals, Reals]:
    """Rates between which a unit of ``per`` (n,) lies with this chance, were its rate ``target``.

    Those are the rates at which the score z of :func:`rate_funnel` is the quantile of ``level``:
    with ``tau2`` 0 chance alone, else the spread between units as well.
    """
    half = normal_quantile(level) * np.sqrt(1 / (4 * per * target) + tau2)
    return target * np.maximum(1 - half, 0.0) ** 2, target * (1 + half) ** 2


def share_limits(target: float, whole: Reals, tau2: float, level: float) -> tuple[Reals, Reals]:
    """Shares between which a unit of ``whole`` (n,) lies; see :func:`rate_limits`."""
    half = normal_quantile(level) * np.sqrt(1 / (4 * whole) + tau2)
    angle = np.arcsin(np.sqrt(target))
    low, high = (np.clip(angle + side * half, 0.0, np.pi / 2) for side in (-1, 1))
    return np.sin(low) ** 2, np.sin(high) ** 2
