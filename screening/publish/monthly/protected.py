"""Small counts of the monthly picture: which are hidden, and how those that are shown are rounded.

A count of one to nine is hidden, and what would tell it (``screening.publish.small_numbers``). What
is shown is a multiple of five, also what is expected, so that no difference tells a hidden count.
"""

from __future__ import annotations

import math

import polars as pl

from screening.comparison.figures import FEWEST, ROUNDED_TO
from screening.publish import small_numbers


def hidden(cells: pl.DataFrame) -> pl.Series:
    """Per row of ``cells`` whether its count may not be told."""
    small = (pl.col("count") > 0) & (pl.col("count") < FEWEST)
    return small_numbers.hidden(cells, ["kind", "at"], small, pl.col("count"))


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
