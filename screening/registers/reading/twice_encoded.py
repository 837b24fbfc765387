"""Letters that were written in UTF-8 twice: CafÃ© for Café."""

from __future__ import annotations

import re
from collections.abc import Iterable

_AGAIN = 3
"""Times that one program after another may have done so."""
_PIECES = (b"\xc3\x82", b"\xc3\x83", b"\xc3\x85", b"\xc3\xa2\xc2", b"\xc3\xa2\xe2")
"""What of such letters there is in the bytes: quick to look for, and rare."""
_AS_QUOTED = re.compile("^[\u00c6\u00cb]|[\u2019\u201d]$")
"""A letter with a quote or a mark behind it, which may be just that."""


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
_CERTAIN = _any_of(form for form in _ONCE if not _AS_QUOTED.search(form))
"""No language has these: where one stands, the file was written twice."""


def once_encoded(body: bytes) -> bytes:
    """The same text in UTF-8, each of its letters written once."""
    for _ in range(_AGAIN):
        if body.isascii() or not any(piece in body for piece in _PIECES):
            break
        text = body.decode()
        if not _CERTAIN.search(text):
            break
        body = _EVERY.sub(lambda found: _ONCE[found[0]], text).encode()
    return body
