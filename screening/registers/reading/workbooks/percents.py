"""Cells that show a percentage: what they hold is a part of one, and their format says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from screening.registers.reading.workbooks.packed import Packed

_USUAL = {9, 10}
"""Formats that every workbook has: 0% and 0.00%."""
_TEXT = re.compile(r'"[^"]*"|[\\_*!].|\[[^\]]*\]')
"""What a format shows as it stands, or leaves room for: a sign in it makes no percentage."""
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_A = ord("A") - 1
Percents = dict[int, set[int]]
"""The columns, by row, both from 0, of cells that show a percentage."""


def percents_in(packed: Packed, part: bytes) -> Percents:
    """The cells of a sheet that show a percentage."""
    styles = _styles(packed)
    found: Percents = {}
    if not styles:
        return found
    ids = b"|".join(str(each).encode() for each in styles)
    cells = re.compile(
        rb"""<(?:\w+:)?c\b(?=[^>]{0,300}?\bs\s*=\s*["'](?:""" + ids + rb""")["'])([^>]{0,300})>"""
    )
    for each in cells.finditer(part):
        place = _REF.search(each[1])
        if place is not None:
            found.setdefault(int(place[2]) - 1, set()).add(_column(place[1]))
    return found


def shows(number: int, formats: Mapping[int, str]) -> bool:
    """Whether a cell with the format of this number shows a percentage.

    ``formats`` are those of the workbook itself, by number.
    """
    form = formats.get(number, "%" if number in _USUAL else "")
    return "%" in _TEXT.sub("", form)


class Percent(float):
    """A number that its cell shows as a percentage."""


def marked(row: list[object], columns: Collection[int], left: int) -> list[object]:
    """The row, in which the numbers that are shown as a percentage say so."""
    for column in columns:
        at = column - left
        value = row[at] if 0 <= at < len(row) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            row[at] = Percent(value)
    return row


def unmarked(cells: Sequence[object]) -> tuple[Sequence[object], list[int]]:
    """The numbers of a column as they are stored, and at which places they said so."""
    places = [place for place, each in enumerate(cells) if type(each) is Percent]
    if not places:
        return cells, places
    return [float(each) if type(each) is Percent else each for each in cells], places


def _styles(packed: Packed) -> list[int]:
    """The numbers of the styles in which a percentage is shown."""
    try:
        xml = packed.read("xl/styles.xml")
        styles = ET.fromstring(b"" if b"<!DOCTYPE" in xml else xml)  # noqa: S314 - no entities
    except (KeyError, ET.ParseError):
        return []
    own = {_number(each): each.get("formatCode", "") for each in _all(styles, "numFmt")}
    shown_by = [each for held in _all(styles, "cellXfs") for each in held]
    return [n for n, each in enumerate(shown_by) if shows(_number(each), own)]


def _number(element: ET.Element) -> int:
    said = element.get("numFmtId", "")
    return int(said) if said.isdecimal() else 0


def _all(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (each for each in element.iter() if each.tag.rpartition("}")[2] == name)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - _A
    return number - 1
