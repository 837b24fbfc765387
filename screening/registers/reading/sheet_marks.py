"""What spreadsheets leave in cells: errors, formulas for a text, a sign for "text", lost digits."""

from __future__ import annotations

import polars as pl

from screening.registers.reading.workbooks.formulas import NO_OUTCOME
from screening.registers.reading.workbooks.merged_cells import WIDE

_ERROR = (
    r"(?i)^(#(n/?[abv]|verw!|ref!|waarde!|value!|deel/0!|div/0!|naam\?|name\?|getal!|num!|null!"
    r"|leeg!|spill!|overloop!|calc!|ber!|veld!|field!|blocked!|#+)|(err|fout):[0-9]{3})$"
)
"""What is shown in place of a value, in Dutch or English; it is never a text."""
_FORMULA = r'^=\s*(?:[Tt]\(\s*)?"([^"]*)"\s*\)?$'
"""How a text of digits is written so that a spreadsheet keeps its zeros."""
_SAID_TEXT = r"^'([0-9])"
"""The sign before a number that is to be a text, which belongs to the cell and not to its text."""
_SCIENTIFIC = r"^[0-9]([.,][0-9]+)?[eE]\+?[0-9]+$"
_LOST = "number in scientific notation, digits are lost; export the column as text"
_NOT_COMPUTED = (
    "a formula of which the file holds no outcome; open it in a spreadsheet and save it again"
)
LOST_LETTER = "\ufffd"
"""What programs write for a letter that they could not read."""
_LETTER_LOST = "a letter of it was lost before it came here; export it again from its source"
_MERGED = "a cell that is merged over several columns"
MARKS = ("=", "'", "#", "Err:", "Fout:")
"""How a cell begins in which one of these may be."""


def as_meant(raw: pl.Expr) -> pl.Expr:
    """The text of a formula that is nothing but one."""
    return raw.str.replace(_FORMULA, "${1}")


def without_sign(raw: pl.Expr) -> pl.Expr:
    """Digits without the sign that makes them a text."""
    return raw.str.replace(_SAID_TEXT, "${1}")


def error(raw: pl.Expr) -> pl.Expr:
    """Why a cell holds no value, null where it may."""
    return (
        pl.when(raw.str.contains(_ERROR))
        .then(pl.lit("an error of the spreadsheet"))
        .when(raw == NO_OUTCOME)
        .then(pl.lit(_NOT_COMPUTED))
        .when(raw.str.starts_with(WIDE))
        .then(pl.lit(_MERGED))
        .when(raw.str.contains(LOST_LETTER, literal=True))
        .then(pl.lit(_LETTER_LOST))
    )


def all_digits(raw: pl.Expr, *, signed: bool = False) -> tuple[pl.Expr, pl.Expr]:
    """Digits of a number in scientific notation, null where there is none, and why they are lost.

    With ``signed`` it has a plus before its power, as spreadsheets write it: 3E12 may be a name.
    """
    form = _SCIENTIFIC.replace(r"\+?", r"\+") if signed else _SCIENTIFIC
    scientific = raw.str.contains(form)
    mantissa = raw.str.extract(r"^([[0-9].,]+)").str.replace_all(r"[.,]", "")
    exponent = raw.str.extract(r"[eE]\+?([0-9]+)$").cast(pl.Int64, strict=False)
    lost = scientific & (mantissa.str.len_chars().cast(pl.Int64) != exponent + 1)
    return pl.when(scientific).then(mantissa), pl.when(lost).then(pl.lit(_LOST))
