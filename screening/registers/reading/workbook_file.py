"""Reads the sheet of a workbook; how it is read, and by which process, is in ``workbooks``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table, at, filled
from screening.registers.reading.text_file import check_header
from screening.registers.reading.workbooks.read import read_sheet, read_top
from screening.registers.reading.workbooks.refused import RefusedError

_NO_SHEET = "\1"
"""No sheet can be called so: who asks for it is told which there are."""


def read_workbook(
    data: bytes, shown: str, source: Source, limits: Limits, wanted: Collection[str] = ()
) -> Table:
    """The cells as text; a column of numbers keeps its decimals whatever is declared.

    Raises ExtractError for an unreadable or too large file, an unknown sheet or a header of merged
    cells.
    """
    try:
        first, *chunks, last = read_sheet(data, source.sheet, source.header_row, limits, wanted)
    except RefusedError as refused:
        raise _error(refused, shown, source, limits) from None
    headers = tuple(first["headers"])
    check_header(list(headers), Where(shown, row=first["row"]), wanted)
    schema = {at(place): pl.String for place in range(len(headers))}
    frames = [pl.DataFrame(chunk["cells"], schema=schema, orient="col") for chunk in chunks]
    cells = pl.concat([pl.DataFrame(schema=schema), *frames])
    held = cells.select(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in schema
    )
    return filled(
        headers, held, first["row"] + first["depth"], None, frozenset(last["numbers"]),
        native={place: _native(chunks, place) for place in last["mixed"]},
        percents={int(n): _percents(chunks, n) for n in {n for e in chunks for n in e["percents"]}},
    )  # fmt: skip


def _native(chunks: Sequence[Mapping[str, Any]], place: int) -> pl.Series:
    """Which cells of a column are numbers."""
    flags = []
    for chunk in chunks:
        height, said = len(chunk["cells"][place]), chunk["native"][place]
        if isinstance(said, bool):
            flags.append(pl.repeat(said, height, dtype=pl.Boolean, eager=True))
        else:
            flags.append(pl.int_range(height, eager=True).is_in(said))
    return pl.concat(flags)


def _percents(chunks: Sequence[Mapping[str, Any]], place: str) -> pl.Series:
    """Which cells of a column show a percentage."""
    flags = []
    for chunk in chunks:
        rows = pl.int_range(len(chunk["cells"][int(place)]), eager=True)
        flags.append(rows.is_in(chunk["percents"].get(place, [])))
    return pl.concat(flags)


def sheets_of(data: bytes, shown: str, limits: Limits) -> list[str]:
    """The names of the sheets, in order; raises ExtractError."""
    source = Source(path=shown, sheet=_NO_SHEET)
    try:
        list(read_sheet(data, source.sheet, None, limits))
    except RefusedError as refused:
        if refused.sheets:
            return refused.sheets
        raise _error(refused, shown, source, limits) from None
    return [_NO_SHEET]


def top_rows(data: bytes, shown: str, source: Source, limits: Limits) -> list[list[str]]:
    """The first rows of a sheet as text, the header among them wherever it is."""
    try:
        return read_top(data, source.sheet, limits)
    except RefusedError as refused:
        raise _error(refused, shown, source, limits) from None


def _error(refused: RefusedError, shown: str, source: Source, limits: Limits) -> ExtractError:
    found, where = refused.found, Where(shown, row=refused.row)
    if refused.limit:
        return exceeded(found, where, refused.limit, limits, refused.remedy)
    if refused.sheets:
        expected = f"one of {', '.join(refused.sheets)}"
        near = suggestion(source.sheet or "", refused.sheets)
        return ExtractError(Problem(found, where, expected, near or "correct 'sheet:'"))
    return ExtractError(Problem(found, where, refused.expected, refused.remedy))
