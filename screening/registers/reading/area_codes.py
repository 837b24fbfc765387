"""Codes of areas, that lost their letters or their zeros on the way.

CBS writes GM and four digits for a municipality, WK and two more for a district in it, BU and two
more for a neighbourhood in that. As a number 003401, a district of GM0034, is 3401. That is no
municipality: their numbers are not that high. Where it can be either (1401), a code is of the level
that its row says, or lies in the municipality that is screened.
"""

from __future__ import annotations

import re

import polars as pl

from screening.registers.reading.numbers import says_nothing
from screening.registers.reading.written import SAYS_NOTHING, Parsed, Written

_WIDTHS = (("GM", 1, 4), ("WK", 5, 6), ("BU", 7, 8))
"""The letters of a code, the digits it has without the zeros it may lose, and with them."""
_LEVELS = {"municipality": ("GM", 1, 4), "district": ("WK", 4, 6), "neighbourhood": ("BU", 6, 8)}
"""The same of a row that says its level; no municipality has a number of one digit any more."""
_NO_MUNICIPALITY = 3_000
"""From this number on there are only fictional ones; numbers near 2000 are being given out."""
_DIGITS = r"^[0-9]{1,8}$"
_TAIL = r"^([A-Z]{0,2}[0-9]{1,8})[.,]0+$"
"""A number that a program wrote with a decimal."""
_NUMBER = r"^[A-Z]{0,2}[0-9]+[.,][0-9]+$"
_AREA = r"^(NL|[A-Z]{0,4}[-_.]?[0-9][[0-9]A-Z._-]{0,14})$"
"""A code has a digit in it and no space; what has not is the name of an area."""


def parse_area(raw: pl.Expr, written: Written) -> Parsed:
    """A code of an area; of digits alone a municipality (4), district (6) or neighbourhood (8).

    Zeros that they lost come back.
    """
    code = raw.str.to_uppercase().str.replace(_TAIL, "${1}")
    code = code.str.replace(r"^(GM|WK|BU)[\s.:_-]+([0-9]{1,8})$", "${1}${2}")
    code = written.once(_of_first_municipalities(code, written.municipality))
    for letters, least, width in _WIDTHS:
        short = code.str.contains(
            rf"^(?:{letters}[0-9]{{{width - 3},{width}}}|[0-9]{{{least},{width}}})$"
        )
        digits = code.str.replace(rf"^{letters}", "").str.zfill(width)
        code = written.once(pl.when(short).then(letters + digits).otherwise(code))
    fits = code.str.contains(_AREA) & ~code.str.contains(_NUMBER)
    unknown = says_nothing(raw).fill_null(value=False)
    reason = (
        pl.when(unknown)
        .then(pl.lit(SAYS_NOTHING))
        .when(~fits)
        .then(pl.lit("not the code of an area; expected one such as GM9001"))
    )
    return Parsed(code, reason, (code != raw).fill_null(value=False), unknown)


def _of_first_municipalities(code: pl.Expr, screened: str) -> pl.Expr:
    """Four or six digits that are a district or neighbourhood of a number below 0100."""
    own = int("".join(re.findall("[0-9]", screened)) or 0)
    if not screened or own >= _NO_MUNICIPALITY:  # among fictional ones any number may be one
        return code
    beyond = code.str.head(4).cast(pl.Int64, strict=False) >= _NO_MUNICIPALITY
    within = code.str.head(2) == f"{own:02}"
    for letters, digits in (("WK00", 4), ("BU00", 6)):
        lost = code.str.contains(rf"^[1-9][0-9]{{{digits - 1}}}$") & (beyond | within)
        code = pl.when(lost).then(letters + code).otherwise(code)
    return code


def of_level(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows, of which the ``level`` says what a code of digits alone is a code of.

    ``cells`` has the text of ``area_code`` for each of the rows, in their order. What another code
    was declared for stays.
    """
    digits = cells["area_code"].str.strip_chars().str.replace(_TAIL, "${1}")
    bare, text, code = pl.lit(digits.str.contains(_DIGITS)), pl.lit(digits), pl.col("area_code")
    own = code.str.replace("^[A-Z]{2}0*", "") == text.str.strip_chars_start("0")
    read = code
    for level, (letters, least, width) in _LEVELS.items():
        fits = bare & own & (pl.col("level") == level)
        fits &= text.str.len_chars().is_between(least, width)
        read = pl.when(fits).then(letters + text.str.zfill(width)).otherwise(read)
    return rows.with_columns(read.alias("area_code"))
