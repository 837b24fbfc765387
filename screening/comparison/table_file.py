"""Reads the columns of a table that was exported for people: titles above it, notes below it.

Rows and cells are those of the reader of registers, whatever the kind of file. Found here is only
where the table begins: at the first line that holds all the columns asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.below_header import numbered
from screening.registers.reading.beside import header_rows, note_rows
from screening.registers.reading.extract import JSON, WORKBOOKS, file_bytes
from screening.registers.reading.header_line import find_start, plain
from screening.registers.reading.json_file import read_json
from screening.registers.reading.limits import Limits
from screening.registers.reading.misnamed import check_kind
from screening.registers.reading.packed_file import PACKED, unpacked
from screening.registers.reading.parquet_file import read_parquet
from screening.registers.reading.shown_percents import as_percentages
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table, at
from screening.registers.reading.text_file import SEPARATORS, check_lines, decode, split_text
from screening.registers.reading.twice_encoded import table_once
from screening.registers.reading.workbook_file import read_workbook


class Columns(NamedTuple):
    """The columns that were asked for, of those that the file has, as text."""

    cells: pl.DataFrame
    rows: pl.Series
    """The row of the file that each stands on."""
    numbers: frozenset[str]
    """Columns that hold numbers in the file, with a point before the decimals."""
    headers: tuple[str, ...]


def read_columns(path: Path, shown: str, wanted: Sequence[str]) -> Columns:
    """The columns of a file of texts, a sheet, parquet or json, or of such a file that is packed.

    Rows without a value and notes are left out. Raises ExtractError for a file that cannot be read,
    or of which rows have too many cells.
    """
    limits, kind = Limits(), path.suffix.lower()
    asked = {plain(name) for name in wanted}
    data = file_bytes(path, shown, limits)
    if kind in PACKED:
        data, name = unpacked(data, path.name, shown, None, limits)
        kind = PurePath(name).suffix.lower()
    if kind in WORKBOOKS:
        table = table_once(read_workbook(data, shown, Source(), limits, asked))
    elif kind == ".parquet":
        table = table_once(read_parquet(data, shown, limits))
    elif kind in JSON:
        table = table_once(read_json(data, shown, limits))
    else:
        table = _text(data, shown, asked, limits)
    return _columns(table, wanted, shown)


def _text(data: bytes, shown: str, wanted: Collection[str], limits: Limits) -> Table:
    check_kind(data, shown)
    check_lines(data, shown, limits)
    text = decode(data, shown, "auto").rstrip(b"\r\n")
    start = find_start(text, wanted, list(SEPARATORS))
    split = split_text(text, shown, start, limits, wanted, short=True)
    first = start.line + start.depth
    rows = pl.int_range(first, first + split.cells.height, dtype=pl.Int64, eager=True)
    if split.faults is not None:
        raise ExtractError(_uneven(split.faults, first, shown, start.separator))
    return Table(tuple(split.header), split.cells, rows)


def _columns(table: Table, wanted: Sequence[str], shown: str) -> Columns:
    places = {name: _places(table.headers, name) for name in dict.fromkeys(wanted)}
    twice = [name for name, found in places.items() if len(found) > 1]
    if twice:
        raise ExtractError(_twice(shown, name) for name in twice)
    names = [at(place) for place in range(len(table.headers))]
    filled = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
    beside = note_rows(table.cells) | header_rows(table.cells, table.headers) | numbered(table)
    kept = table.cells.select(filled).to_series() & ~beside
    found = {name: place[0] for name, place in places.items() if place}
    read = {name: as_percentages(table, place) for name, place in found.items()}
    cells = pl.DataFrame([texts.alias(name) for name, texts in read.items()])
    numbers = {n for n, place in found.items() if place in table.numbers and not _signed(read[n])}
    return Columns(
        cells.filter(kept) if found else cells,
        table.rows.filter(kept),
        frozenset(numbers),
        tuple(header for header in table.headers if header),
    )


def _signed(cells: pl.Series) -> bool:
    return bool(cells.str.ends_with("%").any())


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
