"""How often a doubled rate can be found at all, at one country with a false flag in ten.

``python -m tests.comparison.statistics.best_possible`` prints the table of docs/statistics.md: what
each null finds, and what a rule would that knew the rate, the form and the spread: each unit is
flagged by how much likelier its count is if doubled (Neyman and Pearson), at the limit that a
tenth of the countries without an effect has above it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import scipy

from screening.comparison.statistics.comparison_sets import Reals
from tests.comparison.statistics.simulated import (
    COUNTRIES,
    KINDS,
    UNITS,
    Found,
    country,
    figures,
)

_PER_10_000, _PROMISED = 60, 0.10
_KINDS = [each for each in KINDS if each[1]]
_TIMES = 3
"""Countries in which the limit is found, for each in which a place is doubled."""


_SCORES = np.linspace(-5, 5, 81)


def usual(kind: str, spread: float) -> tuple[Reals, Reals]:
    """How ordinary places differ, around one, at scores from -5 to 5, and how likely each is."""
    weight = np.exp(-(_SCORES**2) / 2)
    if kind == "normal":
        at = np.maximum(1 + spread / 2 * _SCORES, 0) ** 2
    elif kind == "gamma":
        shape = 1 / spread**2
        at = scipy.special.gammaincinv(shape, scipy.special.ndtr(_SCORES)) / shape
    else:
        at = np.exp(spread * _SCORES - spread**2 / 2)
    return at, weight / weight.sum()


def likelier(counts: Reals, people: Reals, kind: str, spread: float) -> Reals:
    """The logarithm of how much likelier each count is where the place has twice its rate."""
    mean = people * _PER_10_000 / 10_000

    def chance(times: float) -> Reals:
        total = np.full(len(counts), -np.inf)
        for each, weight in zip(*usual(kind, spread), strict=True):
            rate = np.maximum(times * mean * each, 1e-300)
            total = np.logaddexp(total, counts * np.log(rate) - rate + np.log(weight))
        return total

    return chance(2.0) - chance(1.0)


@cache
def best(kind: str, spread: float, countries: int) -> float:
    """Share of doubled places that are found by who knows all but which place is doubled."""
    made = country("rate", kind, spread, countries)
    many = country("rate", kind, spread, _TIMES * countries)
    ordinary = likelier(many.counts, many.per, kind, spread).reshape(-1, UNITS)
    limit = np.quantile(ordinary.max(axis=1), 1 - _PROMISED)
    rng = np.random.default_rng(11)
    at = np.arange(countries) * UNITS + rng.integers(0, UNITS, countries)
    doubled = rng.poisson(2 * made.mean[at]).astype(np.float64)
    return float((likelier(doubled, made.per[at], kind, spread) > limit).mean())


def row(kind: str, spread: float, countries: int) -> str:
    """The line of the page about one kind of country."""
    plain: Found = figures("rate", kind, spread, "square-root", countries)
    fitted: Found = figures("rate", kind, spread, "fitted", countries)
    told = (plain.power, plain.countries, fitted.power, fitted.countries)
    most = best(kind, spread, countries)
    cells = [f"{100 * each:.1f} %" for each in (*told, most)]
    cells += [f"{100 * (fitted.power - each):+.1f}" for each in (plain.power, most)]
    return f"| power: {kind} | {spread:.1f} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the lines of the table."""
    for kind, spread in _KINDS:
        print(row(kind, spread, COUNTRIES["rate"]), flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
