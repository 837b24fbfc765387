"""Cells of which only the format says that they are percentages, in columns that can hold those.

What is stored is a part of one. A format may stand on any cell by mistake: an amount is none.
"""

from __future__ import annotations

import polars as pl

from screening.registers.reading.table import Table, at

_MOST = 2.0
"""A part of a whole, where nothing says what the figures of a column are."""
_DIGITS = 10
"""Decimals of a percentage that stay: what is more came of the arithmetic."""
_THREE = r"([.][0-9]{3})$"
"""Decimals that could be thousands."""


def as_percentages(table: Table, place: int, unit: str | None = None) -> pl.Series:
    """The cells of a column, its percentages as they are shown; ``unit`` is that of our column.

    Without one (None) they are percentages where all are parts of a whole.
    """
    cells, marks = table.cells[at(place)], table.percents.get(place)
    if marks is None or (unit is not None and not unit.startswith("share") and "%" not in unit):
        return cells
    parts = cells.cast(pl.Float64, strict=False)
    if unit is None and (parts.filter(marks).abs() > _MOST).any():
        return cells
    figure = (pl.lit(parts) * 100).round(_DIGITS).cast(pl.String).str.replace(r"[.]0$", "")
    told = figure.str.replace(_THREE, "${1}0") + "%"
    return pl.select(pl.when(marks).then(told).otherwise(cells).alias(cells.name)).to_series()
