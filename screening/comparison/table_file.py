"""Reads the columns of a table that was exported for people: titles above it, notes below it.

Rows and cells are those of the reader of registers, whatever the kind of file. Found here is only
where the table begins: at the first line that holds all the columns asked for.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.extract import WORKBOOKS, file_bytes
from screening.registers.reading.headers import plain
from screening.registers.reading.limits import Limits
from screening.registers.reading.parquet_file import read_parquet
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table, at
from screening.registers.reading.text_file import HEADER_BYTES, check_lines, decode, split_text
from screening.registers.reading.workbook_file import read_workbook

SEPARATORS = (";", ",", "\t", "|")
_SEARCHED = 100
"""Lines in which the header is looked for."""
_TITLES = 12
"""Rows of a sheet that may stand above its header; each is a sheet to read again."""
_STATED = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
"""What Excel writes and reads on the first line."""
_NOTE = r"(?i)^\W*(bron|source|noot|toelichting|opmerking|copyright)\b|^[©#*]"
"""The first cell of a row that is no unit, when all others are blank."""


class Columns(NamedTuple):
    """The columns that were asked for, of those that the file has, as text."""

    cells: pl.DataFrame
    rows: pl.Series
    """The row of the file that each stands on."""
    numbers: frozenset[str]
    """Columns that hold numbers in the file, with a point before the decimals."""
    headers: tuple[str, ...]


def read_columns(path: Path, shown: str, wanted: Sequence[str]) -> Columns:
    """The columns of a csv, workbook or parquet file; rows without a value and notes are left out.

    Raises ExtractError for a file that cannot be read, or of which rows have too many cells.
    """
    limits, kind = Limits(), path.suffix.lower()
    data = file_bytes(path, shown, limits)
    if kind in WORKBOOKS:
        table = _sheet(data, shown, wanted, limits)
    elif kind == ".parquet":
        table = read_parquet(data, shown, limits)
    else:
        table = _text(data, shown, wanted, limits)
    return _columns(table, wanted, shown)


def _sheet(data: bytes, shown: str, wanted: Sequence[str], limits: Limits) -> Table:
    table = _below_titles(data, shown, limits)
    if _held(table.headers, wanted) == len(set(wanted)):
        return table
    first = table.cells.head(_SEARCHED).rows()
    for row, cells in zip(table.rows.head(_SEARCHED), first, strict=True):
        if _held([cell or "" for cell in cells], wanted) == len(set(wanted)):
            return read_workbook(data, shown, Source(header_row=row), limits)
    return table


def _below_titles(data: bytes, shown: str, limits: Limits) -> Table:
    """The sheet from the first row on that can be a header: a title has no cells beside it."""
    for row in range(2, _TITLES + 1):
        with suppress(_TitleError):
            return _from_row(data, shown, row - 1, limits)
    return read_workbook(data, shown, Source(), limits)


class _TitleError(Exception):
    """The row is no header."""


def _from_row(data: bytes, shown: str, row: int, limits: Limits) -> Table:
    try:
        return read_workbook(data, shown, Source(header_row=row), limits)
    except ExtractError as error:
        if error.problems[0].where.row is None:
            raise
        raise _TitleError from None


def _text(data: bytes, shown: str, wanted: Sequence[str], limits: Limits) -> Table:
    check_lines(data, shown, limits)
    text = decode(data, shown, "auto").rstrip(b"\r\n")
    line, separator = _header_line(text, wanted)
    split = split_text(text, shown, separator, line, limits, short=True)
    first = line + 1
    rows = pl.int_range(first, first + split.cells.height, dtype=pl.Int64, eager=True)
    if split.faults is not None:
        raise ExtractError(_uneven(split.faults, first, shown, separator))
    return Table(tuple(split.header), split.cells, rows)


def _header_line(text: bytes, wanted: Sequence[str]) -> tuple[int, str]:
    """The line of the header, from 1, and what stands between its cells.

    Where no line holds all columns, it is the first that is no remark.
    """
    lines = io.StringIO(text[:HEADER_BYTES].decode(errors="replace"), newline="")
    seen, usual, stated = list(islice(lines, _SEARCHED)), 0, ""
    for number, line in enumerate(seen, start=1):
        said = _STATED.match(line) if number == 1 else None
        stated = said[1] if said else stated
        if said or not line.strip(' \t\r\n";,') or line.startswith("#"):
            continue
        usual = usual or number
        for separator in [stated] if stated else SEPARATORS:
            if _held(_cells(line, separator), wanted) == len(set(wanted)):
                return number, separator
    header = seen[usual - 1] if usual else ""
    best = max(SEPARATORS, key=lambda s: (_held(_cells(header, s), wanted), header.count(s)))
    return max(usual, 1), stated or best


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _held(headers: Sequence[str], wanted: Sequence[str]) -> int:
    """How many of the wanted columns are among the headers."""
    return len({plain(header) for header in headers} & {plain(name) for name in wanted})


def _columns(table: Table, wanted: Sequence[str], shown: str) -> Columns:
    places = {name: _places(table.headers, name) for name in dict.fromkeys(wanted)}
    twice = [name for name, found in places.items() if len(found) > 1]
    if twice:
        raise ExtractError(_twice(shown, name) for name in twice)
    names = [at(place) for place in range(len(table.headers))]
    filled = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
    others = pl.any_horizontal([pl.lit(value=False), *(pl.col(n).is_not_null() for n in names[1:])])
    note = pl.col(names[0]).str.contains(_NOTE).fill_null(value=False) & ~others
    kept = table.cells.select(filled & ~note).to_series()
    found = {name: place[0] for name, place in places.items() if place}
    cells = pl.DataFrame([table.cells[at(place)].alias(name) for name, place in found.items()])
    return Columns(
        cells.filter(kept) if found else cells,
        table.rows.filter(kept),
        frozenset(name for name, place in found.items() if place in table.numbers),
        tuple(header for header in table.headers if header),
    )


def _places(headers: Sequence[str], name: str) -> list[int]:
    """Where the column is: exactly so written, or as headers are compared."""
    exact = [place for place, header in enumerate(headers) if header == name]
    return exact or [n for n, header in enumerate(headers) if plain(header) == plain(name)]


def _twice(shown: str, name: str) -> Problem:
    return Problem(
        f"the column '{name}' stands in the header more than once",
        Where(shown, column=name),
        "every column once",
        "Rename or remove the other one.",
    )


def _uneven(faults: pl.Series, first: int, shown: str, separator: str) -> list[Problem]:
    places = faults.is_not_null().arg_true()
    expected = f"columns separated by '{separator}', as many cells per row as in the header"
    return [
        Problem(f"the rows do not fit the header: {faults[place]}", Where(shown, row=row), expected)
        for place, row in ((place, place + first) for place in places.head(20).to_list())
    ]
