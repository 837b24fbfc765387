"""Rows between a header and the first row of its table: in what figures are, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.registers.reading.parse import cell
from screening.registers.reading.table import Table

_FIRST = 3
"""Rows below the header among which that of their units is looked for."""
_MANY = 4
"""Columns of which no row has the numbers 1, 2, 3, 4 by chance."""
_BARE = r"^[0-9.,]+$"
_UNIT = (
    r"(?i)^\W*(aantal(len)?|absoluut|number|procent|percentage|promille|euro?|jaar|personen"
    r"|(k|vierkante )?m(eter)?[23²]?|(per )?km[2²]?|hectares?|ha|inwoners|huishoudens|woningen)\W*$"
    r"|^\W*[%€]\W*$|^\W*(x\s*)?1[ .,\x{00a0}]?000(\s*(euro?|€))?\W*$"
)
"""A cell of a row that says in what the figures below it are."""


def units_said(table: Table) -> tuple[str, ...]:
    """What stands below each header in a row that says in what figures are; blank without one.

    In brackets, as it would stand behind the header itself.
    """
    top = table.cells.head(_FIRST)
    said = top.filter(_words(top.columns)) if top.width else top
    cells = said.row(0) if said.height else (None,) * len(table.headers)
    return tuple(f"({each.strip(' ()')})" if each and each.strip() else "" for each in cells)


def units_row(raw: pl.DataFrame, table: Table, named: Sequence[str]) -> pl.Series:
    """Whether a row names nothing, and says in what the figures below it are."""
    nothing = pl.repeat(False, raw.height, eager=True)
    if not named:
        return nothing
    blank = pl.all_horizontal(cell(name).is_null() for name in named)
    said = table.cells.head(_FIRST).select(_words(table.cells.columns).alias("u")).to_series()
    said &= raw.head(_FIRST).select(blank.alias("b")).to_series()
    return said.append(nothing.tail(raw.height - said.len()))


def numbered(table: Table) -> pl.Series:
    """Whether a row is the first, and numbers the columns: 1, 2, 3.

    Where one of the others has a 2 in its first cell, it is the first of rows that have numbers.
    A few figures may be a row like any other: not where they stand in brackets, or below them are
    names.
    """
    nothing = pl.repeat(False, table.cells.height, eager=True)
    places = [place for place, header in enumerate(table.headers) if header.strip()]
    if table.cells.is_empty() or len(places) < 2:  # noqa: PLR2004
        return nothing
    cells = [table.cells.row(0)[place] or "" for place in places]
    counts = [str(number) for number in range(1, len(places) + 1)]
    column = table.cells.to_series(places[0]).str.strip_chars(" ()")
    if [each.strip(" ()") for each in cells] != counts or (column == "2").any():
        return nothing
    names = column.slice(1).drop_nulls()
    named = bool(names.len()) and not names.str.contains(_BARE).any()
    bracketed = all(each.strip().startswith("(") for each in cells)
    if len(places) < _MANY and not named and not bracketed:
        return nothing
    return pl.int_range(table.cells.height, eager=True) == 0


def _words(names: Sequence[str]) -> pl.Expr:
    """Whether in every cell that is filled there is a unit, and in some."""
    texts = [pl.col(name).str.strip_chars() for name in names]
    words = pl.all_horizontal((text == "").fill_null(value=True) | text.str.contains(_UNIT)
                              for text in texts)  # fmt: skip
    some = pl.any_horizontal((text != "").fill_null(value=False) for text in texts)
    return words & some
