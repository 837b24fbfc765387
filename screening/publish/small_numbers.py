"""Which numbers of areas are hidden, so that nothing that is told tells a small one (T65).

A small number is hidden. Where it could be told from the number of the area around it, numbers
beside it are hidden too, until what is hidden holds ten together; within an area that is hidden as
many. Areas that do not lie in each other, such as estates, are held to the same beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.comparison.figures import FEWEST

TOP_DOWN = ("municipality", "district", "neighbourhood")
"""Levels of areas that lie in each other, from above."""
_ALONE = 2
"""Never one alone, where there are others."""


def hidden(
    cells: pl.DataFrame, together: Sequence[str], small: pl.Expr, held: pl.Expr
) -> pl.Series:
    """Per row of ``cells`` whether its number may not be told.

    ``cells`` has ``area_code``, ``parent_code`` (null where nothing is around it), ``level`` and
    the columns of ``together``, within which numbers add up. ``held`` is what a number hides at
    least: its count, or what is left of its whole where that is less; null where it is unknown.
    """
    beside, cell = ["parent_code", *together], ["area_code", *together]
    rows = cells.select(*beside, "area_code", "level", small=small, held=held).with_row_index("row")
    others = [name for name in rows["level"].unique().sort() if name not in TOP_DOWN]
    found: list[pl.DataFrame] = []
    above = rows.head(0).select(*cell, hidden="small")
    for level in (*TOP_DOWN, *others, None):
        here = rows.filter(pl.col("level").eq_missing(pl.lit(level, pl.String)))
        around = above.unique(cell, keep="any", maintain_order=False)
        here = here.join(around, left_on=beside, right_on=cell, how="left", nulls_equal=True)
        told = _beside(here, beside)
        found.append(told.select("row", "hidden"))
        above = pl.concat([above, told.select(*cell, "hidden")])
    told = rows.select("row").join(pl.concat(found), on="row", how="left", maintain_order="left")
    return told["hidden"].fill_null(value=True)


def _beside(here: pl.DataFrame, beside: Sequence[str]) -> pl.DataFrame:
    """Hide the small ones of one level, and as many of their neighbours as it takes.

    ``hidden`` is that of the area around: what lies in a hidden area may not tell it either.
    """
    here = here.sort(*beside, ~pl.col("small"), "held", "area_code", nulls_last=True)
    filled = pl.col("held").fill_null(0) > 0
    rank = filled.cast(pl.Int64).cum_sum().over(beside)
    held = pl.col("held").fill_null(0)
    before = held.cum_sum().over(beside) - held
    around = pl.col("hidden").fill_null(value=False)
    asked = (pl.col("small").any().over(beside) | around) & pl.col("parent_code").is_not_null()
    more = asked & filled & ((rank <= _ALONE) | (before < FEWEST))
    away = pl.col("small") | more
    # All or nothing of a whole holds nothing; where there is nothing else it keeps one from alone.
    alone = asked & (away.sum().over(beside) < _ALONE) & (pl.col("held") == 0)
    return here.with_columns(hidden=away | alone.fill_null(value=False))
