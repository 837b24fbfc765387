"""Rows that add up others and do not say so where a name belongs: no label, or one elsewhere."""

from __future__ import annotations

import polars as pl

from screening.registers.reading.parse import cell
from screening.registers.reading.table import Table, at

_FIGURE = r"^[+-]?[€\s]*[0-9][0-9.,\s]*%?$"
_WHOLE = r"^100([.,]0+)?\s*%$"
"""What parts in percent add up to, whatever was rounded."""
_FEWEST = 2
"""Of one other row every row like it would be the sum."""
_CLOSE = 1e-6


def unlabelled_totals(unnamed: pl.Series, table: Table, decimal: str) -> pl.Series:
    """Which of the rows without a name hold figures only, and those the sums of the other rows.

    A figure that is the same on every row, such as a year, may stand in the total too.
    """
    if not unnamed.any():
        return unnamed
    cells = [cell(name) for name in table.cells.columns]
    bare = pl.all_horizontal(each.is_null() | each.str.contains(_FIGURE) for each in cells)
    some = pl.any_horizontal(each.is_not_null() for each in cells)
    asked = unnamed & table.cells.select((bare & some).alias("bare")).to_series()
    if not asked.any():
        return asked
    fits, summed = asked.filter(asked), ~asked.filter(asked)
    for place in range(len(table.headers)):
        column = table.cells.select(cell(at(place))).to_series()
        said = column.filter(asked)
        if said.null_count() == len(said):
            continue
        native = place in table.numbers or place in table.native
        is_sum, is_same = _found(column.filter(~unnamed), said, "." if native else decimal)
        fits &= said.is_null() | is_sum | is_same | said.str.contains(_WHOLE)
        summed |= is_sum
    return asked.scatter(asked.arg_true(), fits & summed)


def _found(others: pl.Series, said: pl.Series, decimal: str) -> tuple[pl.Series, pl.Series]:
    """Which of the cells are the sum of the others, and which are what all others are."""
    figures, asked = _figures(others, decimal), _figures(said, decimal)
    total = float(figures.sum())
    enough = figures.count() >= _FEWEST and total > 0
    is_sum = ((asked - total).abs() <= _CLOSE * max(1.0, total)).fill_null(value=False) & enough
    same = others.n_unique() == 1 and others.null_count() == 0
    return is_sum, said.is_in(others.unique()) & same


def _figures(cells: pl.Series, decimal: str) -> pl.Series:
    group = "." if decimal == "," else ","
    text = pl.lit(cells).str.replace_all(r"[€\s%]", "").str.replace_all(group, "", literal=True)
    return pl.select(
        text.str.replace(decimal, ".", literal=True).cast(pl.Float64, strict=False)
    ).to_series()
