"""The fitted null against docs/statistics.md written out anew, one unit at a time, with scipy."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from screening.comparison.statistics.comparison_sets import chosen, grouped
from screening.comparison.statistics.funnel import rate_funnel, share_funnel
from screening.comparison.statistics.tails import Null
from tests.thorough import part

KEPT = (
    1
    - 0.2
    - 2 * stats.norm.isf(0.1) * stats.norm.pdf(stats.norm.isf(0.1))
    + (0.2 * stats.norm.isf(0.1) ** 2)
)
POWERS, BEFOREHAND = (1 / 2, 1 / 3, 0.0), (1.0, 1.0, 3.0)


def away(power: float, count: float, base: float, target: float, *, share: bool) -> float:
    """How far a figure lies from its target, as an integral of (t (1 - t))^(power - 1)."""
    if power == 0:
        count = min(max(count, 0.5), base - 0.5) if share else max(count, 0.5)
    if not share:
        edge, point = 1.0, count / (base * target)
        if power == 0:
            return math.log(point)
        return float((stats.boxcox(np.array([point]), power)[0]) if point else -1 / power) * edge
    scale = (target * (1 - target)) ** power
    if power == 0:
        return math.log(count / (base - count)) - math.log(target / (1 - target))
    middle = lambda t: (t * (1 - t)) ** (power - 1)  # noqa: E731
    if count in {0, base}:
        end = count / base
        near = stats.beta.cdf(target, power, power) * math.gamma(power) ** 2
        return float((end * math.gamma(power) ** 2 - near) / math.gamma(2 * power) / scale
                     if end else -near / math.gamma(2 * power) / scale)  # fmt: skip
    found = integrate.quad(middle, target, count / base, epsabs=1e-14, epsrel=1e-13, limit=200)
    return float(found[0] / scale)


def tau2(x: list[float], information: list[float]) -> float:
    """Paule and Mandel on winsorised scores, with the root of Brent."""
    size = len(x)

    def excess(guess: float) -> float:
        z = np.array(x) / np.sqrt(1 / np.array(information) + guess)
        low, high = np.quantile(z, [0.1, 0.9])
        return float((np.clip(z, low, high) ** 2).mean() - KEPT * (size - 1) / size)

    return float(optimize.brentq(excess, 0, 1e4, xtol=1e-15, rtol=1e-14)) if excess(0) > 0 else 0.0


def centred(x: list[float], information: list[float], power: float, skew: list[float]) -> float:
    found = tau2(x, information)
    for _ in range(2):
        moved = [each + (1 - power) * much * found / 2 for each, much in zip(x, skew, strict=True)]
        found = tau2(moved, information)
    return found


def turned(score: Callable[[float], float]) -> float:
    """The logarithm of the density of a score at 0, its slope from five points."""
    h = 2e-3
    one, two = score(h) - score(-h), score(2 * h) - score(-2 * h)
    three = score(3 * h) - score(-3 * h)
    return -(score(0) ** 2) / 2 + math.log((45 * one - 9 * two + three) / (60 * h))


def moved(count: float, base: float, by: float, *, share: bool) -> float:
    """The count of which the logarithm, or of a share the logit, is so much higher."""
    if not share:
        return count * math.exp(by)
    odds = count / (base - count) * math.exp(by)
    return base * odds / (1 + odds)


@dataclass(frozen=True)
class Unit:
    """One unit on the scale of one power."""

    power: float
    count: float
    base: float
    target: float
    share: bool
    chance: float
    spread: float
    centre: float

    def far(self, power: float, by: float) -> float:
        count = moved(self.count, self.base, by, share=self.share)
        return away(power, count, self.base, self.target, share=self.share)

    def variance(self, by: float) -> float:
        straight, part = self.far(0.5, by), self.chance / (self.chance + self.spread)
        bend = self.far(self.power, by) / straight if straight else 1.0
        return self.chance * (1 + part * (bend - 1)) ** 2 + self.spread

    def score(self, by: float) -> float:
        return (self.far(self.power, by) - self.centre) / math.sqrt(self.variance(by))


def by_hand(
    counts: list[float], bases: list[float], peers: list[list[int]] | None, *, share: bool
) -> tuple[list[float], list[float]]:
    """P of a figure as high, and as low, of every unit; with peers of its own or among all."""
    units = range(len(counts))
    sets = peers or [list(units)] * len(counts)
    targets = [sum(counts[i] for i in s) / sum(bases[i] for i in s) for s in sets]
    told = [bases[i] * targets[i] * (1 - targets[i] if share else 1) for i in units]
    skews = [1 - 2 * t if share else 1.0 for t in targets]
    logs, tails = [], []
    for power, prior in zip(POWERS, BEFOREHAND, strict=True):
        x = [away(power, counts[i], bases[i], targets[i], share=share) for i in units]
        pooled = centred(x, told, power, skews)
        likely, form = [], []
        for i in units:
            beyond, extra, few = pooled, 0.0, 0.0
            if peers:
                whole, t = sum(bases[j] for j in peers[i]), targets[i]
                theirs = [away(power, counts[j], bases[j], t, share=share) for j in peers[i]]
                weights = [bases[j] * t * ((1 - t) if share else 1) for j in peers[i]]
                beyond = max(pooled, centred(theirs, weights, power, [skews[i]] * len(theirs)))
                extra = 1 / (whole * t * ((1 - t) if share else 1))
                few = sum(bases[j] ** 2 for j in peers[i]) / whole**2
            centre = -(1 - power) * skews[i] * beyond / 2
            chance, spread = 1 / told[i] + extra, beyond * (1 + few)

            unit = Unit(power, counts[i], bases[i], targets[i], share, chance, spread, centre)
            likely.append(turned(unit.score))
            z, whole_variance = unit.score(0), unit.variance(0)
            degrees = 0.6 * len(counts) / max(spread / whole_variance, 1e-6) ** 2
            law = stats.t(degrees) if degrees < 1e6 else stats.norm
            form.append((law.sf(z), law.cdf(z)))
        logs.append([sum(likely) - each + math.log(prior) for each in likely])
        tails.append(form)
    weights = np.exp(np.array(logs) - np.max(logs, axis=0))
    weights /= weights.sum(axis=0)
    both = (weights[:, :, None] * np.array(tails)).sum(axis=0)
    return both[:, 0].tolist(), both[:, 1].tolist()


def figures(seed: int, size: int, *, share: bool) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(seed)
    bases = np.exp(rng.normal(7.5, 0.8, size)).round()
    rate = 0.12 * np.exp(rng.normal(0, 0.35, size))
    counts = rng.binomial(bases.astype(int), np.minimum(rate, 0.9))
    return (counts if share else rng.poisson(bases * rate)).astype(float).tolist(), bases.tolist()


@pytest.mark.parametrize("share", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_among_all_it_is_the_written_formula(seed: int, *, share: bool) -> None:
    counts, bases = figures(seed, 40, share=share)
    judge = share_funnel if share else rate_funnel
    found = judge(np.array(counts), np.array(bases), grouped(np.zeros(40, dtype=np.int64)))
    high, low = by_hand(counts, bases, None, share=share)
    assert found.p.tolist() == pytest.approx(high, rel=1e-9, abs=1e-12)
    score = [
        stats.norm.isf(h) if h < w else stats.norm.ppf(w) for h, w in zip(high, low, strict=True)
    ]
    assert found.z.tolist() == pytest.approx(score, abs=1e-9, rel=1e-9)


@pytest.mark.parametrize("share", [False, True])
def test_beside_peers_of_its_own_it_is_the_written_formula(*, share: bool) -> None:
    counts, bases = figures(4, 30, share=share)
    peers = [[(i + step) % 30 for step in range(1, 13)] for i in range(30)]
    judge = share_funnel if share else rate_funnel
    found = judge(np.array(counts), np.array(bases), chosen(np.array(peers)))
    high, _ = by_hand(counts, bases, peers, share=share)
    assert found.p.tolist() == pytest.approx(high, rel=1e-9, abs=1e-12)


@settings(deadline=None, max_examples=part(40))
@given(st.integers(0, 39), st.integers(1, 300))
def test_a_higher_count_is_never_less_rare(unit: int, more: int) -> None:
    counts, bases = (np.array(each) for each in figures(5, 40, share=False))
    raised = counts.copy()
    raised[unit] += more
    sets = grouped(np.zeros(40, dtype=np.int64))
    plain, higher = rate_funnel(counts, bases, sets), rate_funnel(counts, bases, sets, raised)
    assert higher.p[unit] < plain.p[unit]
    assert higher.z[unit] > plain.z[unit]


def test_a_unit_does_not_speak_for_the_tail_it_is_judged_by() -> None:
    """One unit far out leaves the weights of the forms for itself as they were."""
    counts, bases = (np.array(each) for each in figures(8, 340, share=False))
    sets = grouped(np.zeros(340, dtype=np.int64))
    judged = counts.copy()
    judged[7] = 4 * counts[7]
    apart = rate_funnel(counts, bases, sets, judged).p[7]
    together = rate_funnel(judged, bases, sets).p[7]
    assert together == pytest.approx(apart, rel=0.8)
    assert together < 1e-3


def test_where_all_is_chance_it_is_the_plain_funnel() -> None:
    counts = np.array([100.0, 101.0, 99.0, 100.0, 102.0, 98.0])
    sets = grouped(np.zeros(6, dtype=np.int64))
    nulls: tuple[Null, Null] = ("fitted", "square-root")
    fitted, straight = (rate_funnel(counts, np.full(6, 1000.0), sets, null=null) for null in nulls)
    assert fitted.p.tolist() == pytest.approx(straight.p.tolist(), rel=1e-9)


def test_shares_that_are_all_whole_keep_the_score_of_the_funnel() -> None:
    whole = np.full(20, 50.0)
    found = share_funnel(whole, whole, grouped(np.zeros(20, dtype=np.int64)))
    assert found.p.tolist() == [0.5] * 20
