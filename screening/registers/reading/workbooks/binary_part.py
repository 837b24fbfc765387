"""What a sheet of a binary workbook (xlsb) says and the library does not: errors, percentages."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from screening.registers.reading.workbooks.error_names import error_name
from screening.registers.reading.workbooks.packed import Packed
from screening.registers.reading.workbooks.percents import Percents, shows

_BOOK, _LOOKS = "xl/workbook.bin", "xl/styles.bin"
_SHEET, _ROW, _ERRORS, _FIGURES = 156, 0, (3, 11), (2, 5, 9)
"""Records of a sheet of the book, of a row, and of cells with an error or a number."""
_FORMAT, _STYLE, _STYLES, _STYLES_END = 44, 47, 617, 618
_ASKED = frozenset({_SHEET, _ROW, *_ERRORS, *_FIGURES, _FORMAT, _STYLE, _STYLES, _STYLES_END})
_PLACE = 8
"""Bytes of a cell before its value: the column, and how it looks."""
_STYLE_BITS = 0xFFFFFF


def binary_marks(packed: Packed, sheet: str) -> tuple[dict[int, dict[int, str]], Percents]:
    """Cells that show an error, such as ``#N/A``: row and column, both from 0, and the error.

    And columns by row of cells that show a percentage. Nothing of a workbook of another kind, or
    that does not say in the usual way which part it is.
    """
    found: dict[int, dict[int, str]] = {}
    percents: Percents = {}
    row = 0
    try:
        part = _part(packed, sheet) if _BOOK in packed.parts else b""
        styles = _percent_styles(packed) if part else frozenset()
        for kind, content in _records(part):
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", content)
                continue
            column, style = struct.unpack_from("<II", content)
            if kind in _ERRORS:
                found.setdefault(row, {})[column] = error_name(content[_PLACE])
            elif kind in _FIGURES and style & _STYLE_BITS in styles:
                percents.setdefault(row, set()).add(column)
    except (KeyError, StopIteration, IndexError, struct.error, ET.ParseError):
        return found, percents
    return found, percents


def _percent_styles(packed: Packed) -> frozenset[int]:
    """The numbers of the styles in which a percentage is shown."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    within = False
    part = packed.read(_LOOKS) if _LOOKS in packed.parts else b""
    for kind, content in _records(part):
        if kind == _FORMAT:
            (number,) = struct.unpack_from("<H", content)
            formats[number] = _wide(content, 2)[0]
        elif kind == _STYLE and within:
            styles.append(struct.unpack_from("<H", content, 2)[0])
        within = kind == _STYLES or (within and kind != _STYLES_END)
    return frozenset(n for n, number in enumerate(styles) if shows(number, formats))


def _part(packed: Packed, sheet: str) -> bytes:
    target = next(
        _wide(content, 8)[0]
        for kind, content in _records(packed.read(_BOOK))
        if kind == _SHEET and _wide(content, _wide(content, 8)[1])[0] == sheet
    )
    links = packed.read("xl/_rels/workbook.bin.rels")
    if b"<!DOCTYPE" in links:
        raise ET.ParseError
    tree = ET.fromstring(links)  # noqa: S314 - without a document type there are no entities
    path = next(each.attrib["Target"] for each in tree if each.attrib.get("Id") == target)
    return packed.read(path[1:] if path.startswith("/") else f"xl/{path}")


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The kind and content of the records that are asked about, and of no others."""
    place, end = 0, len(part)
    while place < end:
        kind, place = _number(part, place)
        size, place = _number(part, place)
        if kind in _ASKED:
            yield kind, part[place : place + size]
        place += size


def _number(part: bytes, place: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = part[place]
        value |= (byte & 0x7F) << shift
        place += 1
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the highest bit: there is more
            return value, place


def _wide(content: bytes, place: int) -> tuple[str, int]:
    """A text of two bytes a letter, and where it ends."""
    (letters,) = struct.unpack_from("<I", content, place)
    begin, end = place + 4, place + 4 + 2 * letters
    return content[begin:end].decode("utf-16-le", "replace"), end
