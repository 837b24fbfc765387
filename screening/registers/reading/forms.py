"""The forms that identifiers and codes have, and what is said of what has another."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import polars as pl

from screening.registers.schemas.columns import (
    BAG_ID,
    EST_NR,
    KVK_NR,
    PAND_ID,
    POSTCODE,
    SBI,
    SHARE,
)

_FORMS = {
    KVK_NR: "a number of 8 digits",
    EST_NR: "a number of 12 digits",
    BAG_ID: "16 digits, of which the fifth and sixth are 01, 02 or 03",
    PAND_ID: "16 digits, of which the fifth and sixth are 10",
    POSTCODE: "a postcode such as 1234AB",
    SBI: "an SBI code of 2 to 6 digits",
}

MAYBE_PERCENT = (
    "the column seems to hold percentages where shares (0-1) belong; set units: '%', "
    "or correct what is larger than 1"
)
_MOST, _MANY = 0.5, 0.25
"""Parts of the values of a column that tell shares from percentages."""
_FAR = 2.0
_DIGITS = {KVK_NR: (8, 8), EST_NR: (12, 12), BAG_ID: (16, 16), PAND_ID: (16, 16), SBI: (2, 6)}
"""How many digits each has, at least and at most."""


def wrong_form(regex: str | None) -> str:
    """What is said of a value that does not have the form of its column."""
    return f"not of the right form; expected {_FORMS.get(regex or '', regex)}"


def misformed(regex: str | None, value: pl.Expr) -> pl.Expr:
    """What is said of a value that does not have the form of its column, and what is wrong with it.

    Other signs than digits, a number of digits that it cannot have, or the kind that digits of it
    say. None of these numbers has a digit that checks the others.
    """
    if regex not in _DIGITS:
        return pl.lit(wrong_form(regex))
    expected, count = pl.lit(_FORMS[regex]), value.str.len_chars()
    return (
        pl.when(value.str.contains("[^0-9]"))
        .then(pl.format("not of the right form (not all digits); expected {}", expected))
        .when(~count.is_between(*_DIGITS[regex]))
        .then(pl.format("not of the right form ({} digits); expected {}", count, expected))
        .otherwise(pl.format("not of the right form (of another kind); expected {}", expected))
    )


def is_share(declared: dy.Column) -> bool:
    """Whether the column holds parts of a whole, of which none is more than 1."""
    return (declared.metadata or {}).get("unit") == SHARE


def beyond(declared: dy.Column, bound: str) -> str:
    """What is said of a number past a bound, ``min`` or ``max``, of its column."""
    if bound == "max" and is_share(declared):
        return "larger than 1; if these are percentages, set units: '%'"
    return f"{'smaller' if bound == 'min' else 'larger'} than {getattr(declared, bound):g}"


def maybe_percent(raw: pl.Expr, value: pl.Expr, rows: pl.Expr) -> pl.Expr:
    """Why a share is none where its column holds percentages without their sign.

    A cell with the sign says itself what it is, nothing is nothing in both, and 1 tells nothing.
    Of the others, each in so many ``rows``, most are larger than 1; or many, and some of those by
    more than rounding or a slip of a figure makes of a share. One that is larger is just wrong.
    """
    bare = ~raw.str.ends_with("%")
    tells = bare & ~value.is_in([0.0, 1.0])
    above = tells & (value > 1)
    told, larger = (pl.when(each).then(rows).sum() for each in (tells, above))
    far = (above & (value >= _FAR)).any()
    percent = (larger > _MOST * told) | (far & (larger >= _MANY * told))
    return pl.when(bare & (value != 0) & percent).then(pl.lit(MAYBE_PERCENT))


def no_code(values: Sequence[str]) -> str:
    """What is said of a word that is not on the list of its column."""
    return f"unknown code; allowed: {', '.join(values)}"


def within(declared: dy.Column, value: pl.Expr) -> pl.Expr:
    """Whether a number lies between the bounds of its column; true of what has none."""
    if isinstance(declared, dy.Int64 | dy.Float64):
        return value.is_between(declared.min, declared.max)
    return pl.lit(value=True)


def misfit(declared: dy.Column, value: pl.Expr) -> pl.Expr:
    """Why a value does not fit its column, null where it does: its bounds, and its list."""
    if isinstance(declared, dy.Int64 | dy.Float64):
        low, high = (pl.lit(beyond(declared, bound)) for bound in ("min", "max"))
        return pl.when(value < declared.min).then(low).when(value > declared.max).then(high)
    facts = declared.metadata or {}
    values, parts = facts.get("values"), facts.get("parts")
    if values:
        return pl.when(~value.is_in(values)).then(pl.lit(no_code(values)))
    if parts:
        other = value.str.split("|").list.eval(~pl.element().is_in(parts)).list.any()
        return pl.when(other).then(pl.lit(no_code(parts)))
    return pl.lit(None, dtype=pl.String)
