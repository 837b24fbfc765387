"""Where a table begins in a file that was made for people: below titles, remarks and blank lines.

It begins at the first line that names every column asked for; where none does, two or three lines
above each other are read as one header, as published tables have them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from screening.files.characters import CONTROL, HIDDEN

SEARCHED = 100
"""Lines in which the header is looked for."""
SEARCHED_BYTES = 1 << 20
_DEEPEST = 3
"""Lines that one header may take."""
_STATED = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
"""What Excel writes and reads on the first line."""
_HIDDEN = re.compile(f"[{HIDDEN}]")
_CONTROL = re.compile(f"[{CONTROL}]")


class Start(NamedTuple):
    """The first line of the header, from 1, how many lines it has, and what separates its cells."""

    line: int
    depth: int
    separator: str


def plain(header: str) -> str:
    """A header as names are compared: case, and signs and space that nobody sees, do not count.

    Nor does whether an accent is a sign of its own.
    """
    text = header if header.isascii() else unicodedata.normalize("NFC", header)
    return " ".join(_CONTROL.sub(" ", _HIDDEN.sub("", text)).split()).lower()


def find_start(text: bytes, wanted: Collection[str], separators: Sequence[str]) -> Start:
    """Where the table begins in text in UTF-8, with one of the separators between cells.

    ``wanted`` are headers as :func:`plain` writes them. Where nothing holds them all, it is the
    first line that is no remark, cut by the separator that finds most of them there; the first
    separator where none finds more than others. A ``sep=`` line goes before ``separators``.
    """
    lines = io.StringIO(text[:SEARCHED_BYTES].decode(errors="replace"), newline="")
    seen = list(islice(lines, SEARCHED))
    stated = _STATED.match(seen[0]) if seen else None
    signs = [stated[1]] if stated else list(separators)
    first = next((n for n, line in enumerate(seen) if not _remark(line, n)), 0)
    cells = cache(lambda place, sign: _cells(seen[place], sign))
    for depth, place in _places(len(seen), wanted):
        for sign in signs:
            if _holds([cells(n, sign) for n in range(place, place + depth)], wanted):
                return Start(place + 1, depth, sign)
    header = seen[first] if seen else ""
    best = max(signs, key=lambda sign: (_held(_cells(header, sign), wanted), -signs.index(sign)))
    return Start(first + 1, 1, best)


def header_among(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> list[tuple[int, int]]:
    """The first header that holds all that is wanted: its place from 0 and its number of rows.

    Empty when there is none, or when nothing is wanted.
    """
    for depth, place in _places(len(rows), wanted):
        if _holds(rows[place : place + depth], wanted):
            return [(place, depth)]
    return []


def _places(count: int, wanted: Collection[str]) -> Iterator[tuple[int, int]]:
    """Depths and places, from 0, of a header among that many lines, the best first."""
    for depth in range(1, _DEEPEST + 1) if wanted else ():
        for place in range(count - depth + 1):
            yield depth, place


def _holds(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> bool:
    """Whether these rows are a header that holds all that is wanted."""
    return _held(joined(rows, wanted), wanted) == len(wanted)


def joined(rows: Sequence[Sequence[str]], wanted: Collection[str] = ()) -> list[str]:
    """The names of columns, of rows that are one header.

    A name of an upper row goes for the columns beside it that have none. The lowest name alone is
    the name where it is wanted; else it is all of them from the top down.
    """
    if len(rows) == 1:
        return [cell.strip() for cell in rows[0]]
    width = max(map(len, rows))
    full = [_spread(row, width) for row in rows[:-1]]
    full.append([*map(str.strip, rows[-1]), *[""] * (width - len(rows[-1]))])
    names = []
    for parts in zip(*full, strict=True):
        said = list(dict.fromkeys(part for part in parts if part))
        one = next((part for part in reversed(said) if plain(part) in wanted), None)
        names.append(one or " ".join(said))
    return names


def _spread(row: Sequence[str], width: int) -> list[str]:
    filled, last = [], ""
    for cell in row:
        last = cell.strip() or last
        filled.append(last)
    return filled + [last if len(row) > 1 else ""] * (width - len(row))


def _remark(line: str, number: int) -> bool:
    blank = not line.strip(' \t\r\n";,|\ufeff')
    return blank or line.startswith("#") or (number == 0 and _STATED.match(line) is not None)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _held(headers: Sequence[str], wanted: Collection[str]) -> int:
    """How many of the wanted columns are among the headers."""
    return len({plain(header) for header in headers} & set(wanted))
