"""Which letters LOWER and UPPER change, and into what: the same on every engine.

LOWER makes one letter of one letter, wherever it stands. UPPER makes two or three of some letters,
as SS of the German sharp s.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache

ALONE = {"\u0130": "i", "\u03a3": "\u03c3"}
"""Capital i with a dot and sigma, which Polars lowers into two letters,
and by where it stands in a word."""
_YOUNG = [
    (0x1C89, 1, 0x1C8A),
    (0xA7CB, 1, 0x264),
    (0xA7CC, 1, 0xA7CD),
    (0xA7CE, 1, 0xA7CF),
    (0xA7D2, 1, 0xA7D3),
    (0xA7D4, 1, 0xA7D5),
    (0xA7DA, 1, 0xA7DB),
    (0xA7DC, 1, 0x19B),
    (0x10D50, 22, 0x10D70),
    (0x16EA0, 25, 0x16EBB),
]
"""First capital, how many follow each other, first small letter."""
YOUNG = {
    chr(capital + number): chr(small + number)
    for capital, count, small in _YOUNG
    for number in range(count)
}
"""Letters that came to Unicode after version 15, which some engines do not know yet."""


def lowered() -> dict[str, str]:
    """Every letter that LOWER changes."""
    return {**_one_to_one(str.lower), **YOUNG, **ALONE}


def raised() -> dict[str, str]:
    """Every letter of which UPPER makes one letter."""
    return {**_one_to_one(str.upper), **{small: capital for capital, small in YOUNG.items()}}


@cache
def spread() -> dict[str, str]:
    """Every letter of which UPPER makes more than one."""
    return {letter: made for letter, made in _changed(str.upper) if len(made) > 1}


def _one_to_one(change: Callable[[str], str]) -> dict[str, str]:
    return {letter: made for letter, made in _changed(change) if len(made) == 1}


def _changed(change: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        made = change(letter)
        if made != letter:
            yield letter, made
