"""The process that reads one sheet: a workbook on standard input, lines of JSON on standard output.

It knows nothing of the rest of the program, so that it starts in a few hundredths of a second.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import Any, NamedTuple

import python_calamine as calamine

from screening.registers.reading.header_line import SEARCHED, header_among, joined
from screening.registers.reading.workbooks.binary_part import binary_marks
from screening.registers.reading.workbooks.cell_text import are_numbers, column_text, text_in_sheet
from screening.registers.reading.workbooks.flat_document import as_parts, is_flat
from screening.registers.reading.workbooks.merged_cells import Merge, unmerged
from screening.registers.reading.workbooks.old_part import old_marks
from screening.registers.reading.workbooks.open_document import check_repeats, placed_in
from screening.registers.reading.workbooks.packed import MB, Packed
from screening.registers.reading.workbooks.percents import Percents, marked, percents_in, unmarked
from screening.registers.reading.workbooks.refused import RefusedError, damaged
from screening.registers.reading.workbooks.sheet_part import check_reach, errors_in, sheet_part

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 20_000
_LONGEST_CELL = 32_767
_BASE_MB = 200
"""What the process takes before it reads anything."""
_Cells = dict[int, dict[int, str]]
_Opened = tuple[Any, Iterator[list[object]]]


class Held(NamedTuple):
    """A workbook as the library has it, as a zip where it is one, and as it is."""

    book: Any
    packed: Packed | None
    data: bytes


def main() -> None:
    """Answer what is asked in the first argument; one line at the end, or one that refuses."""
    asked = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    bound(asked["limits"])
    try:
        for line in answer(data, asked):
            _say(line)
    except RefusedError as error:
        _say({"refused": error.facts()})
    except calamine.PasswordError:
        found, remedy = "a password protects the file", "save it without one"
        _say({"refused": RefusedError(found, "a workbook without one", remedy).facts()})
    except calamine.CalamineError:
        _say({"refused": damaged().facts()})
    except MemoryError:
        os.abort()  # as the library itself does


def _say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")


def bound(limits: dict[str, int]) -> None:
    """Take no more memory and time than allowed, where the system can hold a process to that."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        memory = (limits["sheet_memory_mb"] + _BASE_MB) * MB
        for what, most in ((resource.RLIMIT_AS, memory),
                           (resource.RLIMIT_CPU, limits["sheet_seconds"]),
                           (resource.RLIMIT_CORE, 0)):  # fmt: skip
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def answer(data: bytes, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The headers, then the cells in chunks of rows, column by column, then which are numbers."""
    limits = asked["limits"]
    if is_flat(data):
        data = as_parts(data)
    packed = _packed(data, limits)
    if packed is not None:
        check_repeats(packed, limits)
    book = calamine.load_workbook(io.BytesIO(data))
    if not book.sheet_names:
        raise damaged()
    name = asked["sheet"] or ""
    if name and name not in book.sheet_names:
        raise RefusedError(f"no sheet '{name}'", sheets=book.sheet_names)
    held = Held(book, packed, data)
    sheet, rows = _opened(held, name, limits) if name else _found(held, asked)
    if asked.get("top"):
        yield {"rows": [_names(row) for row in islice(rows, SEARCHED)]}
        yield {"numbers": []}
        return
    ranges = sheet.merged_cell_ranges
    if not ranges and packed is not None:
        ranges = placed_in(packed, sheet.name).merges
    merged = (ranges, sheet.start[1])
    yield from table(rows, asked["header_row"], limits, asked["wanted"], merged)


def _found(held: Held, asked: dict[str, Any]) -> _Opened:
    """The first sheet that shows and holds the headers that are wanted, or the first that shows."""
    seen = [
        e.name for e in held.book.sheets_metadata if e.visible == calamine.SheetVisibleEnum.Visible
    ]
    names, limits = seen or held.book.sheet_names, asked["limits"]
    wanted = () if asked.get("top") or asked["header_row"] else asked["wanted"]
    if not wanted or len(names) == 1:
        return _opened(held, names[0], limits)
    for name in names:
        with suppress(RefusedError):
            sheet, rows = _opened(held, name, limits)
            top = list(islice(rows, SEARCHED))
            if header_among([_names(row) for row in top], wanted):
                return sheet, chain(top, rows)
    raise RefusedError("none of its sheets has all the columns that are needed", sheets=names)


def _opened(held: Held, name: str, limits: dict[str, int]) -> _Opened:
    """A sheet and its rows, once it is known that there are not too many."""
    errors, percents = _marks(held, name, limits)
    sheet = held.book.get_sheet_by_name(name)
    if sheet.start is None or sheet.end is None:
        raise RefusedError(f"sheet '{name}' is empty", "a header and rows", "export it again")
    if sheet.height * sheet.width > limits["sheet_cells"]:
        raise _too_far(f"over {sheet.height * sheet.width} cells")
    if sheet.total_height > limits["rows"]:
        found = f"the sheet has {sheet.total_height} rows"
        raise RefusedError(found, remedy="split the export", limit="rows")
    rows = _rows(sheet, errors, sheet.start[1])
    if percents:
        left, none = sheet.start[1], frozenset[int]()
        rows = (marked(row, percents.get(n, none), left) for n, row in enumerate(rows))
    return sheet, rows


def _marks(held: Held, name: str, limits: dict[str, int]) -> tuple[_Cells, Percents]:
    """What cells show beside a value: errors, and that it is a percentage."""
    if held.packed is None:
        return old_marks(held.data, name)
    part = sheet_part(held.packed, name)
    if part is not None:
        check_reach(part, limits)
        return errors_in(part), percents_in(held.packed, part)
    placed = placed_in(held.packed, name)
    if placed.errors or placed.percents:
        return placed.errors, placed.percents
    return binary_marks(held.packed, name)


def _too_far(reach: str) -> RefusedError:
    remedy = "delete the rows and columns beyond the data, or export it as csv"
    return RefusedError(f"the sheet reaches {reach}", remedy=remedy, limit="sheet_cells")


def _packed(data: bytes, limits: dict[str, int]) -> Packed | None:
    """The parts of a zip file; None for the older kind of workbook."""
    if data.startswith(_ZIP):
        return Packed(data, limits)
    if data.startswith(_OLE):
        return None
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:12].lower()
    if start.startswith((b"<", b"mime-version")):
        found = "this is a page of HTML or XML with the name of a workbook"
        raise RefusedError(found, "a workbook", "open it in a spreadsheet and save it as xlsx")
    if b"\0" not in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        remedy = "rename it to .csv, and set separator: for how its columns are separated"
        raise RefusedError("this is a text file with the name of a workbook", "a workbook", remedy)
    raise damaged()


def _rows(sheet: Any, errors: _Cells, left: int) -> Iterator[list[object]]:
    """The rows, those included in which nothing stands but such an error."""
    last = max(errors, default=-1) + 1
    blank = ([""] * sheet.width for _ in range(sheet.total_height, last))
    for number, row in enumerate(chain(sheet.iter_rows(), blank)):
        for column, text in errors.get(number, {}).items():
            if 0 <= column - left < len(row) and row[column - left] == "":
                row[column - left] = text
        yield row


def table(
    rows: Iterator[list[object]],
    header_row: int | None,
    limits: dict[str, int],
    wanted: Sequence[str] = (),
    merged: tuple[Sequence[Merge] | None, int] = ((), 0),
) -> Iterator[dict[str, Any]]:
    """The table below the row with the headers that are wanted.

    Or below the first row with a text in it, from ``header_row`` on where that is given. ``merged``
    are the cells that are shown as one, and the number of the first column.
    """
    seen = list(islice(rows, max(SEARCHED, min(header_row or 0, limits["rows"]))))
    names = [_names(row) for row in seen]
    begun = [] if header_row else header_among(names, wanted)
    least = header_row or 1
    usual = next((n for n, each in enumerate(names) if n + 1 >= least and any(each)), None)
    place, depth = begun[0] if begun else (least - 1 if usual is None else usual, 1)
    row, header = place + 1, joined(names[place : place + depth] or [[]], wanted)
    kept = [place for place, name in enumerate(header) if name]
    below, first = chain(seen[place + depth :], rows), place + depth
    rows = unmerged(below, merged[0], first, merged[1], frozenset(kept))
    if len(kept) > limits["columns"]:
        found = f"the header names {len(kept)} columns"
        raise RefusedError(found, remedy="delete those not needed", row=row, limit="columns")
    if not kept:
        expected, remedy = "the names of the columns", "set header_row"
        raise RefusedError("the header is blank", expected, remedy, row=row)
    yield {"headers": [header[place] for place in kept], "row": row, "depth": depth}
    numbers: set[int] = set()
    others: set[int] = set()
    while chunk := list(islice(rows, _CHUNK)):
        held, percents = zip(*map(unmarked, zip(*chunk, strict=True)), strict=True)
        columns = [column_text(each, text_in_sheet) for each in held]
        numbers |= {place for place, (_, number, _) in enumerate(columns) if number}
        others |= {place for place, (_, _, other) in enumerate(columns) if other}
        unnamed = (numbers | others) - set(kept)  # one beside a whole table is a remark
        if unnamed and not begun and 2 * len(unnamed) >= len(kept):
            raise _merged(len(header) - len(kept), len(header), row)
        yield {
            "cells": [_cut(columns[place][0]) for place in kept],
            "native": [_native(held[place], *columns[place][1:]) for place in kept],
            "percents": {n: percents[place] for n, place in enumerate(kept) if percents[place]},
        }
    yield {
        "numbers": [n for n, place in enumerate(kept) if place in numbers - others],
        "mixed": [n for n, place in enumerate(kept) if place in numbers & others],
    }


def _native(cells: Sequence[object], number: bool, other: bool) -> bool | list[int]:
    """Whether the cells that are not blank are numbers: all or none of them, or where."""
    if number and other:
        return [place for place, each in enumerate(are_numbers(cells)) if each]
    return number


def _cut(cells: list[str]) -> list[str]:
    """No cell of a workbook is longer; one that claims to be stays too long for any column."""
    if max(map(len, cells)) <= _LONGEST_CELL:
        return cells
    return [cell[: _LONGEST_CELL + 1] for cell in cells]


def _names(row: list[object]) -> list[str]:
    return _cut([text_in_sheet(value).strip() for value in row])


def _merged(blank: int, width: int, row: int) -> RefusedError:
    return RefusedError(
        f"{blank} of {width} columns have no header, as with merged cells",
        "one header row with a name above every column",
        "unmerge the header, or set header_row to the row that holds the names",
        row=row,
    )
