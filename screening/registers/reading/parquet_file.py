"""Reads parquet files: sizes are counted before content, and a type is never a surprise."""

from __future__ import annotations

import io

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.limits import MB, Limits, exceeded
from screening.registers.reading.parquet_sizes import DamagedError, parquet_sizes
from screening.registers.reading.table import Table
from screening.registers.reading.typed_cells import typed_table

_FIRST_ROW = 2
"""As a spreadsheet would number it, below the names of the columns."""
_SPLIT = "split the export"


def read_parquet(data: bytes, shown: str, limits: Limits) -> Table:
    """The cells of a parquet file as text.

    Raises ExtractError when it is truncated, no parquet, or larger than the limits.
    """
    try:
        _check_sizes(data, shown, limits)
        frame = pl.read_parquet(io.BytesIO(data))
        _check_texts(frame, shown, limits)
        return typed_table(frame, _FIRST_ROW)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, DamagedError, OSError):
        raise ExtractError(_unreadable(shown)) from None


def _check_sizes(data: bytes, shown: str, limits: Limits) -> None:
    sizes, where = parquet_sizes(data), Where(shown)
    if sizes.rows > limits.rows:
        raise exceeded(f"the file holds {sizes.rows} rows", where, "rows", limits, _SPLIT)
    if sizes.columns > limits.columns:
        found, remedy = f"the file has {sizes.columns} columns", "export those that are needed"
        raise exceeded(found, where, "columns", limits, remedy)
    if sizes.unpacked > limits.unpacked_mb * MB:
        found = f"the file unpacks to {sizes.unpacked // MB} MB"
        raise exceeded(found, where, "unpacked_mb", limits, _SPLIT)


def _check_texts(frame: pl.DataFrame, shown: str, limits: Limits) -> None:
    """A long text that stands once in the file can be the value of every row."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    held = sum(frame[name].str.len_bytes().cast(pl.Int64).sum() for name in texts)
    if held > limits.unpacked_mb * MB:
        found = f"the texts of the file hold {held // MB} MB"
        raise exceeded(found, Where(shown), "unpacked_mb", limits, _SPLIT)


def _unreadable(shown: str) -> Problem:
    return Problem(
        "the file cannot be read: it is damaged or incomplete, or no parquet",
        Where(shown),
        "a parquet file, complete",
        "export or copy it again",
    )
