"""Reads the counts of a table with a row per unit, whoever exported it: decimals and marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from screening.comparison.table_file import read_columns
from screening.errors import ExtractError, Problem, Where, suggestion
from screening.files.paths import name_of
from screening.registers.reading.header_line import plain
from screening.registers.reading.numbers import as_figure, says_nothing, whole_digits

SHOWN = 40
"""Characters of a wrong cell that a message repeats."""
LISTED = 20
"""Problems of one kind told one by one; the rest are only counted."""
FIRST_ROW = 2
"""Line of the first row below the header."""

_PLAIN = r"^[+-]?[0-9]+$"
_FEW = r"^<\s*[0-9]+$"
"""Too few to be told: how many is not known."""
_SCIENTIFIC = r"^[+-]?[0-9]+[eE][+-]?[0-9]+$"
_WITH_COMMA = r"^[+-]?[0-9]+,[0-9]+[eE][+-]?[0-9]+$"
_WITH_POINT = r"^[+-]?[0-9]+\.[0-9]+[eE][+-]?[0-9]+$"
_POINT = r"^[+-]?[0-9]*\.[0-9]+$|^[+-]?[0-9]+\.$"
_COMMA = r"^[+-]?[0-9]*,[0-9]+$"
_THOUSANDS_POINT = r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+$"
_THOUSANDS_COMMA = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+$"
_SPACED = r"^[+-]?[0-9]{1,3}(\s[0-9]{3})+([.,][0-9]+)?$"
_DUTCH = r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$"
_ENGLISH = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+$"

DecimalMark = Literal["comma", "point", "either"]
_GOOD: dict[DecimalMark, tuple[str, ...]] = {
    "comma": (_PLAIN, _SCIENTIFIC, _WITH_COMMA, _COMMA, _DUTCH, _THOUSANDS_POINT),
    "point": (_PLAIN, _SCIENTIFIC, _WITH_POINT, _POINT, _ENGLISH, _THOUSANDS_COMMA),
    "either": (_PLAIN, _SCIENTIFIC),
}


def read_counts(
    path: Path, *, key: str, count: str, per: str, by: str | None = None
) -> pl.DataFrame:
    """The named columns of a file: ``key`` and ``by`` as text, ``count`` and ``per`` as Float64.

    A csv (comma, semicolon, tab or bar between columns; UTF-8 with or without byte order mark,
    UTF-16 or Windows-1252), workbook or parquet file, read by the reader of registers; lines above
    the header and notes below the rows are passed over. Decimal comma or point, found per column.
    Empty cells and the usual marks for "no figure" become null, never zero.

    Raises:
        ExtractError: file missing or empty, column unknown, a cell that is no number, or numbers
            of which nobody can tell whether the point groups thousands or starts the decimals.

    """
    shown = name_of(Path(path.name))
    wanted = list(dict.fromkeys([key, count, per] + ([] if by is None else [by])))
    found = read_columns(path, shown, wanted)
    frame, rows = found.cells, found.rows
    problems = _not_there(found.headers, wanted, shown)
    if problems:
        raise ExtractError(problems)
    if frame.is_empty():
        raise ExtractError(
            Problem("the file has a header but no rows", Where(shown), "a row per unit")
        )
    frame = pl.DataFrame(
        [_blank_to_null(frame[name], figure=name in {count, per}) for name in wanted]
    )
    units = _units_row(frame, key, count, per)
    frame, rows = frame.filter(~units), rows.filter(~units)
    numbers = {
        name: _numbers(frame[name], rows, shown, whole=name == count, native=name in found.numbers)
        for name in dict.fromkeys([count, per])
    }
    problems = [problem for _, wrong in numbers.values() for problem in wrong]
    if problems:
        raise ExtractError(problems)
    return frame.with_columns(series for series, _ in numbers.values())


def _units_row(frame: pl.DataFrame, key: str, count: str, per: str) -> pl.Series:
    """Whether a row says below the header in what the figures are: no name, and no figure."""
    figures = pl.concat_str(frame[count], frame[per], ignore_nulls=True)
    said = pl.lit(frame[key].is_null()) & ~figures.str.contains("[0-9]") & (figures != "")
    return pl.select(said.fill_null(value=False)).to_series()


def unknown_columns(frame: pl.DataFrame, wanted: list[str], file: str = "") -> list[Problem]:
    """A problem per wanted column that the frame does not have."""
    return _not_there(frame.columns, wanted, file, exact=True)


def _not_there(
    headers: Sequence[str], wanted: list[str], file: str, *, exact: bool = False
) -> list[Problem]:
    known = set(headers) if exact else {plain(header) for header in headers}
    return [
        Problem(
            f"there is no column '{column}'",
            Where(file, column=column),
            f"one of: {', '.join(headers)}",
            suggestion(column, headers),
        )
        for column in wanted
        if (column if exact else plain(column)) not in known
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


def _blank_to_null(column: pl.Series, *, figure: bool) -> pl.Series:
    """Blank cells as null; the marks for "no figure" too, but only where a figure belongs."""
    cell = column.str.strip_chars(" \t\r\n\u00a0")
    cell = cell.set(cell == "", None)
    if not figure:
        return cell
    nothing = says_nothing(pl.lit(cell)) | pl.lit(cell).str.contains(_FEW)
    cell = cell.set(pl.select(nothing).to_series(), None)
    return pl.select(as_figure(pl.lit(cell))).to_series().alias(cell.name)


def _numbers(
    cells: pl.Series, rows: pl.Series, file: str, *, whole: bool, native: bool
) -> tuple[pl.Series, list[Problem]]:
    """A text column as Float64; how its decimals are written is found over the whole column.

    ``whole``: they are counts, which are read as registers read them.
    """
    if native:
        value = cells.cast(pl.Float64, strict=False)
        broken = (cells.is_not_null() & value.is_null()).arg_true()
        return value, _no_numbers(cells, broken, "point", rows, file)
    cells = _unspaced(cells)
    if whole:
        digits = pl.select(pl.coalesce(whole_digits(pl.lit(cells)), pl.lit(cells)))
        cells = digits.to_series().alias(cells.name)
    mark = _decimal_mark(cells)
    unclear = _any_of(cells, (_THOUSANDS_POINT, _THOUSANDS_COMMA))
    if mark == "either" and unclear.any():
        found = f"'{cells.filter(unclear)[0]}' can be read with thousands or with decimals"
        remedy = "Export the column without thousands separators, or with decimals throughout."
        first = unclear.arg_true().head(1)
        return cells, at_rows(
            rows.gather(first) - FIRST_ROW,
            found,
            cells.name,
            file,
            expected="numbers without thousands mark",
            remedy=remedy,
        )
    if mark == "comma":
        plain = cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    else:
        plain = cells.str.replace_all(",", "", literal=True)
    wrong = cells.is_not_null() & ~_any_of(cells, _GOOD[mark])
    return plain.cast(pl.Float64, strict=False), _no_numbers(
        cells, wrong.arg_true(), mark, rows, file
    )


def _unspaced(cells: pl.Series) -> pl.Series:
    """Without spaces, of whatever width, between groups of three digits."""
    spaced = pl.lit(cells).str.contains(_SPACED)
    plain_cells = pl.lit(cells).str.replace_all(r"\s", "")
    return (
        pl.select(pl.when(spaced).then(plain_cells).otherwise(pl.lit(cells)))
        .to_series()
        .alias(cells.name)
    )


def _decimal_mark(cells: pl.Series) -> DecimalMark:
    """The mark that at least one cell can only use for decimals; a comma before a point."""
    comma = _any_of(cells, (_COMMA,)) & ~_any_of(cells, (_THOUSANDS_COMMA,))
    if (comma | _any_of(cells, (_DUTCH, _WITH_COMMA))).any():
        return "comma"
    point = _any_of(cells, (_POINT,)) & ~_any_of(cells, (_THOUSANDS_POINT,))
    return "point" if (point | _any_of(cells, (_ENGLISH, _WITH_POINT))).any() else "either"


def _any_of(cells: pl.Series, patterns: tuple[str, ...]) -> pl.Series:
    return cells.str.contains("|".join(patterns)).fill_null(value=False)


def _no_numbers(
    cells: pl.Series, wrong: pl.Series, mark: DecimalMark, rows: pl.Series, file: str
) -> list[Problem]:
    expected = "a number" if mark == "either" else f"a number with a decimal {mark}"
    problems = []
    for place in wrong.head(LISTED).to_list():
        cell = cells[place]
        shown = cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}..."
        where = Where(file, row=rows[place], column=cells.name)
        problems.append(Problem(f"'{shown}' is not a number", where, expected))
    if len(wrong) > LISTED:
        more = Where(file, row=rows[int(wrong[LISTED])], column=cells.name)
        problems.append(Problem(f"{len(wrong) - LISTED} more cells are not numbers", more))
    return problems
