"""Columns that have types in their source, as the cells of text that everything else works on."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from screening.registers.reading.table import LISTED, Table, at, filled

BEYOND = "a date beyond the calendar"
"""The cell of a date outside the years 1 to 9999; no kind of column takes it for a value."""
_EXACT = 2**53
"""From here on numbers with decimals skip whole ones: some digits of those are lost."""
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31, in days from 1970-01-01."""
_PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_LARGEST = 2**63 - 1
_LARGEST_COUNTED = 9e18
_KNOWN = 15


def typed_table(frame: pl.DataFrame, first_row: int) -> Table:
    """The table of a frame; what is not single values is told by place, with blank cells.

    A list of single values is their texts with ``|`` between them.
    """
    cells, unusable = [], {}
    for place, column in enumerate(frame.get_columns()):
        text, held = _text(column)
        cells.append(text.alias(at(place)))
        if held:
            unusable[place] = held
    numbers = frozenset(n for n, dtype in enumerate(frame.dtypes) if dtype.is_numeric())
    named = tuple(name.strip() for name in frame.columns)
    zones = {
        place: dtype.time_zone
        for place, dtype in enumerate(frame.dtypes)
        if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
    }
    return replace(
        filled(named, pl.DataFrame(cells), first_row, None, numbers, unusable), zones=zones
    )


def _text(column: pl.Series) -> tuple[pl.Series, str]:
    """The cells of a column, and what it holds when that is no text, number, date or yes/no."""
    dtype = column.dtype
    listed = isinstance(dtype, pl.List | pl.Array)
    if isinstance(dtype, pl.Array):
        column = column.arr.to_list()
    inner = column.dtype.inner if isinstance(column.dtype, pl.List) else dtype
    single = inner if isinstance(inner, pl.DataType) else inner()
    if single.is_nested() or single == pl.Object:
        return _nothing(column), "lists or groups of values"
    if single == pl.Binary:
        single = pl.String()
        try:
            column = column.cast(pl.List(single) if listed else single)
        except pl.exceptions.PolarsError:
            return _nothing(column), "bytes that are no text"
    cells = pl.lit(column)
    if listed:
        each = cells.list.eval(_single(pl.element(), single))
        return pl.select(each.list.join("|", ignore_nulls=True)).to_series(), LISTED
    return pl.select(_single(cells, single)).to_series(), ""


def _nothing(column: pl.Series) -> pl.Series:
    return pl.repeat(None, len(column), dtype=pl.String, eager=True)


def _single(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_float():
        exact = column.cast(pl.Int64, strict=False).cast(pl.String)
        whole = column.is_finite() & (column == column.floor())
        large = column.abs() >= _EXACT
        lost = whole & large & (column.abs() < _LARGEST_COUNTED)
        return (
            pl.when(lost)
            .then(_in_powers(exact))
            .when(whole & ~large)
            .then(exact)
            .otherwise(column.cast(pl.String))
        )
    if isinstance(dtype, pl.Datetime):
        day = _PER_DAY[dtype.time_unit]
        first, last = max(_FIRST_DAY * day, -_LARGEST), min((_LAST_DAY + 1) * day - 1, _LARGEST)
        return _on_calendar(column, first, last, dtype, "%Y-%m-%d %H:%M:%S")
    if dtype == pl.Date:
        return _on_calendar(column, _FIRST_DAY, _LAST_DAY, dtype, "%Y-%m-%d")
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("polars")
    return column.cast(pl.String)


def _in_powers(digits: pl.Expr) -> pl.Expr:
    """Whole numbers as 1.5e+16, with the digits that are surely known."""
    sign, bare = digits.str.extract("^(-?)"), digits.str.replace("-", "", literal=True)
    known = pl.concat_str(bare.str.slice(0, 1), pl.lit("."), bare.str.slice(1, _KNOWN - 1))
    power = (bare.str.len_bytes() - 1).cast(pl.String)
    short = known.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.concat_str(sign, short, pl.lit("e+"), power)


def _on_calendar(column: pl.Expr, first: int, last: int, dtype: pl.DataType, form: str) -> pl.Expr:
    """Dates as text, by the clock of their own zone; of those beyond Polars makes a panic."""
    count = column.to_physical()
    text = count.clip(first, last).cast(dtype).dt.strftime(form)
    beyond = pl.when(count.is_not_null()).then(pl.lit(BEYOND))
    return pl.when(count.is_between(first, last)).then(text).otherwise(beyond)
