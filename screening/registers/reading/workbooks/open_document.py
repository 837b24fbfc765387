"""What an OpenDocument sheet says it repeats, counted before anything is laid out.

A few bytes can ask for billions of spaces, rows or cells. The library lays them out one by one, so
they are held to the limits while the XML goes by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import NamedTuple

from screening.registers.reading.workbooks.error_names import OTHER
from screening.registers.reading.workbooks.formulas import NO_OUTCOME
from screening.registers.reading.workbooks.merged_cells import Merge
from screening.registers.reading.workbooks.packed import MB, Packed
from screening.registers.reading.workbooks.percents import Percents
from screening.registers.reading.workbooks.refused import RefusedError, damaged

PART = "content.xml"
_TAG = 1 << 20
"""No tag of a sheet is longer."""
_BLANK_ROWS = 1 << 20
"""What programs write below the last filled row, down to the end of the sheet."""
_SAID = re.compile(
    rb"""<(?:[\w.-]+:)?(?:(?P<table>table)(?=[\s/>])"""
    rb"""|s\s(?:[^<>]*?[\s:])?c\s*=\s*["'](?P<spaces>[^"'<>]*)"""
    rb"""|[\w.-]+\s(?:[^<>]*?[\s:])?number-(?P<what>rows|columns)-repeated\s*=\s*"""
    rb"""["'](?P<times>[^"'<>]*))"""
)
_ERROR = re.compile(rb"""value-type\s*=\s*["']error["']""")
_PERCENT = re.compile(rb"""[\s:]value-type\s*=\s*["']percentage["']""")
_FORMULA, _TYPED = re.compile(rb"""[\s:]formula\s*=\s*["']"""), re.compile(rb"value-type\s*=")
_TOLD = re.compile(
    rb"""number-(?:rows|columns)-spanned\s*=\s*["'](?:[2-9]|[1-9][0-9])|"""
    + b"|".join([_ERROR.pattern, _PERCENT.pattern, _FORMULA.pattern])
)
_TEXT = 200
"""Bytes in which the text of an error stands."""
_PLACED = re.compile(
    rb"""<(?:[\w.-]+:)?(?P<what>table|table-row|table-cell|covered-table-cell)(?=[\s/>])(?P<said>[^>]*)>"""
)
_NAME = re.compile(rb"""[\s:]name\s*=\s*(["'])(.*?)\1""")
_SHORTER = "delete the rows and columns beyond the data, or export it as csv"


def check_repeats(packed: Packed, limits: Mapping[str, int]) -> None:
    """Raises RefusedError when a sheet repeats more than the limits allow; other files pass."""
    if PART not in packed.parts:
        return
    spaces = rows = 0
    for found in _said(packed.pieces(PART)):
        if found["table"] is not None:
            rows = 0
        elif found["spaces"] is not None:
            one = _number(found["spaces"])
            spaces += one
            _hold(one, limits["line_mb"] * MB, "line_mb", f"a cell holds {one} spaces")
            _hold(spaces, limits["unpacked_mb"] * MB, "unpacked_mb", f"it holds {spaces} spaces")
        elif found["what"] == b"rows":
            rows += _number(found["times"])
            found_rows = f"the sheet repeats {rows} rows"
            _hold(rows, limits["rows"] + _BLANK_ROWS, "rows", found_rows)
        else:
            times = _number(found["times"])
            _hold(times, limits["sheet_cells"], "sheet_cells", f"a cell is repeated {times} times")


class Placed(NamedTuple):
    """What the library does not say of a sheet: cells shown as one, and what others show."""

    merges: list[Merge]
    errors: dict[int, dict[int, str]]
    percents: Percents


def placed_in(packed: Packed, sheet: str) -> Placed:
    """Of a sheet the cells that are shown as one, and those that show an error or a percentage."""
    found = Placed([], {}, {})
    content = packed.read(PART) if PART in packed.parts else b""
    if not _TOLD.search(content):
        return found
    row, times, column, here = 0, 0, 0, False
    for tag in _PLACED.finditer(content):
        what, said = tag["what"], tag["said"]
        if what == b"table":
            name = _NAME.search(said)
            row, times = 0, 0
            here = name is not None and unescape(name[2].decode("utf-8", "replace")) == sheet
        elif not here:
            continue
        elif what == b"table-row":
            row, times, column = row + times, _times(said, b"rows-repeated"), 0
        else:
            down, right = _times(said, b"rows-spanned"), _times(said, b"columns-spanned")
            if down > 1 or right > 1:
                found.merges.append(((row, column), (row + down - 1, column + right - 1)))
            alike = range(column, column + _times(said, b"columns-repeated"))
            after = content[tag.end() : tag.end() + _TEXT]
            _put(found, said, after, range(row, row + times), alike)
            column = alike.stop
    return found


def _put(found: Placed, said: bytes, after: bytes, rows: range, columns: range) -> None:
    """What cells that are alike show, from their tag and what stands after that."""
    if _PERCENT.search(said):
        for row in rows:
            found.percents.setdefault(row, set()).update(columns)
    elif shown := _no_value(said, after):
        for row in rows:
            found.errors.setdefault(row, {}).update(dict.fromkeys(columns, shown))


def _no_value(said: bytes, after: bytes) -> str:
    """What a cell shows in place of a value, from its tag and what stands after that; or ''."""
    if _ERROR.search(said):
        return _text(after)
    return NO_OUTCOME if _FORMULA.search(said) and not _TYPED.search(said) else ""


def _text(after: bytes) -> str:
    """The error that a cell shows, from what stands after its opening tag."""
    said = re.match(rb"\s*<[\w.-]+:p>([^<]*)<", after)
    text = unescape(said[1].decode("utf-8", "replace")) if said else ""
    return text if text.startswith("#") else OTHER


def _times(said: bytes, what: bytes) -> int:
    found = re.search(rb"number-" + what + rb"""\s*=\s*["']([0-9]{1,9})["']""", said)
    return int(found[1]) if found else 1


def _hold(count: int, most: int, limit: str, found: str) -> None:
    if count > most:
        raise RefusedError(found, remedy=_SHORTER, limit=limit)


def _number(written: bytes) -> int:
    """The number as written; 0 for what is none, which the library refuses or ignores itself."""
    try:
        return int(unescape(written[:200].decode("ascii", "replace")))
    except ValueError:
        return 0


def _said(pieces: Iterable[bytes]) -> Iterator[re.Match[bytes]]:
    rest = b""
    for piece in pieces:
        held = rest + piece
        begun = held.rfind(b"<")
        whole = begun < 0 or held.find(b">", begun) >= 0
        rest = b"" if whole else held[begun:]
        if len(rest) > _TAG:
            raise damaged()
        yield from _SAID.finditer(held, 0, len(held) - len(rest))
