"""What a sheet of a binary workbook (xlsb) says where the library says nothing: errors in cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from screening.registers.reading.workbooks.error_names import error_name
from screening.registers.reading.workbooks.packed import Packed

_BOOK = "xl/workbook.bin"
_SHEET, _ROW, _ERRORS = 156, 0, (3, 11)
"""Records of a sheet of the book, of a row, and of a cell with an error, with a formula or not."""
_PLACE = 8
"""Bytes of a cell before its value: the column, and how it looks."""


def binary_errors(packed: Packed, sheet: str) -> dict[int, dict[int, str]]:
    """Cells that show an error, such as ``#N/A``: row and column, both from 0, and the error.

    Nothing of a workbook of another kind, or that does not say in the usual way which part it is.
    """
    found: dict[int, dict[int, str]] = {}
    row = 0
    try:
        part = _part(packed, sheet) if _BOOK in packed.parts else b""
        for kind, content in _records(part):
            if kind == _ROW:
                (row,) = struct.unpack_from("<I", content)
            elif kind in _ERRORS:
                (column,) = struct.unpack_from("<I", content)
                found.setdefault(row, {})[column] = error_name(content[_PLACE])
    except (KeyError, StopIteration, IndexError, struct.error, ET.ParseError):
        return found
    return found


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
        if kind in (_ROW, _SHEET, *_ERRORS):
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
