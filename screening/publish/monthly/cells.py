"""Cells of the monthly picture: a count per month of one kind in one area; never less than that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from screening.prioritise.where import LEVELS
from screening.prioritise.within import codes_below

AREA = ("area_code", "name", "level", "parent_code", "inhabitants", "own")
_DEPTH = 5
"""Levels of areas that lie in each other, at most."""
COLUMNS: Mapping[str, frozenset[str]] = {
    "area_count": frozenset({"area_code", "year", "month", "phenomenon", "count", "rounded_to"}),
    "area": frozenset({"area_code", "name", "level", "parent_code"}),
    "area_population": frozenset({"area_code", "year", "inhabitants"}),
}
"""Registers that the picture is made of, and what it reads of them."""


def cells(
    registers: Mapping[str, pl.DataFrame], municipality: str | None, as_of: dt.date
) -> pl.DataFrame:
    """Every count of a whole month before ``as_of``, with its area; ``own`` marks the own areas.

    Columns: those of ``AREA``, kind, at (months since year 0), count, rounded_to; a row per area,
    kind and month. A count that was not delivered has no row: that is unknown, and not nought.
    Only municipalities and what lies in them; without a municipality every area is an own one.
    """
    counts, area = registers.get("area_count"), registers.get("area")
    if counts is None or area is None:
        return pl.DataFrame(schema=_SCHEMA)
    before = as_of.year * 12 + as_of.month - 1
    at = pl.col("year") * 12 + pl.col("month") - 1
    monthly = counts.filter(pl.col("month") > 0, pl.col("count").is_not_null(), at < before)
    told = monthly.select("area_code", kind="phenomenon", at=at, count="count",
                          rounded_to="rounded_to")  # fmt: skip
    known = _areas(area, registers.get("area_population"), municipality)
    found = told.join(known, on="area_code").select(_SCHEMA.keys()).cast(pl.Schema(_SCHEMA))
    return found.sort("level", "area_code", "kind", "at")


def month_of(at: int) -> tuple[int, int]:
    """The year and month (1-12) of a number of months since year 0."""
    return at // 12, at % 12 + 1


def _areas(
    area: pl.DataFrame, population: pl.DataFrame | None, municipality: str | None
) -> pl.DataFrame:
    """Per area its figures; inhabitants of an area without any are those of what lies in it."""
    levels = [level for level in LEVELS if level in _SHOWN]
    known = area.filter(pl.col("level").is_in(levels)).unique("area_code", keep="first")
    known = known.drop_nulls("name").sort("area_code")
    mine = pl.lit(True)
    if municipality is not None:
        mine = pl.col("area_code").is_in(codes_below(area, municipality).implode())
    held = known.select("area_code", "name", "level", "parent_code", own=mine)
    return held.join(_people(held, population), on="area_code", how="left").select(AREA)


def _people(held: pl.DataFrame, population: pl.DataFrame | None) -> pl.DataFrame:
    if population is None:
        return pl.DataFrame(schema={"area_code": pl.String, "inhabitants": pl.Int64})
    last = population.drop_nulls("inhabitants").sort("area_code", "year")
    last = last.unique("area_code", keep="last", maintain_order=True)
    people = held.select("area_code", "parent_code").join(
        last.select("area_code", "inhabitants"), on="area_code", how="left"
    )
    for _ in range(_DEPTH):
        below = people.drop_nulls().group_by("parent_code").agg(more=pl.col("inhabitants").sum())
        people = people.join(
            below, left_on="area_code", right_on="parent_code", how="left"
        ).select(
            "area_code", "parent_code",
            inhabitants=pl.coalesce("inhabitants", "more"),
        )  # fmt: skip
    return people.select("area_code", "inhabitants").filter(pl.col("inhabitants") > 0)


_SHOWN = frozenset({"municipality", "district", "neighbourhood"})
_SCHEMA = {
    "area_code": pl.String, "name": pl.String, "level": pl.String, "parent_code": pl.String,
    "inhabitants": pl.Int64, "own": pl.Boolean, "kind": pl.String, "at": pl.Int64,
    "count": pl.Int64, "rounded_to": pl.Int64,
}  # fmt: skip
