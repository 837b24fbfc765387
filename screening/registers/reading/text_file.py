"""Reads csv files: encoding, separator and header are checked before any row is believed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.header_line import Start, find_start, joined, plain
from screening.registers.reading.limits import MB, Limits, exceeded
from screening.registers.reading.misnamed import check_kind
from screening.registers.reading.source import Defaults, Source
from screening.registers.reading.table import Table, filled
from screening.registers.reading.text_rows import TangledError, counted, one_end, split_rows
from screening.registers.reading.twice_encoded import LETTERS, once_encoded
from screening.registers.reading.whole_lines import unwrapped

SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
HEADER_BYTES = 1 << 20
_LATIN = 0.8
"""Share of letters below U+0100 from which bytes that are 0 in turns are taken for UTF-16."""
_ESCAPED = re.compile(rb'(?<!\\)\\"')
"""A quote behind a backslash, which is how some programs write one inside a text."""
_EITHER = "either"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
PADDING = "bytes of 0 behind the text"
_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2(?:\x80[\x90-\xa6]|\x82\xac)")
"""An accented letter, dash, quote or euro sign in UTF-8; in Windows-1252 it is gibberish."""
_ELSEWHERE = re.compile(rb"[A-Za-z](?:[\x82-\x84\x88\x89\x8b]|[\x86\x87\x93-\x95][a-z])|[a-z]\x8e")
"""Behind a letter what is no letter in Windows-1252, and one in the sets of DOS or of Apple."""
_ONLY_DECLARED = {"cp850": "cp850", "macintosh": "mac_roman"}
"""Sets that are never guessed at, by the name that Python has for them."""
_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def read_text(
    data: bytes,
    shown: str,
    source: Source,
    defaults: Defaults,
    limits: Limits,
    wanted: Collection[str] = (),
) -> Table:
    """All cells as text, with row numbers; blank lines are left out, uneven rows are marked.

    ``wanted`` are the headers by which the table is found, unless the source says on which row they
    are. Raises ExtractError for a wrong encoding or separator, a header that cannot be used, or
    more lines, columns or text in one line than the limits allow.
    """
    check_kind(data, shown)
    check_lines(data, shown, limits)
    utf8, mended = decoded(data, shown, source.encoding or defaults.encoding)
    usual = source.separator or defaults.separator
    signs = [usual] if source.separator else list(dict.fromkeys((usual, *SEPARATORS)))
    utf8 = unwrapped(utf8, wanted, signs)
    start = find_start(utf8, wanted, signs)
    if source.header_row is not None:
        start = Start(source.header_row, 1, start.separator)
    split = split_text(utf8, shown, start, limits, wanted)
    where = Where(shown, line=start.line)
    if len(split.header) == 1:
        _check_separator(split.header[0], start.separator, where)
    check_header(split.header, where, wanted)
    table = filled(tuple(split.header), split.cells, start.line + start.depth, split.faults)
    return replace(table, mended=mended) if mended else table


class Split(NamedTuple):
    """A header, the cells below it with blank rows among them, and why a row has no cells."""

    header: list[str]
    cells: pl.DataFrame
    faults: pl.Series | None


def split_text(
    utf8: bytes,
    shown: str,
    start: Start,
    limits: Limits,
    wanted: Collection[str] = (),
    *,
    short: bool = False,
) -> Split:
    """Text in UTF-8 split into cells; raises ExtractError where that cannot be done.

    With ``short`` a row may have fewer cells than the header; the others are blank then.
    """
    plain = b'"' not in utf8
    if plain or b"\n" not in utf8:
        utf8 = one_end(utf8)
    csv.field_size_limit(limits.line_mb * MB)
    header, head, begin = _header(utf8, shown, start, limits, wanted)
    text = utf8[head:] if head else utf8
    width = len(header)
    fewest = 1 if short else width
    try:
        cells, faults = _rows(text, begin - head, start.separator, width, plain, fewest)
    except TangledError:
        raise ExtractError(_malformed(shown, "rows")) from None
    return Split(header, cells, faults)


def _rows(
    text: bytes, begin: int, separator: str, width: int, plain: bool, fewest: int
) -> tuple[pl.DataFrame, pl.Series | None]:
    """The rows; where quotes do not fit, and a backslash before them makes them fit, so read."""
    doubled = b"" if plain or b'\\"' not in text else _ESCAPED.sub(b'""', text[begin:])
    escaped = bool(doubled) and len(doubled) == len(text) - begin and doubled != text[begin:]
    tangled = False
    try:
        cells, faults = split_rows(text, begin, separator, width, plain=plain, fewest=fewest)
    except TangledError:
        tangled, faults = True, None
    if escaped and (tangled or faults is not None):
        with suppress(TangledError):
            again = split_rows(doubled, 0, separator, width, plain=False, fewest=fewest)
            if again[1] is None:
                return again
    if tangled:
        raise TangledError
    return cells, faults


def check_lines(data: bytes, shown: str, limits: Limits) -> None:
    """Counted before anything is read: a file of one line, or of very many."""
    end = b"\n" if b"\n" in data else b"\r"
    lines = counted(data, end) if len(data) > limits.rows else 0
    if lines > limits.rows:
        found, where = f"the file holds {lines} lines", Where(shown)
        raise exceeded(found, where, "rows", limits, "split the export")
    window = limits.line_mb * MB
    for place in range(0, len(data) - window, window):
        if data.find(end, place, place + window) < 0:
            line = data.count(end, 0, place) + 1
            found = f"a line holds more than {limits.line_mb} MB"
            remedy = "export it again with one row a line"
            raise exceeded(found, Where(shown, line=line), "line_mb", limits, remedy)


def decode(data: bytes, shown: str, encoding: str) -> bytes:
    """The file as UTF-8 without byte-order mark; raises ExtractError as :func:`decoded` does."""
    return decoded(data, shown, encoding)[0]


def decoded(data: bytes, shown: str, encoding: str) -> tuple[bytes, dict[str, int]]:
    """The file as UTF-8 without byte-order mark, and what was put right in it.

    Bytes of 0 at its end, with which systems fill a file up, are no part of the text.
    """
    whole = _decoded(data, shown, encoding)
    text = _unpadded(whole)
    padding = len(whole) - len(text)
    _check_text(text, shown)
    once, letters = once_encoded(text)
    counts = {LETTERS: letters, PADDING: padding}
    return once, {what: count for what, count in counts.items() if count}


def _decoded(data: bytes, shown: str, encoding: str) -> bytes:
    """The bytes of the text in UTF-8.

    ``auto`` takes UTF-8 when every byte fits, else Windows-1252; in a file that was put together
    from both, every letter is read in its own. A declared encoding that contradicts the bytes is an
    error, so that no name is ever read garbled.
    """
    bom, marked = next(((b, e) for b, e in _BOMS if data.startswith(b)), (b"", ""))
    if encoding not in ("auto", marked) and marked:
        raise ExtractError(_encoding_problem(shown, encoding, f"is marked as {marked}", marked))
    if marked == "utf-16" or encoding == "utf-16":
        return _recode(data, "utf-16", shown)
    body = data[len(bom) :]
    unmarked = _unmarked_utf16(body) if encoding == "auto" and not marked else ""
    if unmarked:
        return _recode(body, unmarked, shown)
    fits = _is_utf8(body)
    if not fits:  # what holds bytes of 0 is no text in any set of characters
        _check_text(_unpadded(body), shown)
    if encoding not in ("auto", "utf-8") and fits and not body.isascii():
        raise ExtractError(_encoding_problem(shown, encoding, "is UTF-8", "utf-8"))
    if encoding == "utf-8" and not fits:
        where = Where(shown, line=_first_bad_line(body))
        found = "holds bytes that are not UTF-8, first on this line"
        raise ExtractError(_encoding_problem(shown, encoding, found, "windows-1252", where))
    if fits:
        return body
    if encoding in _ONLY_DECLARED:
        return _recode(body, _ONLY_DECLARED[encoding], shown)
    strange = _ELSEWHERE.search(body) if encoding == "auto" else None
    if strange is not None:
        raise ExtractError(_other_set(shown, body[: strange.start()].count(b"\n") + 1))
    return _recode(body, _EITHER if _LETTER.search(body) else "cp1252", shown)


def _other_set(shown: str, line: int) -> Problem:
    return Problem(
        "letters are written in a set of characters that is neither UTF-8 nor Windows-1252",
        Where(shown, line=line),
        "text in UTF-8 or Windows-1252",
        "export it as UTF-8; or set encoding: cp850 (DOS), macintosh or windows-1252",
    )


def _unmarked_utf16(body: bytes) -> str:
    """Which UTF-16 it is without saying so: every second byte of Latin text is 0."""
    half = len(body) // 2
    if not half or len(body) % 2 or b"\0" not in body[:4]:
        return ""
    first, second = body[0::2].count(0) / half, body[1::2].count(0) / half
    if first > _LATIN and not second:
        return "utf-16-be"
    return "utf-16-le" if second > _LATIN and not first else ""


def _unpadded(body: bytes) -> bytes:
    """The text without bytes of 0 behind it; all of what is no text before them either."""
    text = body.rstrip(b"\0")
    if len(text) == len(body) or not text.strip() or _CONTROL.search(text):
        return body
    return text


def _check_text(body: bytes, shown: str) -> None:
    if b"\0" in body:
        line = body[: body.index(b"\0")].count(b"\n") + 1
        found = "this is not a text file: it holds bytes that are 0, first on this line"
        raise ExtractError(
            Problem(found, Where(shown, line=line), "a csv file", "export it as csv")
        )


def _of_windows(error: UnicodeError) -> tuple[str, int]:
    """The byte that is no UTF-8 as a letter of Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    try:
        return error.object[error.start : error.start + 1].decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        raise error from None


