"""Formulas of which a workbook holds no outcome, as programs that compute nothing write them."""

from __future__ import annotations

import re

NO_OUTCOME = "#FORMULA"
"""The cell of such a formula; it is not blank, since there is a value that nobody computed."""
_ENDS = re.compile(
    rb"""(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]{0,300}/>)\s*"""
    rb"""(?:<(?:\w+:)?v\b[^<>]{0,99}(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
)
"""From the end of a formula to the end of its cell, with nothing in between."""
_SIGNS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
"""A cell of which the formula came to a text, which may be an empty one."""


def without_outcome(part: bytes) -> list[bytes]:
    """The cells of such formulas in the XML of a sheet, such as ``B2``."""
    if not any(sign in part for sign in _SIGNS):
        return []
    found = []
    for each in _ENDS.finditer(part):
        formula = part.rfind(b"<", 0, each.start()) if part[each.start() + 1] == ord("/") else None
        begin = part.rfind(b"<", 0, each.start() if formula is None else max(formula, 0))
        cell = part[max(begin, 0) : part.find(b">", max(begin, 0))]
        place = _REF.search(cell)
        if place is not None and not _TEXT.search(cell):
            found.append(place[1])
    return found
