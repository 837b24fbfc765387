"""What the XML of one sheet says before it is read: how far it reaches, and where errors stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from screening.registers.reading.workbooks.error_names import OTHER
from screening.registers.reading.workbooks.formulas import NO_OUTCOME, without_outcome
from screening.registers.reading.workbooks.packed import Packed
from screening.registers.reading.workbooks.refused import RefusedError

_EDGE = 1 << 16
_WITHIN = 1 << 13
"""Bytes in which the value of a cell is looked for; a formula may stand before it."""
_DIMENSION_ENDS = re.compile(
    rb"""<(?:\w+:)?dimension\b[^>]{0,300}?\bref\s*=\s*["'](?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})["']"""
)
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_CELL_ERROR = re.compile(rb"""<(?:\w+:)?c\b([^>]{0,300}?\bt\s*=\s*["']e["'][^>]{0,300})>""")
_APART = re.compile(rb"([A-Z]+)([0-9]+)")
_LETTERS = 26
_A = ord("A") - 1


def sheet_part(packed: Packed, sheet: str) -> bytes | None:
    """The XML of a sheet, or None when the workbook does not say in the usual way which it is."""
    try:
        book = _tree(packed.read("xl/workbook.xml"))
        links = _tree(packed.read("xl/_rels/workbook.xml.rels"))
        found = next(each for each in book.iter() if _is_sheet(each, sheet))
        wanted = next(value for key, value in found.attrib.items() if key.endswith("}id"))
        target = next(each.attrib["Target"] for each in links if each.attrib.get("Id") == wanted)
        return packed.read(target[1:] if target.startswith("/") else f"xl/{target}")
    except (KeyError, StopIteration, ET.ParseError):
        return None


def check_reach(part: bytes, limits: Mapping[str, int]) -> None:
    """Raises RefusedError when the cells between the first and the last are too many to lay out."""
    seen = [_DIMENSION_ENDS.search(part, 0, _EDGE)]
    last = list(_REF.finditer(part, max(0, len(part) - _EDGE)))[-1:]
    places = [(_column(each[1]), int(each[2])) for each in [*seen, *last] if each is not None]
    columns = max((column for column, _ in places), default=0)
    rows = max((row for _, row in places), default=0)
    if rows * columns > limits["sheet_cells"]:
        found = f"the sheet reaches to column {columns} of row {rows}: {rows * columns} cells"
        remedy = "delete the rows and columns beyond the data, or export it as csv"
        raise RefusedError(found, remedy=remedy, limit="sheet_cells")


def errors_in(part: bytes) -> dict[int, dict[int, str]]:
    """Cells that show an error, such as ``#N/A``: row and column, both from 0, and the error.

    Those of a formula that has no outcome are among them.
    """
    found: dict[int, dict[int, str]] = {}
    for cell in without_outcome(part):
        letters, row = _APART.match(cell).groups()  # type: ignore[union-attr]
        found.setdefault(int(row) - 1, {})[_column(letters) - 1] = NO_OUTCOME
    if b'"e"' not in part and b"'e'" not in part:
        return found
    for each in _CELL_ERROR.finditer(part):
        place = _REF.search(each[1])
        if place is not None and not each[1].endswith(b"/"):
            shown = _shown(part[each.end() : each.end() + _WITHIN])
            found.setdefault(int(place[2]) - 1, {})[_column(place[1]) - 1] = shown
    return found


def _shown(after: bytes) -> str:
    """The error that a cell shows, from what stands after its opening tag."""
    cell = after.partition(b"c>")[0]
    _, value, text = cell.partition(b"v>")
    name = text.partition(b"<")[0].decode("ascii", "replace")
    return name if value and name.startswith("#") else OTHER


def _tree(xml: bytes) -> ET.Element:
    if b"<!DOCTYPE" in xml:
        raise ET.ParseError
    return ET.fromstring(xml)  # noqa: S314 - without a document type there are no entities


def _is_sheet(element: ET.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == "sheet" and element.attrib.get("name") == name


def _column(letters: bytes) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - _A
    return number
