"""Simulated towns in which nothing is wrong: how often their monthly picture tells something.

60 neighbourhoods that differ by nature, three kinds of incident, months that vary from year to
year. Both comparisons of the picture at once. docs/statistics.md prints the figures.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import polars as pl
import pytest

from screening.comparison.statistics.levels import WATCH
from screening.publish.monthly.judged import judged
from tests.comparison.statistics.simulated import KINDS, ordinary
from tests.comparison.statistics.test_simulation import DOCS, at_most

TOWNS, FEW = 400, 20
AREAS, YEARS = 60, 5
INCIDENTS = ("burglaries", "vandalism", "youth_incidents")
NOW = 2025 * 12 + 11


def town(kind: str, spread: float, rng: np.random.Generator) -> pl.DataFrame:
    """Cells of one town, as :func:`screening.publish.monthly.cells.cells` gives them."""
    shape = (AREAS, len(INCIDENTS), YEARS)
    people = np.exp(rng.normal(7.5, 0.6, AREAS)).round()
    usual = people[:, None] / 1_000 * np.array([6.0, 10.0, 20.0])
    usual = usual * ordinary(kind, spread, shape[:2], rng)
    count = rng.poisson(usual[:, :, None] * ordinary(kind, spread, shape, rng))
    area, incident, year = (each.ravel() for each in np.indices(shape))
    return pl.DataFrame(
        {
            "area_code": [f"BU9001{each:04d}" for each in area],
            "level": "neighbourhood",
            "inhabitants": people[area].astype(np.int64),
            "own": True,
            "kind": np.array(INCIDENTS)[incident],
            "at": NOW - 12 * year,
            "count": count.ravel(),
            "rounded_to": pl.Series([None] * len(area), dtype=pl.Int64),
        }
    )


@cache
def with_something(kind: str, spread: float, towns: int) -> float:
    """Share of towns in which at least one figure is watched, notable or strong."""
    rng = np.random.default_rng(17)
    told = (pl.col("season") >= WATCH) | (pl.col("peers") >= WATCH)
    found = [judged(town(kind, spread, rng), NOW).select(told.any()).item() for _ in range(towns)]
    return sum(map(bool, found)) / towns


@pytest.mark.parametrize(("kind", "spread"), [("none", 0.0), ("lognormal", 0.2)])
def test_one_town_in_ten_at_most_has_a_figure_that_is_told(kind: str, spread: float) -> None:
    assert with_something(kind, spread, FEW) <= at_most(0.10, FEW)


@pytest.mark.large
@pytest.mark.parametrize(("kind", "spread"), KINDS[::3])
def test_the_page_prints_the_measured_figures(kind: str, spread: float) -> None:
    share = with_something(kind, spread, TOWNS)
    assert share <= at_most(0.10, TOWNS)
    line = rf"^\| picture: {kind} \| {spread:.1f} \| ([\d.]+) % \|"
    [printed] = re.findall(line, DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert float(printed) == pytest.approx(100 * share, abs=0.51)
