"""What a sheet of an older workbook (xls) says and the library does not: errors, percentages."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from screening.registers.reading.workbooks.error_names import error_name
from screening.registers.reading.workbooks.percents import Percents, shows

_STREAMS = ("Workbook", "Book")
_END = 0xFFFFFFF0
"""From here on a number of a sector says that there is none."""
_ENTRY = 128
_SHEET, _STOP, _ERROR, _FORMULA = 0x85, 0x0A, 0x205, 0x06
_BEGIN, _FORMAT, _STYLE, _SEVERAL = 0x809, 0x41E, 0xE0, 0xBD
_FIGURES = {0x203, 0x27E, _SEVERAL, _FORMULA}
"""Cells with a number, several of them side by side, or what a formula came to."""
_WIDE_SINCE = 0x600
"""The version from which a text says how its letters are written."""


def old_marks(data: bytes, sheet: str) -> tuple[dict[int, dict[int, str]], Percents]:
    """Cells that show an error, such as ``#N/A``: row and column, both from 0, and the error.

    And columns by row of cells that show a percentage.
    """
    found: dict[int, dict[int, str]] = {}
    percents: Percents = {}
    try:
        book = _stream(data)
        begin = next(at for name, at in _sheets(book) if name == sheet)
        styles = _percent_styles(book)
        for kind, content in _records(book, begin):
            if kind == _STOP:
                break
            code = _code(kind, content)
            if code is not None:
                row, column = struct.unpack_from("<HH", content)
                found.setdefault(row, {})[column] = error_name(code)
            elif styles and kind in _FIGURES:
                row, column, *looks = _looks(kind, content)
                shown = {column + n for n, style in enumerate(looks) if style in styles}
                if shown:
                    percents.setdefault(row, set()).update(shown)
    except (StopIteration, IndexError, struct.error):
        return found, percents
    return found, percents


def _looks(kind: int, content: bytes) -> list[int]:
    """The row, the first column, and the style of each number in the cells from there on."""
    row, column, style = struct.unpack_from("<HHH", content)
    if kind != _SEVERAL:
        return [row, column, style]
    return [row, column, *(each[0] for each in struct.iter_unpack("<H4x", content[4:-2]))]


def _percent_styles(book: bytes) -> frozenset[int]:
    """The numbers of the styles in which a percentage is shown."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    wide_count = True
    for kind, content in _records(book, 0):
        if kind == _STOP:
            break
        if kind == _BEGIN:
            wide_count = struct.unpack_from("<H", content)[0] >= _WIDE_SINCE
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", content)
            two = wide_count and content[4] & 1
            text = content[5:] if wide_count else content[3:]
            formats[number] = text.decode("utf-16-le" if two else "latin-1", "replace")
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", content, 2)[0])
    return frozenset(n for n, number in enumerate(styles) if shows(number, formats))


def _code(kind: int, content: bytes) -> int | None:
    """The number of the error that a cell shows; None of other records."""
    if kind == _ERROR and content[7] == 1:
        return content[6]
    if kind == _FORMULA and content[6] == 2 and content[12:14] == b"\xff\xff":  # noqa: PLR2004
        return content[8]
    return None


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    for kind, content in _records(book, 0):
        if kind == _STOP:
            return
        if kind == _SHEET:
            letters, wide = content[6], content[7] & 1
            name = content[8 : 8 + letters * (1 + wide)]
            (begin,) = struct.unpack_from("<I", content)
            yield name.decode("utf-16-le" if wide else "latin-1", "replace"), begin


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        yield kind, book[place + 4 : place + 4 + size]
        place += 4 + size


def _stream(data: bytes) -> bytes:
    """The stream of the workbook in a compound file; a short one lies among others like it."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    sectors = _Sectors(data[size:], size, _table(data, size))
    folder = sectors.chain(struct.unpack_from("<I", data, 48)[0])
    entries = [folder[n : n + _ENTRY] for n in range(0, len(folder) - _ENTRY + 1, _ENTRY)]
    begin, long = struct.unpack_from("<II", next(filter(_is_book, entries)), 116)
    (most,) = struct.unpack_from("<I", data, 56)
    if long < most:
        short = _numbers(sectors.chain(struct.unpack_from("<I", data, 60)[0]))
        held = sectors.chain(struct.unpack_from("<I", entries[0], 116)[0])
        sectors = _Sectors(held, 1 << struct.unpack_from("<H", data, 32)[0], short)
    return sectors.chain(begin)[:long]


def _is_book(entry: bytes) -> bool:
    (letters,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(letters - 2, 0)].decode("utf-16-le", "replace") in _STREAMS


def _table(data: bytes, size: int) -> list[int]:
    """Of each sector the one that comes after it."""
    parts = [n for n in struct.unpack_from("<109I", data, 76) if n < _END]
    more, count = struct.unpack_from("<II", data, 68)
    while more < _END and count:
        numbers = _numbers(data[(more + 1) * size : (more + 2) * size])
        parts += [n for n in numbers[:-1] if n < _END]
        more, count = numbers[-1], count - 1
    return _numbers(b"".join(data[(n + 1) * size : (n + 2) * size] for n in parts))


def _numbers(held: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4]))


class _Sectors(NamedTuple):
    held: bytes
    size: int
    after: list[int]

    def chain(self, sector: int) -> bytes:
        """The sectors from one on, one after another."""
        parts: list[bytes] = []
        while sector < _END and len(parts) <= len(self.after):
            parts.append(self.held[sector * self.size : (sector + 1) * self.size])
            sector = self.after[sector]
        return b"".join(parts)
