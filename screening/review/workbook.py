"""A workbook that was filled in, read as it stands: cells, formulas, merged cells and names.

Any spreadsheet may have saved it, and anybody may have made it: its size is bounded before it is
unpacked, and XML with a document type is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from screening.errors import Problem, RunError, Where
from screening.files.private import read_plain
from screening.registers.reading.workbooks.packed import MB, Packed
from screening.registers.reading.workbooks.refused import RefusedError

MOST_MB, MOST_UNPACKED_MB = 20, 100
"""A workbook of a list is far smaller."""
_ZIP = b"PK\x03\x04"
_PLACE = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_NAMED = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?[0-9]{1,7})(?::.*)?$")
_LETTERS = 26
Place = tuple[int, int]
"""Row and column, from 1."""


class Cell(NamedTuple):
    """What a cell shows; ``number`` where it is one, as dates are; ``formula`` where it has one."""

    text: str
    number: float | None = None
    formula: bool = False
    error: bool = False


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet that hold something, and ranges that are one cell."""

    name: str
    cells: Mapping[Place, Cell]
    merged: tuple[tuple[Place, Place], ...] = ()

    def hidden_under(self, place: Place) -> bool:
        """Whether the cell is part of a merged one that starts elsewhere."""
        return any(
            first != place and first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]
            for first, last in self.merged
        )


class Named(NamedTuple):
    """A name and the cell it is of; no sheet where the cell is gone."""

    name: str
    sheet: str | None
    place: Place


@dataclass(frozen=True)
class Workbook:
    """The sheets by name, the names of cells, and whether days count from 1904."""

    sheets: Mapping[str, Sheet]
    names: tuple[Named, ...]
    from_1904: bool = False


def read_workbook(file: Path) -> Workbook:
    """Read an xlsx file. Raises RunError with what to do for anything else."""
    try:
        content, _ = read_plain(file, MOST_MB * MB + 1, follow=True)
    except OSError as error:
        raise RunError(_refused(file, f"the file cannot be read: {error.strerror}")) from error
    if len(content) > MOST_MB * MB:
        raise RunError(_refused(file, f"the file is larger than {MOST_MB} MB"))
    if not content.startswith(_ZIP):
        raise RunError(_no_workbook(file))
    try:
        packed = Packed(content, {"unpacked_mb": MOST_UNPACKED_MB})
        return _workbook(packed)
    except RefusedError as error:
        raise RunError(_refused(file, error.found)) from error
    except (KeyError, ET.ParseError, ValueError, IndexError) as error:
        raise RunError(_refused(file, "this is no xlsx workbook, or it is damaged")) from error


def cell_name(place: Place) -> str:
    """As a spreadsheet shows it, such as ``B20``."""
    row, column = place
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _workbook(packed: Packed) -> Workbook:
    book = _tree(packed, "xl/workbook.xml")
    links = {
        each.attrib["Id"]: each.attrib["Target"]
        for each in _tree(packed, "xl/_rels/workbook.xml.rels")
    }
    texts = _shared(packed)
    sheets = {}
    for each in _all(book, "sheet"):
        link = next(value for key, value in each.attrib.items() if key.endswith("}id"))
        target = links[link]
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        name = each.attrib["name"]
        sheets[name] = _sheet(name, _tree(packed, part), texts)
    first = next(_all(book, "workbookPr"), None)
    old = first is not None and first.attrib.get("date1904") in {"1", "true"}
    return Workbook(sheets, tuple(_names(book)), old)


def _names(book: ET.Element) -> Iterator[Named]:
    for each in _all(book, "definedName"):
        found = _NAMED.match(each.text or "")
        name = each.attrib.get("name", "")
        if found is None:
            yield Named(name, None, (0, 0))
            continue
        sheet = found[1].replace("''", "'") if found[1] else found[2]
        yield Named(name, sheet, _place(found[3]))


def _sheet(name: str, tree: ET.Element, texts: list[str]) -> Sheet:
    cells = {}
    for each in _all(tree, "c"):
        place, cell = each.attrib.get("r"), _cell(each, texts)
        if place and cell is not None:
            cells[_place(place)] = cell
    merged = []
    for each in _all(tree, "mergeCell"):
        first, _, last = each.attrib["ref"].partition(":")
        merged.append((_place(first), _place(last or first)))
    return Sheet(name, cells, tuple(merged))


def _cell(each: ET.Element, texts: list[str]) -> Cell | None:
    kind = each.attrib.get("t", "n")
    formula = next(_all(each, "f"), None) is not None
    value = next(_all(each, "v"), None)
    shown = "" if value is None else value.text or ""
    if kind == "s" and shown:
        shown = texts[int(shown)]
    elif kind == "inlineStr":
        shown = _text(each)
    if not shown and not formula:
        return None
    number = float(shown) if kind == "n" and shown else None
    return Cell(shown, number, formula, kind == "e")


def _shared(packed: Packed) -> list[str]:
    if "xl/sharedStrings.xml" not in packed.parts:
        return []
    return [_text(each) for each in _all(_tree(packed, "xl/sharedStrings.xml"), "si")]


def _text(item: ET.Element) -> str:
    """The text of an entry without what is written above it for how it sounds."""
    sounds = {id(t) for each in _all(item, "rPh") for t in _all(each, "t")}
    return "".join(t.text or "" for t in _all(item, "t") if id(t) not in sounds)


def _all(tree: ET.Element, name: str) -> Iterator[ET.Element]:
    return (each for each in tree.iter() if each.tag.rpartition("}")[2] == name)


def _tree(packed: Packed, part: str) -> ET.Element:
    xml = packed.read(part)
    if b"<!DOCTYPE" in xml:
        raise ET.ParseError
    return ET.fromstring(xml)  # noqa: S314 - without a document type there are no entities


def _place(text: str) -> Place:
    found = _PLACE.match(text)
    if found is None:
        raise ValueError
    column = 0
    for letter in found[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _refused(file: Path, found: str) -> Problem:
    return Problem(
        found,
        Where(str(file)),
        "the workbook of a list (xlsx), filled in",
        "save the workbook of the list as xlsx, and read that",
    )


def _no_workbook(file: Path) -> Problem:
    return Problem(
        "this is no xlsx workbook, so nothing in it says to which rows its answers belong",
        Where(str(file)),
        "the workbook of a list (xlsx), filled in; no csv, ods or workbook with a password",
        "fill in <list>.xlsx of the run and save it as xlsx, without a password",
    )
