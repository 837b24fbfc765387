"""How often the method flags in simulated countries where nothing is wrong, and what it finds.

docs/statistics.md prints the figures of 500 countries, for months of 400; a smaller simulation runs
with every test.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from screening.comparison.statistics.comparison_sets import grouped
from screening.comparison.statistics.funnel import rate_funnel
from screening.comparison.statistics.levels import NOTABLE, score_levels
from screening.comparison.statistics.robust import robust_z
from tests.comparison.statistics.simulated import (
    COUNTRIES,
    FIGURES,
    LINES,
    QUIET,
    UNITS,
    Figure,
    country,
    figures,
    row,
)
from tests.thorough import some

FEW: dict[Figure, int] = {"rate": 60, "share": 60, "month": 30, "quiet month": 30}
"""Countries of the smaller simulation; of months, which take longest, fewer."""
DOCS = Path(__file__).resolve().parents[3] / "docs" / "statistics.md"


def at_most(share: float, countries: int) -> float:
    """A share of countries, three standard errors up."""
    return share + 3 * math.sqrt(share * (1 - share) / countries)


ORDINARY: list[tuple[Figure, str, float]] = [
    *((figure, *kind) for figure in FIGURES for kind in (("none", 0.0), ("lognormal", 0.2))),
    *(("quiet month", *kind) for kind in QUIET),
]


@pytest.mark.parametrize(("figure", "kind", "spread"), some(ORDINARY, of=2))
def test_one_country_in_ten_at_most_has_a_flag(figure: Figure, kind: str, spread: float) -> None:
    """With no real effect every flag is false, so q <= 0.10 means: in a tenth of the countries."""
    found = figures(figure, kind, spread, "fitted", FEW[figure])
    assert found.countries <= at_most(0.10, FEW[figure])
    assert found.units <= 0.055


def test_the_null_of_the_funnel_alone_does_not_keep_that_where_the_tail_is_long() -> None:
    for figure in FIGURES:
        found = figures(figure, "lognormal", 0.4, "square-root", FEW[figure])
        assert found.countries > 0.4


MEASURED = [
    line
    for figure in FEW
    for line in [line for line in LINES if line[0] == figure][:: 3 if "month" in figure else 1]
]
"""Of months, which take a minute a line, one line in three."""


@pytest.mark.large
@pytest.mark.parametrize(("figure", "kind", "spread"), MEASURED)
def test_the_page_prints_the_measured_figures(figure: Figure, kind: str, spread: float) -> None:
    found = figures(figure, kind, spread, "fitted", COUNTRIES[figure])
    assert found.countries <= at_most(0.10, COUNTRIES[figure])
    start = f"| {figure}: {kind} | {spread:.1f} |"
    told = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith(start)]
    assert len(told) == 1
    numbers = [
        [float(each) for each in re.findall(r"([\d.]+) %", line)]
        for line in (told[0], row(figure, kind, spread))
    ]
    assert numbers[0][:6] == pytest.approx(numbers[1], abs=0.31)


def test_the_variance_between_units_is_found_back() -> None:
    sets = grouped(np.repeat(np.arange(FEW["rate"]), UNITS))
    for spread in (0.2, 0.4):
        made = country("rate", "normal", spread, FEW["rate"])
        found = rate_funnel(made.counts, made.per, sets).tau2
        assert np.median(found) == pytest.approx((spread / 2) ** 2, rel=0.08)


def test_the_published_moment_estimate_would_flag_twice_the_nominal_share() -> None:
    sets = grouped(np.repeat(np.arange(FEW["rate"]), UNITS))
    made = country("rate", "normal", 0.2, FEW["rate"])
    found = rate_funnel(made.counts, made.per, sets, spread="moment")
    assert (found.z > 1.6448536269514722).mean() > 0.08


@pytest.mark.parametrize(("group", "nominal"), [(20, 0.015), (340, 0.0075)])
def test_amounts_without_an_effect(group: int, nominal: float) -> None:
    """A normal z is above 2.5 in 0.62 %; the median deviation of a small group is uncertain."""
    groups = COUNTRIES["rate"]
    values = np.random.default_rng(3).normal(size=groups * group)
    z = robust_z(values, grouped(np.repeat(np.arange(groups), group))).z
    assert (score_levels(z) >= NOTABLE).mean() <= nominal