codecs.register_error("screening-windows", _of_windows)


def _recode(data: bytes, encoding: str, shown: str) -> bytes:
    mixed = encoding == _EITHER
    try:
        text = data.decode("utf-8", "screening-windows") if mixed else data.decode(encoding)
        return text.encode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        known = "UTF-8 or Windows-1252" if encoding in ("cp1252", _EITHER) else encoding
        found = f"the bytes are not {known} (first at byte {error.start})"
        where = Where(shown, line=line)
        problem = Problem(found, where, f"text in {known}", "export it again as UTF-8")
        raise ExtractError(problem) from None


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
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


def _header(
    utf8: bytes, shown: str, start: Start, limits: Limits, wanted: Collection[str]
) -> tuple[list[str], int, int]:
    """Headers as written, where the last line of them begins, and the rows below."""
    lines = io.StringIO(utf8[:HEADER_BYTES].decode(errors="ignore"), newline="")
    taken = list(islice(lines, start.line - 1))
    head, read = 0, list[list[str]]()

    def below() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    try:
        reader = csv.reader(below(), delimiter=start.separator, strict=True)
        for _ in range(start.depth):
            head = len("".join(taken).encode())
            read.append(next(reader, []))
    except csv.Error:
        raise ExtractError(_malformed(shown, "header", start.line)) from None
    header, where = joined(read, wanted), Where(shown, line=start.line)
    begin = len("".join(taken).encode())
    cut = len(utf8) > HEADER_BYTES and not (taken and taken[-1].endswith(("\n", "\r")))
    if len(header) > limits.columns or cut:
        named = f"the header names {len(header)} columns"
        found = f"the header is longer than {HEADER_BYTES} bytes" if cut else named
        raise exceeded(found, where, "columns", limits, "export the columns that are needed")
    if not any(header):
        expected = "the names of the columns"
        raise ExtractError(Problem("the header is blank", where, expected, "set header_row"))
    return header, head, begin


def _check_separator(header: str, separator: str, where: Where) -> None:
    others = [sign for sign in SEPARATORS if sign != separator and sign in header]
    if others:
        sign = max(others, key=header.count)
        written = "\\t" if sign == "\t" else sign
        raise ExtractError(
            Problem(
                f"read with '{separator}' the header is one single column",
                where,
                f"columns separated by '{separator}'",
                f'columns look separated by a {SEPARATORS[sign]}: set separator: "{written}"',
            )
        )


def check_header(header: list[str], where: Where, wanted: Collection[str]) -> None:
    """Raises ExtractError when a wanted header occurs twice: no column is taken for another."""
    counts = Counter(name for name in header if plain(name) in wanted)
    double = sorted(name for name, count in counts.items() if count > 1)
    if double:
        expected, remedy = "every column under a name of its own", "rename one of them"
        raise ExtractError(
            Problem(f"header '{name}' occurs more than once", where, expected, remedy)
            for name in double
        )


def _malformed(shown: str, what: str, line: int | None = None) -> Problem:
    return Problem(
        f"the {what} cannot be split into cells",
        Where(shown, line=line),
        "every opening quote closed",
        'export it again; a quote inside a text is written twice ("")',
    )
