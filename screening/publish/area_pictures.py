"""Pictures of areas as they leave the run: own areas only, small numbers hidden (T53, T65).

A count is told as a multiple of five. A number under ``FEWEST``, or that leaves fewer than that of
its whole, is not told, nor what would give it away (``screening.publish.small_numbers``). Zero is
told: it is about nobody.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from screening.comparison.figures import FEWEST, ROUNDED_TO
from screening.prioritise.within import codes_below
from screening.publish.small_numbers import hidden
from screening.registers.held import Registers, whole

HIDDEN = "klein aantal"
"""Why a figure is not shown (Dutch)."""
PRECISE_FROM = 100
"""Fewest events of which a rate is told more precisely than in whole numbers."""
LEVELS = ("municipality", "district", "neighbourhood", "estate")
"""Levels in the order in which they are shown."""
_TOGETHER = ["picture", "rule", "label", "branch"]
_FIGURES = ["count", "of", "value", "low", "high", "ratio", "ratio_low", "level"]


def shown_pictures(
    rows: pl.DataFrame, registers: Registers, municipality: str | None
) -> list[dict[str, Any]]:
    """The rows of the own areas as they may be read, sorted by picture, area and label.

    ``rows`` as :mod:`screening.detect.area_pictures` gives them. Adds ``name``, ``level_of_area``,
    ``parent_code``, ``hidden`` and ``above``: whether even the lower limit is above the peers.
    """
    area = registers.get("area")
    if area is None or municipality is None or rows.is_empty():
        return []
    every = whole(area)
    own = codes_below(every, municipality)
    known = every.filter(pl.col("area_code").is_in(own.implode())).select(
        "area_code", "name", "parent_code", level_of_area="level"
    )
    here = rows.join(known.unique("area_code", keep="first"), on="area_code")
    levels = here.with_columns(level="level_of_area")
    away = hidden(levels, _TOGETHER, _small(), _held())
    level = pl.col("level_of_area").replace_strict(
        {name: n for n, name in enumerate(LEVELS)}, default=len(LEVELS), return_dtype=pl.Int64
    )
    order = ["picture", level, "area_code", "label", "branch"]
    told = (
        here.with_columns(hidden=away)
        .sort(order, nulls_last=True)
        .with_columns(above=pl.when(~pl.col("hidden")).then(pl.col("ratio_low") > 1))
    )
    told = told.with_columns(_rounded()).with_columns(
        *(pl.when(~pl.col("hidden")).then(pl.col(name)).alias(name) for name in _FIGURES),
        reason=pl.when("hidden").then(pl.lit(HIDDEN)).otherwise("reason"),
        day=pl.col("day").dt.strftime("%Y-%m-%d"),
    )
    return told.to_dicts()


def _small() -> pl.Expr:
    """Whether a count, or what is left of its whole, is more than nothing and too few to tell."""
    count, rest = pl.col("count"), pl.col("of") - pl.col("count")
    few = (count > 0) & (count < FEWEST)
    left = (pl.col("kind") == "share") & (count > 0) & (rest > 0) & (rest < FEWEST)
    within = (pl.col("kind") == "share") & (pl.col("of") > 0) & (pl.col("of") < FEWEST)
    return (few | left | within).fill_null(value=False)


def _held() -> pl.Expr:
    """The count, or of a share what is left of its whole where that is less."""
    rest = pl.when(pl.col("kind") == "share").then(pl.col("of") - pl.col("count"))
    return pl.min_horizontal("count", rest)


def _rounded() -> list[pl.Expr]:
    """Counts to multiples of five; shares to whole percents, rates to whole numbers where few."""
    precise = pl.col("count") >= PRECISE_FROM
    share = pl.col("kind") == "share"

    def told(name: str) -> pl.Expr:
        value = pl.col(name)
        exact = pl.when(share).then(value.round(3)).otherwise(value.round(1))
        plain = pl.when(share).then(value.round(2)).otherwise(value.round(0))
        return pl.when(precise).then(exact).otherwise(plain).alias(name)

    fives = [
        ((pl.col(name) / ROUNDED_TO).round() * ROUNDED_TO).cast(pl.Int64).alias(name)
        for name in ("count", "of")
    ]
    ratios = [pl.col(name).round(1).alias(name) for name in ("ratio", "ratio_low")]
    return [*map(told, ("value", "low", "high", "expected")), *fives, *ratios]
