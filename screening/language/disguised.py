"""Words that are written so that a reader knows them and a search does not.

Letters with spaces or signs between them, and figures and signs that look like a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LOOKS = "0134578@$"
_READ_AS = (str.maketrans(_LOOKS, "oieastbas"), str.maketrans(_LOOKS, "oleastbas"))
_WITHIN = re.compile(r"(?<![0-9@$])[0-9@$]*[a-z][a-z0-9@$]*")
_APART = re.compile(r"(?<![^\W_])[a-z013457@$8](?:[\W_]+[a-z0134578@$](?![^\W_])){3,}")
_WITHIN_A_WORD = re.compile(r"(?<=[a-z])[^\w\s]+(?=[a-z])")
_LEAST = 3
"""Letters of a word in which figures are read as letters: 'm2' and 'A4' are none."""


def read_again(plain: str) -> Iterator[str]:
    """A lower-case text with single letters joined, and figures in words read as letters."""
    joined = _APART.sub(lambda found: re.sub(r"[^\w@$]|_", "", found[0]), plain)
    for table in _READ_AS:
        letters = "".join(_read(part, table) for part in re.split(f"({_WITHIN.pattern})", joined))
        if letters != plain:
            yield letters


def without_signs(lower: str) -> Iterator[str]:
    """A lower-case text without the signs between two letters, and with '|' read as a letter."""
    for letter in ("", "l", "i") if "|" in lower else ("",):
        read = re.sub(r"(?<=[a-z])\|(?=[a-z])", letter, lower)
        closed = _WITHIN_A_WORD.sub("", read)
        if closed != lower:
            yield closed


def closed_up(plain: str) -> Iterator[str]:
    """A short lower-case text as one word, where a part of it is too short to be a word itself."""
    parts = [part for part in re.split(r"[^a-z0-9@$]+", plain) if not part.isdigit()]
    if parts and min(map(len, parts)) <= _LEAST:
        for table in _READ_AS:
            yield "".join(parts).translate(table)


def _read(word: str, table: dict[int, int]) -> str:
    if sum(map(str.isalpha, word)) < _LEAST or not _WITHIN.fullmatch(word):
        return word
    return word.translate(table)
