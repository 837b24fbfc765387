"""Simulated towns in which nothing is wrong: how often their monthly picture tells something.

60 neighbourhoods that differ by nature, three kinds of incident, months that vary from year to
year; quiet towns have a tenth of the incidents. Both comparisons of the picture at once.
docs/statistics.md prints the figures.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import numpy as np
import polars as pl
import pytest

from screening.comparison.statistics.levels import WATCH
from screening.publish.monthly.judged import judged
from tests.comparison.statistics.simulated import KINDS, QUIET, ordinary
from tests.comparison.statistics.test_simulation import DOCS, at_most

TOWNS, FEW = 400, 20
AREAS, YEARS = 60, 5
INCIDENTS = ("burglaries", "vandalism", "youth_incidents")
NOW = 2025 * 12 + 11
Size = Literal["picture", "quiet picture"]
SIZES: dict[Size, tuple[float, float]] = {"picture": (1.0, 0.6), "quiet picture": (0.1, 1.2)}
"""The part of the usual incidents, and how the logarithm of inhabitants varies."""


def town(size: Size, kind: str, spread: float, rng: np.random.Generator) -> pl.DataFrame:
    """Cells of one town, as :func:`screening.publish.monthly.cells.cells` gives them."""
    shape = (AREAS, len(INCIDENTS), YEARS)
    part, varying = SIZES[size]
    people = np.exp(rng.normal(7.5, varying, AREAS)).round()
    usual = people[:, None] / 1_000 * np.array([6.0, 10.0, 20.0]) * part
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
def with_something(size: Size, kind: str, spread: float, towns: int) -> float:
    """Share of towns in which at least one figure is watched, notable or strong."""
    rng = np.random.default_rng(17)
    told = (pl.col("season") >= WATCH) | (pl.col("peers") >= WATCH)
    found = [
        judged(town(size, kind, spread, rng), NOW).select(told.any()).item() for _ in range(towns)
    ]
    return sum(map(bool, found)) / towns


MEASURED: list[tuple[Size, str, float]] = [
    *(("picture", *kind) for kind in KINDS[::6]),
    *(("quiet picture", *kind) for kind in QUIET[::6]),
]
"""One line in six: each takes minutes."""
SMALL: list[tuple[Size, str, float]] = [
    ("picture", "none", 0.0),
    ("picture", "lognormal", 0.2),
    ("quiet picture", "gamma", 0.4),
]


@pytest.mark.parametrize(("size", "kind", "spread"), SMALL)
def test_one_town_in_ten_at_most_has_a_figure_that_is_told(
    size: Size, kind: str, spread: float
) -> None:
    assert with_something(size, kind, spread, FEW) <= at_most(0.10, FEW)


@pytest.mark.large
@pytest.mark.parametrize(("size", "kind", "spread"), MEASURED)
def test_the_page_prints_the_measured_figures(size: Size, kind: str, spread: float) -> None:
    share = with_something(size, kind, spread, TOWNS)
    assert share <= at_most(0.10, TOWNS)
    line = rf"^\| {size}: {kind} \| {spread:.1f} \| ([\d.]+) % \|"
    [printed] = re.findall(line, DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert float(printed) == pytest.approx(100 * share, abs=0.51)
