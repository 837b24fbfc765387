"""Letters that were written in UTF-8 twice: CafÃ© for Café."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from screening.registers.reading.table import Table

LETTERS = "letters encoded twice"
"""What is told where some were put right."""
_AGAIN = 3
"""Times that one program after another may have done so."""
_PIECES = (b"\xc3\x82", b"\xc3\x83", b"\xc3\x85", b"\xc3\xa2\xc2", b"\xc3\xa2\xe2")
"""What of such letters there is in the bytes: quick to look for, and rare."""
_SIGNS = ["\u00c2", "\u00c3", "\u00c5", "\u00e2"]
"""What of them there is in a text."""
_AS_MEANT = re.compile("^[\u00c6\u00cb]|[\u2019\u201d\u00a0\u2013\u2014]$")
"""A letter with a quote, a mark, a dash or a space behind it, which may be just that."""


def _twice(letter: str, *, windows: bool) -> str:
    """Each byte of the letter taken for a letter."""
    as_windows = (bytes([byte]).decode("cp1252", "ignore") for byte in letter.encode())
    latin = letter.encode().decode("latin-1")
    pairs = zip(as_windows, latin, strict=True)
    return "".join(known or byte for known, byte in pairs) if windows else latin


def _forms() -> dict[str, str]:
    upper = [bytes([code]) for code in range(0x80, 0x100)]
    letters = {each.decode("cp1252", "ignore") or each.decode("latin-1") for each in upper}
    return {_twice(each, windows=way): each for each in sorted(letters) for way in (True, False)}


def _any_of(forms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(each) for each in sorted(forms, key=len, reverse=True)))


_ONCE = _forms()
"""Letters of western Europe, dashes, quotes and the euro sign, by what they become."""
_EVERY = _any_of(_ONCE)
_CERTAIN = _any_of(form for form in _ONCE if not _AS_MEANT.search(form))
"""No language has these: where one stands, the file was written twice."""


def once_encoded(body: bytes) -> tuple[bytes, int]:
    """The same text in UTF-8, each of its letters written once, and how many were not."""
    letters = 0
    for _ in range(_AGAIN):
        if body.isascii() or not any(piece in body for piece in _PIECES):
            break
        text = body.decode()
        if not _CERTAIN.search(text):
            break
        text, found = _EVERY.subn(_once, text)
        body, letters = text.encode(), max(letters, found)
    return body, letters


def table_once(table: Table) -> Table:
    """A table of which the texts are no bytes, each of their letters written once."""
    columns = [_cells(column) for column in table.cells.get_columns()]
    headers = [once_encoded(header.encode(errors="replace")) for header in table.headers]
    letters = sum(count for _, count in (*columns, *headers))
    if not letters:
        return table
    mended = {**table.mended, LETTERS: table.mended.get(LETTERS, 0) + letters}
    cells = pl.DataFrame([column for column, _ in columns])
    named = tuple(header.decode() for header, _ in headers)
    return replace(table, cells=cells, headers=named, mended=mended)


def _cells(cells: pl.Series) -> tuple[pl.Series, int]:
    if (cells.str.len_bytes() == cells.str.len_chars()).all():
        return cells, 0
    odd = cells.filter(cells.str.contains_any(_SIGNS)).value_counts(name="rows")
    texts = odd.to_series(0).to_list()
    if not any(map(_CERTAIN.search, texts)):
        return cells, 0
    read = [once_encoded(text.encode()) for text in texts]
    letters = sum(each[1] * n for each, n in zip(read, odd["rows"], strict=True))
    return cells.replace(texts, [each[0].decode() for each in read]), letters


def _once(found: re.Match[str]) -> str:
    return _ONCE[found[0]]
