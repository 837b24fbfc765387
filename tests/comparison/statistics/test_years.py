"""The fitted null of a season against docs/statistics.md written out anew, one count at a time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from screening.comparison.statistics.season import season
from screening.comparison.statistics.years import likely
from tests.comparison.statistics.test_tails import POWERS, away, tau2
from tests.thorough import part

Back = Callable[[float], float]
POINTS = [1.25 * n for n in range(-4, 5)]


def poisson(count: float, mean: float) -> float:
    if mean == 0:
        return float(count == 0)
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def normal(x: float, middle: float, deviation: float) -> float:
    return math.exp(-(((x - middle) / deviation) ** 2) / 2) / deviation / math.sqrt(2 * math.pi)


def around(power: float, level: float, spread: float) -> tuple[float, float, Back]:
    """Middle and deviation of what is true of a year where it is normal, and back to a count."""
    if power == 0:
        return math.log(level), math.sqrt(spread), math.exp
    return math.sqrt(level), math.sqrt(level * spread) / 2, lambda root: root * root


def chance_of(power: float, count: float, level: float, spread: float) -> float:
    """The chance of a count: a sum of Poisson chances over what may be true of the year."""
    if power == 1 / 3:
        return float(stats.nbinom.pmf(count, 1 / spread, 1 / (1 + level * spread)))
    centre, deviation, back = around(power, level, spread)
    known, seen = (count + 0.5, math.log(count + 0.5)) if power == 0 else (4.0, math.sqrt(count))
    told = deviation**-2
    about, wide = (known * seen + told * centre) / (known + told), (known + told) ** -0.5
    at = [about + wide * point for point in POINTS]
    return sum(1.25 * wide * poisson(count, back(x)) * normal(x, centre, deviation) for x in at)


def likely_by_hand(power: float, years: list[float], spread: float) -> float:
    mean, spread = sum(years) / len(years), max(spread, 1e-4)
    step = math.sqrt((spread + 1 / mean) / len(years))
    found = 0.0
    for point in POINTS:
        level = mean * math.exp(step * point)
        found += 1.25 * step * math.prod(chance_of(power, y, level, spread) for y in years)
    return math.log(found)


def middle(power: float, years: list[float]) -> float:
    if power == 0:
        return float(stats.gmean([max(y, 0.5) for y in years]))
    return float(stats.pmean(years, power))


def p_by_hand(now: list[float], earlier: list[list[float]]) -> list[float]:
    """P of every count, from docs/statistics.md."""
    k, logs, tails = len(earlier[0]), [], []
    many = [years for years in earlier if sum(years) >= 5 * k]
    telling = many if len(many) >= 3 else earlier
    for power in POWERS:
        cells = [
            (away(power, y, middle(power, years), 1.0, share=False), sum(years) / k)
            for years in telling
            for y in years
        ]
        beyond = tau2([x * math.sqrt(k / (k - 1)) for x, _ in cells], [mean for _, mean in cells])
        logs.append(sum(likely_by_hand(power, years, beyond) for years in telling))
        units = zip(now, earlier, strict=True)
        tails.append([one_by_hand(power, *unit, beyond, len(telling)) for unit in units])
    weights = np.exp(np.array(logs) - max(logs))
    return [float(each) for each in (weights / weights.sum()) @ np.array(tails)]


def one_by_hand(power: float, count: float, years: list[float], beyond: float, units: int) -> float:
    k, total = len(years), sum(years)
    mean = total / k
    level = mean * (middle(power, years) / mean) ** (beyond / (beyond + 1 / mean))
    far, straight = (away(each, count, level, 1.0, share=False) for each in (power, 0.5))
    chance, spread = 1 / mean + 1 / total, beyond * (1 + (count / level) ** (2 * power) / k)
    part, bend = chance / (chance + spread), far / straight if straight else 1.0
    exact = stats.norm.isf(stats.binom.sf(count - 1, count + total, 1 / (k + 1)))
    plain = away(power, count, mean, 1.0, share=False)
    moved = far + part**2 * (bend * exact * math.sqrt(chance) - plain)
    variance = chance * (1 + part * (bend - 1)) ** 2 + spread
    degrees = 0.6 * units * (k - 1) / max(spread / variance, 1e-9) ** 2
    return float(stats.t.sf(moved / math.sqrt(variance), degrees))


@pytest.mark.parametrize(("years", "mean"), [(2, 60), (4, 60), (5, 8)])
@pytest.mark.parametrize("quiet", [0, 12, 18])
def test_a_season_is_the_written_formula(years: int, mean: float, quiet: int) -> None:
    """Also where so many of the 20 units have some two cases a year; with 18 too few are left."""
    rng = np.random.default_rng(6)
    usual = np.where(np.arange(20) < quiet, 2, mean)[:, None]
    made = rng.poisson(usual * rng.gamma(4, 1 / 4, (20, years + 1))).astype(float)
    now, earlier = made[:, 0] + 1, np.maximum(made[:, 1:], [1] + [0] * (years - 1))
    assert (earlier.mean(axis=1) < 5).sum() == pytest.approx(quiet, abs=2)
    by_hand = p_by_hand(now.tolist(), earlier.tolist())
    assert season(now, earlier).p.tolist() == pytest.approx(by_hand, rel=1e-9, abs=1e-12)


USUAL, SMALL, UNEVEN = [31.0, 55.0, 44.0], [3.0, 6.0, 4.0, 7.0], [0.0, 10.0, 6.0, 4.0]


@pytest.mark.parametrize(
    ("power", "spread", "years"),
    [
        (0.0, 0.03, USUAL), (0.0, 0.15, USUAL), (1 / 2, 0.15, USUAL),
        (0.0, 0.15, SMALL), (1 / 2, 0.15, SMALL), (0.0, 0.15, UNEVEN), (1 / 2, 0.15, UNEVEN),
    ],
)  # fmt: skip
def test_sums_over_points_are_the_integrals_they_stand_for(
    power: float, spread: float, years: list[float]
) -> None:
    mean = sum(years) / len(years)
    far = 7 * math.sqrt((spread + 1 / mean) / len(years))

    def chance(count: float, level: float) -> float:
        centre, deviation, back = around(power, level, spread)
        ends = centre - 8 * deviation, centre + 8 * deviation
        value = lambda x: poisson(count, back(x)) * normal(x, centre, deviation)  # noqa: E731
        return float(integrate.quad(value, *ends, epsrel=1e-5)[0])

    whole = integrate.quad(
        lambda log: math.prod(chance(y, math.exp(log)) for y in years),
        math.log(mean) - far, math.log(mean) + far, epsrel=1e-4,
    )[0]  # fmt: skip
    found = likely(power, np.array([years]), np.array([mean]), spread)
    assert found[0] == pytest.approx(math.log(whole), abs=1e-3)


def test_without_spread_all_forms_are_chance_alone() -> None:
    years = np.array([[31.0, 40.0, 35.0, 38.0]])
    total = years.sum()
    alone = special.gammaln(total) - total * math.log(4) - special.gammaln(years + 1).sum()
    for power in POWERS:
        assert likely(power, years, years.mean(axis=1), 0.0)[0] == pytest.approx(alone, abs=0.02)


@pytest.mark.parametrize(("true", "power"), [("normal", 0.5), ("gamma", 1 / 3), ("log", 0.0)])
def test_years_are_likeliest_in_the_form_they_were_made_in(true: str, power: float) -> None:
    rng = np.random.default_rng(4)
    shape = (1500, 4)
    of_years = {
        "normal": (1 + 0.2 * rng.normal(size=shape)) ** 2,
        "gamma": rng.gamma(1 / 0.16, 0.16, shape),
        "log": np.exp(0.4 * rng.normal(size=shape)),
    }
    made = rng.poisson(40 * of_years[true]).astype(float)
    told = {each: likely(each, made, made.mean(axis=1), 0.16).sum() for each in POWERS}
    assert max(told, key=lambda each: told[each]) == power


@settings(deadline=None, max_examples=part(40))
@given(st.integers(0, 39), st.integers(0, 300), st.integers(1, 100), st.integers(2, 5))
def test_a_higher_count_is_never_less_rare(unit: int, count: int, more: int, years: int) -> None:
    rng = np.random.default_rng(5)
    level = np.exp(rng.normal(3, 0.8, (40, 1)))
    earlier = rng.poisson(level * np.exp(0.3 * rng.normal(size=(40, years)))).astype(float)
    plain, higher = (season(np.full(40, float(n)), earlier).p[unit] for n in (count, count + more))
    assert higher < plain
