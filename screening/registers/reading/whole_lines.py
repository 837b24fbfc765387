"""Text of which every line was quoted as if it were one cell, as some exports of exports are."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Sequence

from screening.registers.reading.header_line import plain

_LINE = re.compile(rb'^"((?:[^"\r\n]|"")*)"(\r?)$', re.MULTILINE)


def unwrapped(text: bytes, wanted: Collection[str], separators: Sequence[str]) -> bytes:
    """The text with the cells in its lines free, where its first line holds a header so wrapped."""
    first = _LINE.match(text) if wanted and text[:1] == b'"' else None
    if first is None:
        return text
    header = first[1].replace(b'""', b'"').decode(errors="replace")
    for sign in separators:
        found = {plain(name) for name in next(csv.reader([header], delimiter=sign), [])}
        if sign in header and found.issuperset(wanted):
            return _LINE.sub(lambda line: line[1].replace(b'""', b'"') + line[2], text)
    return text
