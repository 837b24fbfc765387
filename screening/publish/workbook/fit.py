"""How high a row of a sheet must be for its texts: no spreadsheet grows a row of a written file.

Widths are those of Arial (and Liberation Sans, which is as wide), so that what is printed is as
high as what is counted here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

LINE = 12.0
"""Points of one line of text of 9 points."""
TALLEST = 409.0
"""Points; a spreadsheet row cannot be higher."""
MOST_LINES = int(TALLEST / LINE)
_POINT = 96 / 72
_SIZE = 9 * _POINT
_PER_CHARACTER, _INSIDE = 7, 1
"""Pixels of a column per character of its width, and what of its edges cannot be written on."""
_SPARE = 0.96
"""Of a width is counted on; programs round widths of letters each in their own way."""


def _widths() -> bytes:
    """Per character of Latin-1 its width in Arial, in hundredths of the size of the font."""
    widths = [60] * 256
    narrow = {22: "'ijl", 24: "|", 28: " !,./:;I[\\]ft", 33: "()-`r", 39: "*", 50: "Jcksvxyz"}
    wide = {67: "&ABEKPSVXY", 73: "CDHNRUw", 78: "GOQ", 84: "Mm%+<=>~", 100: "W@"}
    for width, signs in {**narrow, **wide, 56: "0123456789abdeghnopquL_#$?"}.items():
        for sign in signs:
            widths[ord(sign)] = width
    return bytes(widths)


_WIDTH = _widths()
_OTHER = "\xc4"  # wide, as signs outside Latin-1 can be
_SPACE = _WIDTH[ord(" ")]


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for texts in columns of these widths (in characters)."""
    return min(TALLEST, LINE * max((lines(text, width) for text, width in cells), default=1)) + 2


def width_for(texts: Iterable[str], width: float, widest: float) -> float:
    """A column wide enough for each text to fit the tallest row, as far as ``widest``."""
    most = max((lines(text, width) for text in texts), default=1)
    return width if most < MOST_LINES else min(widest, width * most / (MOST_LINES - 2))


@lru_cache(maxsize=16_384)
def lines(text: str, width: float) -> int:
    """Lines of a text in a column; what many rows say is counted once."""
    room = (width * _PER_CHARACTER - _INSIDE) * _SPARE * 100 / _SIZE
    return sum(_wrapped(part, room) for part in text.split("\n"))


def _wrapped(text: str, room: float) -> int:
    whole = _measure(text)
    if whole <= room:
        return 1
    count = 1
    used = 0.0
    for word in text.split(" "):
        wide = float(_measure(word))
        if used and used + _SPACE + wide > room:
            count += 1
            used = 0.0
        elif used:
            used += _SPACE
        if wide > room:  # a word that is broken
            count += int(wide // room)
            wide %= room
        used += wide
    return count


def _measure(text: str) -> int:
    """Width in hundredths of the size of the font."""
    latin = text.encode("latin-1", "replace").replace(b"?", _OTHER.encode("latin-1"))
    return sum(latin.translate(_WIDTH))
