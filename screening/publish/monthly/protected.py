"""Small counts of the monthly picture: which are hidden, and how those that are shown are rounded.

A count of one to nine is hidden (T65). Where it could be told from the count of the area around it,
counts beside it are hidden too, until those that are hidden hold ten together. What is shown is a
multiple of five, also what is expected, so that no difference tells a hidden count.
"""

from __future__ import annotations

import math

import polars as pl

from screening.comparison.figures import FEWEST, ROUNDED_TO

TOP_DOWN = ("municipality", "district", "neighbourhood")
_CELL = ["area_code", "kind", "at"]
_BESIDE = ["parent_code", "kind", "at"]


def hidden(cells: pl.DataFrame) -> pl.Series:
    """Per row of ``cells`` whether its count may not be told."""
    small = (pl.col("count") > 0) & (pl.col("count") < FEWEST)
    rows = cells.select(*_BESIDE, "area_code", "level", "count", small=small).with_row_index("row")
    found: list[pl.DataFrame] = []
    above = rows.head(0).select(*_CELL, hidden="small")
    for level in TOP_DOWN:
        here = rows.filter(pl.col("level") == level).join(
            above, left_on=_BESIDE, right_on=_CELL, how="left"
        )
        told = _beside(here)
        found.append(told.select("row", "hidden"))
        above = pl.concat([above, told.select(*_CELL, "hidden")])
    held = rows.select("row").join(pl.concat(found), on="row", how="left", maintain_order="left")
    return held["hidden"].fill_null(value=True)


def _beside(here: pl.DataFrame) -> pl.DataFrame:
    """Hide the small ones of one level, and as many of their neighbours as it takes.

    ``hidden`` is that of the area around: what lies in a hidden area may not tell it either.
    """
    here = here.sort(*_BESIDE, ~pl.col("small"), "count", "area_code")
    filled = pl.col("count") > 0
    rank = filled.cast(pl.Int64).cum_sum().over(_BESIDE)
    sum_before = pl.col("count").cum_sum().over(_BESIDE) - pl.col("count")
    around = pl.col("hidden").fill_null(value=False)
    asked = (pl.col("small").any().over(_BESIDE) | around) & pl.col("parent_code").is_not_null()
    more = asked & filled & ((rank <= 2) | (sum_before < FEWEST))  # noqa: PLR2004 - never one alone
    return here.with_columns(hidden=pl.col("small") | more)


def rounded(value: pl.Expr) -> pl.Expr:
    """What is counted or expected, as a multiple of five; null from above nought to under ten."""
    told = (value.cast(pl.Float64) / ROUNDED_TO).round().cast(pl.Int64) * ROUNDED_TO
    return pl.when((value <= 0) | (value >= FEWEST)).then(told)


def outward(low: float, high: float) -> tuple[int, int]:
    """An interval between multiples of five, never narrower than it was."""
    return (
        math.floor(max(low, 0.0) / ROUNDED_TO) * ROUNDED_TO,
        math.ceil(high / ROUNDED_TO) * ROUNDED_TO,
    )
