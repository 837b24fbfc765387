"""Person keys leave the loader only as keyed hashes; citizen service numbers are refused."""

from __future__ import annotations

import hashlib

import polars as pl

MOST_KNOWN = 2_000_000
"""Texts of which the pseudonym is remembered; of more, some are hashed again."""
_LENGTH = 32
_BLOCK = 64
_BSN_SHARE = 0.2
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class Pseudonyms:
    """HMAC-SHA256 with one key, as 32 hexadecimal characters; each text is hashed only once.

    The two halves of HMAC (RFC 2104) start from hash states that depend on the key alone, so
    copying those states halves the time of hashing each text from scratch.
    """

    def __init__(self, key: bytes) -> None:
        block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
        self._known: dict[str, str] = {}

    def of(self, values: pl.Series) -> pl.Series:
        """The pseudonym of each text; null stays null."""
        distinct = values.drop_nulls().unique().to_list()
        known = self._known
        if len(known) > MOST_KNOWN:
            known.clear()
        hashed = [known.get(text) or self._hash(text) for text in distinct]
        return values.replace_strict(distinct, hashed, default=None, return_dtype=pl.String)

    def _hash(self, text: str) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        found = outer.hexdigest()[:_LENGTH]
        self._known[text] = found
        return found


def holds_citizen_numbers(values: pl.Series) -> bool:
    """Whether the distinct values look like citizen service numbers (BSN).

    True when at least a fifth of the distinct nine-digit values pass the eleven test. Of random
    nine-digit numbers one in eleven passes, of citizen numbers all do. Points, spaces and dashes
    are ignored, and eight digits are nine of which a spreadsheet took the leading zero, but only
    beside values of nine.
    """
    plain = values.drop_nulls().unique().str.replace_all(r"[ .\-]", "")
    if not plain.str.contains(r"^\d{9}$").any():
        return False
    nine = plain.filter(plain.str.contains(r"^\d{8,9}$")).unique()
    number = nine.cast(pl.Int64)
    total = pl.Series([0], dtype=pl.Int64).new_from_index(0, len(number))
    for place, weight in enumerate(_WEIGHTS):
        total = total + number // 10 ** (8 - place) % 10 * weight
    passing = ((total % 11 == 0) & (number > 0)).sum()
    return bool(passing >= _BSN_SHARE * len(nine))
