"""Person keys leave the loader only as keyed hashes; citizen service numbers are refused."""

from __future__ import annotations

import hmac

import polars as pl

_LENGTH = 32
_BSN_SHARE = 0.2
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def pseudonymise(values: pl.Series, key: bytes) -> pl.Series:
    """HMAC-SHA256 of each text, as 32 hexadecimal characters; null stays null."""
    distinct = values.drop_nulls().unique()
    hashed = [hmac.digest(key, text.encode(), "sha256").hex()[:_LENGTH] for text in distinct]
    return values.replace_strict(distinct, pl.Series(hashed, dtype=pl.String), default=None)


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
