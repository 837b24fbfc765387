"""Simulated countries of 340 municipalities that differ by nature, and one of them twice as high.

``python -m tests.comparison.statistics.simulated`` prints the table of docs/statistics.md. All
comes from seeds, so the page can be held to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from screening.comparison.statistics.comparison_sets import Reals, Whole, grouped
from screening.comparison.statistics.funnel import Funnel, rate_funnel, share_funnel
from screening.comparison.statistics.levels import NOTABLE, WATCH, count_levels
from screening.comparison.statistics.multiplicity import benjamini_hochberg
from screening.comparison.statistics.season import Season, season
from screening.comparison.statistics.tails import Null

Figure = Literal["rate", "share", "month", "quiet month"]
FIGURES: tuple[Figure, ...] = ("rate", "share", "month")
LEVELS: dict[Figure, tuple[float, float]] = {"month": (4, 0.8), "quiet month": (0, 1.5)}
"""Middle and deviation, between municipalities, of the logarithm of what is usual in a month."""
NULLS: tuple[Null, ...] = ("square-root", "fitted")
KINDS = [("none", 0.0), *((k, s) for k in ("normal", "gamma", "lognormal") for s in (0.2, 0.4))]
QUIET = [("gamma", 0.4), ("lognormal", 0.4)]
LINES: list[tuple[Figure, str, float]] = [
    *((figure, *kind) for figure in FIGURES for kind in KINDS),
    *(("quiet month", *kind) for kind in QUIET),
]
COUNTRIES: dict[Figure, int] = {"rate": 500, "share": 500, "month": 400, "quiet month": 400}
UNITS, YEARS = 340, 4
SHARE = 0.06


class Found(NamedTuple):
    """Shares of units with p <= 0.05, of countries with a flag, of doubled units found."""

    units: float
    countries: float
    power: float


@dataclass(frozen=True)
class Country:
    """Counts, what they are per (for a month the earlier years), and the counts one may expect."""

    counts: Reals
    per: Reals
    mean: Reals


def ordinary(kind: str, spread: float, shape: tuple[int, ...], rng: np.random.Generator) -> Reals:
    """How ordinary places differ: around one, ``spread`` the coefficient of variation."""
    if kind == "none":
        return np.ones(shape)
    if kind == "normal":  # on the scale of the funnel, the square root
        return np.maximum(1 + spread / 2 * rng.normal(size=shape), 0) ** 2
    if kind == "gamma":
        return rng.gamma(1 / spread**2, spread**2, shape)
    return np.exp(rng.normal(-(spread**2) / 2, spread, shape))


def ordinary_shares(kind: str, spread: float, size: int, rng: np.random.Generator) -> Reals:
    """True shares around :data:`SHARE`: normal on the arcsine, beta, or normal on the logit."""
    odds = SHARE / (1 - SHARE)
    if kind == "normal":
        angle = rng.normal(np.arcsin(np.sqrt(SHARE)), spread * np.sqrt(odds) / 2, size)
        return np.sin(np.clip(angle, 0, np.pi / 2)) ** 2
    if kind == "gamma":
        both = 1 / (odds * spread**2) - 1
        return rng.beta(SHARE * both, (1 - SHARE) * both, size)
    if kind == "lognormal":
        return 1 / (1 + np.exp(-rng.normal(np.log(odds), spread / (1 - SHARE), size)))
    return np.full(size, SHARE)


@cache
def country(figure: Figure, kind: str, spread: float, countries: int) -> Country:
    """So many countries, one after the other."""
    rng, size = np.random.default_rng(7), countries * UNITS
    if figure in LEVELS:
        usual = np.exp(rng.normal(*LEVELS[figure], size))
        waves = ordinary(kind, spread, (size, YEARS + 1), rng)
        years = rng.poisson(usual[:, None] * waves).astype(np.float64)
        return Country(years[:, 0], years[:, 1:], usual * waves[:, 0])
    people = np.exp(np.clip(rng.normal(10.42, 0.8, size), 8.2, 13.4)).round()
    if figure == "share":
        homes = (people / 2.2).round()
        shares = ordinary_shares(kind, spread, size, rng)
        counts = rng.binomial(homes.astype(np.int64), shares).astype(np.float64)
        return Country(counts, homes, shares * homes)
    mean = people / 10_000 * 60 * ordinary(kind, spread, (size,), rng)
    return Country(rng.poisson(mean).astype(np.float64), people, mean)


def judged(figure: Figure, counts: Reals, per: Reals, null: Null) -> tuple[Reals, Whole]:
    """P and level of every unit, each country judged by itself; (countries, units)."""
    countries = len(counts) // UNITS
    sets = grouped(np.repeat(np.arange(countries), UNITS))
    found: list[Funnel | Season]
    if figure in LEVELS:
        both = zip(np.split(counts, countries), np.split(per, countries), strict=True)
        found = [season(now, earlier, null) for now, earlier in both]
    else:
        funnel: Callable[..., Funnel] = rate_funnel if figure == "rate" else share_funnel
        found = [funnel(counts, per, sets, null=null)]
    p, ratio, lower = (
        np.concatenate([getattr(each, name) for each in found]) for name in ("p", "ratio", "lower")
    )
    q = np.concatenate([benjamini_hochberg(each) for each in np.split(p, countries)])
    level = count_levels(ratio, lower, q, counts)
    return p.reshape(countries, UNITS), level.reshape(countries, UNITS)


@cache
def figures(figure: Figure, kind: str, spread: float, null: Null, countries: int) -> Found:
    """What is flagged where nothing is wrong, and what is found of one doubled unit per country."""
    made = country(figure, kind, spread, countries)
    p, level = judged(figure, made.counts, made.per, null)
    rng = np.random.default_rng(11)
    doubled = np.arange(countries), rng.integers(0, UNITS, countries)
    at = doubled[0] * UNITS + doubled[1]
    planted = made.counts.copy()
    if figure == "share":
        homes = made.per[at]
        twice = np.minimum(2 * made.mean[at] / homes, 1)
        planted[at] = rng.binomial(homes.astype(np.int64), twice)
    else:
        planted[at] = rng.poisson(2 * made.mean[at])
    seen = judged(figure, planted, made.per, null)[1][doubled] >= NOTABLE
    flagged = (level >= WATCH).any(axis=1)
    return Found(float((p <= 0.05).mean()), float(flagged.mean()), float(seen.mean()))


def row(figure: Figure, kind: str, spread: float) -> str:
    """The line of the page about one kind of country."""
    plain, fitted = (figures(figure, kind, spread, null, COUNTRIES[figure]) for null in NULLS)
    cells = [f"{100 * each:.1f} %" for each in (*plain, *fitted)]
    order = [cells[at] for at in (0, 3, 1, 4, 2, 5)]
    return " | ".join(["", f"{figure}: {kind}", f"{spread:.1f}", *order, ""]).strip()


def main() -> None:
    """Print the lines of the table."""
    for line in LINES:
        print(row(*line), flush=True)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
