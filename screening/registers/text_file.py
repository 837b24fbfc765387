"""Reads csv files: encoding, separator and header are checked before any row is believed."""

from __future__ import annotations

import codecs
import csv
import io

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.project import Defaults, Source
from screening.registers.extract import ROW, UNEVEN

_SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
_HEADER_BYTES = 1 << 20
_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def read_text(data: bytes, shown: str, source: Source, defaults: Defaults) -> pl.DataFrame:
    """All cells as text, with row numbers; blank lines are left out, uneven rows are marked.

    Raises ExtractError for a wrong encoding or separator, or a header that cannot be used.
    """
    utf8 = decode(data, shown, source.encoding or defaults.encoding)
    separator = source.separator or defaults.separator
    header = _header(utf8, shown, separator, source.header_row)
    skip = source.header_row - 1
    uneven = None
    try:
        frame = _parse(utf8, separator, skip)
        expected = (frame.height + 1) * (len(header) - 1)
        if b'"' in utf8 or skip or utf8.count(separator.encode()) != expected:
            uneven = _uneven(utf8, separator, skip, len(header))
    except pl.exceptions.ComputeError:
        uneven = _uneven(utf8, separator, skip, len(header))
        try:
            frame = _parse(utf8, separator, skip, truncate=True)
        except pl.exceptions.PolarsError:
            raise ExtractError(_malformed(shown)) from None
    except pl.exceptions.PolarsError:
        raise ExtractError(_malformed(shown)) from None
    frame = frame.rename(dict(zip(frame.columns, header, strict=True)))
    numbered = frame.with_row_index(ROW, source.header_row + 1).with_columns(
        pl.col(ROW).cast(pl.Int64)
    )
    if uneven is not None and uneven.height:
        numbered = numbered.join(
            uneven.with_columns(pl.col(ROW) + source.header_row), on=ROW, how="left",
            maintain_order="left",
        )  # fmt: skip
    # a row that is blank under the header can still hold a value in a field too many
    held = [*header, *(name for name in [UNEVEN] if name in numbered.columns)]
    return numbered.filter(pl.any_horizontal(pl.col(held).is_not_null()))


def decode(data: bytes, shown: str, encoding: str) -> bytes:
    """The file as UTF-8 without byte-order mark.

    ``auto`` takes UTF-8 when every byte fits, else Windows-1252. A declared encoding that
    contradicts the bytes is an error, so that no name is ever read garbled.
    """
    bom, marked = next(((b, e) for b, e in _BOMS if data.startswith(b)), (b"", ""))
    if encoding not in ("auto", marked) and marked:
        raise ExtractError(_encoding_problem(shown, encoding, f"is marked as {marked}", marked))
    if marked == "utf-16" or encoding == "utf-16":
        return _recode(data, "utf-16", shown)
    body = data[len(bom) :]
    if b"\0" in body:
        raise ExtractError(
            Problem("this is not a text file", Where(shown), "a csv file", "export it as csv")
        )
    fits = _is_utf8(body)
    if encoding == "windows-1252" and fits and not body.isascii():
        raise ExtractError(_encoding_problem(shown, encoding, "is UTF-8", "utf-8"))
    if encoding == "utf-8" and not fits:
        where = Where(shown, line=_first_bad_line(body))
        found = "holds bytes that are not UTF-8, first on this line"
        raise ExtractError(_encoding_problem(shown, encoding, found, "windows-1252", where))
    return body if fits else _recode(body, "cp1252", shown)


def _recode(data: bytes, encoding: str, shown: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        known = "UTF-8 or Windows-1252" if encoding == "cp1252" else encoding
        found = f"the bytes are not {known} (first at byte {error.start})"
        where = Where(shown, line=line)
        problem = Problem(found, where, f"text in {known}", "export it again as UTF-8")
        raise ExtractError(problem) from None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _first_bad_line(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data[: error.start].count(b"\n") + 1
    return 0


def _encoding_problem(
    shown: str, declared: str, found: str, remedy: str, where: Where | None = None
) -> Problem:
    return Problem(
        f"declared as {declared}, but the file {found}",
        where or Where(shown),
        f"a file in {declared}",
        remedy=f"set encoding: {remedy}, or leave it out to have it recognised",
    )


def _header(utf8: bytes, shown: str, separator: str, header_row: int) -> list[str]:
    """Headers as written; a wrong separator and a doubled header are errors."""
    lines = io.StringIO(utf8[:_HEADER_BYTES].decode(errors="ignore"), newline="")
    for _ in range(header_row - 1):
        lines.readline()
    try:
        header = [cell.strip() for cell in next(csv.reader(lines, delimiter=separator), [])]
    except csv.Error:
        raise ExtractError(_malformed(shown)) from None
    where = Where(shown, line=header_row)
    if not any(header):
        raise ExtractError(Problem("the header is blank", where, remedy="set header_row"))
    if len(header) == 1:
        others = [sign for sign in _SEPARATORS if sign != separator and sign in header[0]]
        if others:
            sign = max(others, key=header[0].count)
            written = "\\t" if sign == "\t" else sign
            raise ExtractError(
                Problem(
                    f"read with '{separator}' the header is one single column",
                    where,
                    f"columns separated by '{separator}'",
                    f'columns look separated by a {_SEPARATORS[sign]}: set separator: "{written}"',
                )
            )
    check_header(header, where)
    return [name or f"__blank_{place}" for place, name in enumerate(header, start=1)]


def check_header(header: list[str], where: Where) -> None:
    """Raises ExtractError when a header occurs twice, so that no column is taken for another."""
    double = sorted({name for name in header if name and header.count(name) > 1})
    if double:
        raise ExtractError(
            [
                Problem(
                    f"header '{name}' occurs more than once", where, remedy="rename one of them"
                )
                for name in double
            ]
        )


def _parse(utf8: bytes, separator: str, skip: int, *, truncate: bool = False) -> pl.DataFrame:
    return pl.read_csv(
        utf8,
        separator=separator,
        skip_lines=skip,
        infer_schema=False,
        truncate_ragged_lines=truncate,
        glob=False,
    )


def _uneven(utf8: bytes, separator: str, skip: int, width: int) -> pl.DataFrame:
    """Rows whose number of fields differs from the header; counted by the csv module."""
    lines = io.StringIO(utf8.decode(), newline="")
    for _ in range(skip + 1):
        lines.readline()
    csv.field_size_limit(1 << 30)
    found = [
        (number, f"row has {len(row)} fields, the header has {width}")
        for number, row in enumerate(csv.reader(lines, delimiter=separator), start=1)
        if any(row) and len(row) != width
    ]
    return pl.DataFrame(found, schema={ROW: pl.Int64, UNEVEN: pl.String}, orient="row")


def _malformed(shown: str) -> Problem:
    return Problem(
        "the file cannot be split into rows",
        Where(shown),
        "rows with every opening quote closed",
        'export it again; a quote inside a text is written twice ("")',
    )
