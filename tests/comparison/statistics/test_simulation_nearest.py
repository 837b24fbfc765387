"""200 simulated countries in which every municipality is set beside its twenty nearest.

Twenty peers tell too little about how much places differ: judged by their own spread alone, nearly
half the countries without any effect would have a flag. docs/statistics.md prints these figures.
"""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pytest

from screening.comparison.statistics.comparison_sets import ComparisonSets, Reals, chosen
from screening.comparison.statistics.funnel import rate_funnel
from screening.comparison.statistics.levels import NOTABLE, WATCH, count_levels
from screening.comparison.statistics.multiplicity import benjamini_hochberg
from screening.comparison.statistics.nearest import nearest
from screening.comparison.statistics.tails import Null
from tests.comparison.statistics.simulated import UNITS, country
from tests.comparison.statistics.test_simulation import DOCS

COUNTRIES, PEERS = 200, 20
THREE_ERRORS = 3 * math.sqrt(0.1 * 0.9 / COUNTRIES)
KEPT = [("none", 0.0), ("normal", 0.2), ("normal", 0.4)]
"""Where the null of the funnel keeps its promise."""
MEASURED = [("normal", 0.4), ("gamma", 0.4), ("lognormal", 0.4)]
"""Lines of the page that are measured anew, half a minute each."""


@cache
def sets() -> ComparisonSets:
    """The nearest in inhabitants and in a density that goes along with them."""
    people = country("rate", "none", 0.0, COUNTRIES).per.reshape(COUNTRIES, UNITS)
    size = (np.log(people) - 10.42) / 0.8
    density = 0.6 * size + 0.8 * np.random.default_rng(5).normal(size=size.shape)
    peers = [
        nearest(np.column_stack(both), PEERS) + UNITS * n
        for n, both in enumerate(zip(size, density, strict=True))
    ]
    return chosen(np.concatenate(peers), np.repeat(np.arange(COUNTRIES), UNITS))


def levels(counts: Reals, people: Reals, judged: ComparisonSets, null: Null) -> tuple[Reals, Reals]:
    """The p and the level of every unit of every country, (countries, units)."""
    found = rate_funnel(counts, people, judged, null=null)
    p = found.p.reshape(COUNTRIES, UNITS)
    q = np.concatenate([benjamini_hochberg(each) for each in p])
    level = count_levels(found.ratio, found.lower, q, counts)
    return p, level.reshape(COUNTRIES, UNITS)


@cache
def figures(kind: str, spread: float, null: Null) -> tuple[float, float, float]:
    """Share of units with p <= 0.05, of countries with a flag, and of doubled units found."""
    made = country("rate", kind, spread, COUNTRIES)
    counts, people, mean = made.counts, made.per, made.mean
    p, level = levels(counts, people, sets(), null)
    rng = np.random.default_rng(11)
    doubled = np.arange(COUNTRIES), rng.integers(0, UNITS, COUNTRIES)
    planted, theirs = counts.copy().reshape(COUNTRIES, UNITS), mean.reshape(COUNTRIES, UNITS)
    planted[doubled] = rng.poisson(2 * theirs[doubled])
    seen = levels(planted.ravel(), people, sets(), null)[1][doubled] >= NOTABLE
    flagged = (level >= WATCH).any(axis=1)
    return float((p <= 0.05).mean()), float(flagged.mean()), float(seen.mean())


@pytest.mark.parametrize(("kind", "spread"), KEPT)
def test_with_the_null_of_the_funnel_one_country_in_ten_at_most_has_a_flag(
    kind: str, spread: float
) -> None:
    share, countries, _ = figures(kind, spread, "square-root")
    assert share <= 0.05
    assert countries <= 0.10 + THREE_ERRORS


def test_the_spread_of_twenty_peers_alone_would_flag_in_four_countries_of_ten() -> None:
    made, whole = country("rate", "normal", 0.2, COUNTRIES), sets()
    alone = ComparisonSets(whole.members, whole.starts, whole.own)
    _, level = levels(made.counts, made.per, alone, "square-root")
    assert (level >= WATCH).any(axis=1).mean() > 0.4


@pytest.mark.large
@pytest.mark.parametrize(("kind", "spread"), MEASURED)
def test_the_page_prints_the_measured_figures(kind: str, spread: float) -> None:
    row = rf"^\| beside twenty: {kind} \| {spread} \|" + r" ([\d.]+) % \|" * 6 + "$"
    [printed] = re.findall(row, DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    plain, fitted = (figures(kind, spread, null) for null in ("square-root", "fitted"))
    measured = [100 * each for both in zip(plain, fitted, strict=True) for each in both]
    assert [float(each) for each in printed] == pytest.approx(measured, abs=0.51)
    assert fitted[1] <= 0.10 + THREE_ERRORS
