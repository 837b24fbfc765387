"""The process that takes a filled-in workbook apart: a workbook in, one line of JSON out.

It knows nothing of the rest of the program. Whatever the workbook is, it ends here: this process is
held to memory and time, and XML with a document type is refused.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from screening.registers.reading.workbooks.child import bound
from screening.registers.reading.workbooks.packed import Packed
from screening.registers.reading.workbooks.refused import RefusedError

_PLACE = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_NAMED = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?[0-9]{1,7})(?::.*)?$")
_LETTERS = 26


def main() -> None:
    """Answer with the sheets and the names of the workbook, or with why it is refused."""
    asked = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    bound(asked["limits"])
    try:
        said = _workbook(Packed(data, asked["limits"]))
    except RefusedError as error:
        said = {"refused": error.facts()}
    except (KeyError, ET.ParseError, ValueError, IndexError, StopIteration):
        found = "this is no xlsx workbook, or it is damaged"
        said = {"refused": RefusedError(found).facts()}
    except MemoryError:
        os.abort()
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


def _workbook(packed: Packed) -> dict[str, Any]:
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
        sheets[name] = _sheet(_tree(packed, part), texts)
    first = next(_all(book, "workbookPr"), None)
    old = first is not None and first.attrib.get("date1904") in {"1", "true"}
    return {"sheets": sheets, "names": list(_names(book)), "from_1904": old, "numbers": []}


def _names(book: ET.Element) -> Iterator[list[Any]]:
    for each in _all(book, "definedName"):
        found = _NAMED.match(each.text or "")
        name = each.attrib.get("name", "")
        if found is None:
            yield [name, None, 0, 0]
            continue
        sheet = found[1].replace("''", "'") if found[1] else found[2]
        yield [name, sheet, *_place(found[3])]


def _sheet(tree: ET.Element, texts: list[str]) -> dict[str, Any]:
    cells: dict[tuple[int, int], list[Any]] = {}
    for each in _all(tree, "c"):
        place, cell = each.attrib.get("r"), _cell(each, texts)
        if place and cell is not None:
            cells[_place(place)] = cell
    merged = []
    for each in _all(tree, "mergeCell"):
        first, _, last = each.attrib["ref"].partition(":")
        merged.append([*_place(first), *_place(last or first)])
    said = [[row, column, *cell] for (row, column), cell in cells.items()]
    return {"cells": said, "merged": merged}


def _cell(each: ET.Element, texts: list[str]) -> list[Any] | None:
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
    return [shown, number, formula, kind == "e"]


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


def _place(text: str) -> tuple[int, int]:
    found = _PLACE.match(text)
    if found is None:
        raise ValueError
    column = 0
    for letter in found[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(found[2]), column
