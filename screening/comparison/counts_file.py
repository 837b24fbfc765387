"""Reads a csv with a row per unit, whoever exported it: separators, decimals, byte order mark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import polars as pl

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.files.paths import name_of
from screening.registers.reading.extract import file_bytes
from screening.registers.reading.limits import Limits
from screening.registers.reading.text_file import HEADER_BYTES, check_lines, decode, split_text

SEPARATORS = (";", ",", "\t", "|")
MISSING = ("", "-", ".", "..", "x", "?", "na", "n/a", "nan", "null", "none", "n.v.t.")
"""Ways in which exports say that a cell has no value, compared in lower case."""
SHOWN = 40
"""Characters of a wrong cell that a message repeats."""
LISTED = 20
"""Problems of one kind told one by one; the rest are only counted."""
FIRST_ROW = 2
"""Line of the first row below the header."""

_PLAIN = r"^[+-]?\d+$"
_SCIENTIFIC = r"^[+-]?\d+([.,]\d+)?[eE][+-]?\d+$"
_POINT = r"^[+-]?\d*\.\d+$|^[+-]?\d+\.$"
_COMMA = r"^[+-]?\d*,\d+$"
_THOUSANDS_POINT = r"^[+-]?\d{1,3}(\.\d{3})+$"
_THOUSANDS_COMMA = r"^[+-]?\d{1,3}(,\d{3})+$"
_DUTCH = r"^[+-]?\d{1,3}(\.\d{3})+,\d+$"
_ENGLISH = r"^[+-]?\d{1,3}(,\d{3})+\.\d+$"

DecimalMark = Literal["comma", "point", "either"]
_GOOD: dict[DecimalMark, tuple[str, ...]] = {
    "comma": (_PLAIN, _SCIENTIFIC, _COMMA, _DUTCH, _THOUSANDS_POINT),
    "point": (_PLAIN, _SCIENTIFIC, _POINT, _ENGLISH, _THOUSANDS_COMMA),
    "either": (_PLAIN, _SCIENTIFIC),
}


def read_counts(
    path: Path, *, key: str, count: str, per: str, by: str | None = None
) -> pl.DataFrame:
    """The named columns of a csv: ``key`` and ``by`` as text, ``count`` and ``per`` as Float64.

    Comma, semicolon, tab or bar between columns; decimal comma or point, found per column; UTF-8
    with or without byte order mark, or Windows-1252. Empty cells and the usual marks for "no
    figure" become null, never zero.

    Raises:
        ExtractError: file missing or empty, column unknown, a cell that is no number, or numbers
            of which nobody can tell whether the point groups thousands or starts the decimals.

    """
    shown = name_of(Path(path.name))
    wanted = list(dict.fromkeys([key, count, per] + ([] if by is None else [by])))
    frame = _parsed(path, shown, wanted)
    problems = unknown_columns(frame, wanted, shown)
    if problems:
        raise ExtractError(problems)
    if frame.is_empty():
        raise ExtractError(
            Problem("the file has a header but no rows", Where(shown), "a row per unit")
        )
    frame = pl.DataFrame(
        [_blank_to_null(frame[name], figure=name in {count, per}) for name in wanted]
    )
    numbers = {column: _numbers(frame[column], shown) for column in dict.fromkeys([count, per])}
    problems = [problem for _, found in numbers.values() for problem in found]
    if problems:
        raise ExtractError(problems)
    return frame.with_columns(series for series, _ in numbers.values())


def unknown_columns(frame: pl.DataFrame, wanted: list[str], file: str = "") -> list[Problem]:
    """A problem per wanted column that the frame does not have."""
    return [
        Problem(
            f"there is no column '{column}'",
            Where(file, column=column),
            f"one of: {', '.join(frame.columns)}",
            suggestion(column, frame.columns),
        )
        for column in wanted
        if column not in frame.columns
    ]


def at_rows(
    rows: pl.Series,
    found: str,
    column: str,
    file: str = "",
    *,
    expected: str = "",
    remedy: str = "",
) -> list[Problem]:
    """The same problem at several rows (numbers from 0), the first ones named one by one."""
    listed = [
        Problem(found, Where(file, row=row + FIRST_ROW, column=column), expected, remedy)
        for row in rows.head(LISTED).to_list()
    ]
    more = len(rows) - len(listed)
    if more > 0:
        where = Where(file, row=int(rows[LISTED]) + FIRST_ROW, column=column)
        listed.append(Problem(f"{found} (here and in {more - 1} more rows)", where))
    return listed


def _parsed(path: Path, shown: str, wanted: list[str]) -> pl.DataFrame:
    """All columns as text, with the separator under which most wanted columns appear."""
    limits = Limits()
    data = file_bytes(path, shown, limits)
    check_lines(data, shown, limits)
    text = decode(data, shown, "auto").strip(b"\r\n")
    header = re.split(b"[\r\n]", text[:HEADER_BYTES], maxsplit=1)[0].decode(errors="replace")

    def fits(separator: str) -> tuple[int, int]:
        names = {name.strip().strip('"') for name in header.split(separator)}
        return len(names & set(wanted)), header.count(separator)

    separator = max(SEPARATORS, key=fits)
    split = split_text(text, shown, separator, 1, limits, short=True)
    problems = [_twice(shown, name) for name in wanted if split.header.count(name) > 1]
    if split.faults is not None:
        rows = split.faults.is_not_null().arg_true()
        problems += at_rows(
            rows, f"the rows do not fit the header: {split.faults[rows[0]]}", "", shown,
            expected=f"columns separated by '{separator}', as many cells per row as in the header",
        )  # fmt: skip
    if problems:
        raise ExtractError(problems)
    cells = zip(split.header, split.cells.get_columns(), strict=True)
    return pl.DataFrame({name: cell for name, cell in cells if name})


def _twice(shown: str, name: str) -> Problem:
    return Problem(
        f"the column '{name}' stands in the header more than once",
        Where(shown, line=1, column=name),
        "every column once",
        "Rename or remove the other one.",
    )


def _blank_to_null(column: pl.Series, *, figure: bool) -> pl.Series:
    """Blank cells as null; the marks for "no figure" too, but only where a figure belongs."""
    cell = column.str.strip_chars(" \t\r\n\u00a0")
    empty = cell.str.to_lowercase().is_in(MISSING) if figure else cell == ""
    return cell.set(empty, None)


def _numbers(cells: pl.Series, file: str) -> tuple[pl.Series, list[Problem]]:
    """A text column as Float64; how its decimals are written is found over the whole column."""
    mark = _decimal_mark(cells)
    unclear = _any_of(cells, (_THOUSANDS_POINT, _THOUSANDS_COMMA))
    if mark == "either" and unclear.any():
        found = f"'{cells.filter(unclear)[0]}' can be read with thousands or with decimals"
        remedy = "Export the column without thousands separators, or with decimals throughout."
        first = unclear.arg_true().head(1)
        return cells, at_rows(
            first, found, cells.name, file, expected="numbers without thousands mark", remedy=remedy
        )
    if mark == "comma":
        plain = cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    else:
        plain = cells.str.replace_all(",", "", literal=True)
    wrong = cells.is_not_null() & ~_any_of(cells, _GOOD[mark])
    return plain.cast(pl.Float64, strict=False), _no_numbers(cells, wrong.arg_true(), mark, file)


def _decimal_mark(cells: pl.Series) -> DecimalMark:
    """The mark that at least one cell can only use for decimals; a comma before a point."""
    comma = _any_of(cells, (_COMMA,)) & ~_any_of(cells, (_THOUSANDS_COMMA,))
    if (comma | _any_of(cells, (_DUTCH,))).any():
        return "comma"
    point = _any_of(cells, (_POINT,)) & ~_any_of(cells, (_THOUSANDS_POINT,))
    return "point" if (point | _any_of(cells, (_ENGLISH,))).any() else "either"


def _any_of(cells: pl.Series, patterns: tuple[str, ...]) -> pl.Series:
    return cells.str.contains("|".join(patterns)).fill_null(value=False)


def _no_numbers(cells: pl.Series, rows: pl.Series, mark: DecimalMark, file: str) -> list[Problem]:
    expected = "a number" if mark == "either" else f"a number with a decimal {mark}"
    problems = []
    for row in rows.head(LISTED).to_list():
        cell = cells[row]
        shown = cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}..."
        where = Where(file, row=row + FIRST_ROW, column=cells.name)
        problems.append(Problem(f"'{shown}' is not a number", where, expected))
    if len(rows) > LISTED:
        more = Where(file, row=rows[LISTED] + FIRST_ROW, column=cells.name)
        problems.append(Problem(f"{len(rows) - LISTED} more cells are not numbers", more))
    return problems
