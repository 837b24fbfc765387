"""Filling in a Dutch text: one thing in the singular, long ago as a date, no reason left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from screening.detect.explain import dutch
from screening.packs.templates import Choice, Optional, Part, Slot
from screening.reference.nouns import counted

LONG_AGO = 100
"""Above this many days a text gives the date instead."""
LONG = 730
"""Above this many days a text gives years instead: nobody pictures 2.400 days."""
_AGO = " dagen geleden"


def filled(
    parts: Sequence[Part],
    value: Callable[[Slot | Choice], pl.Expr],
    text: Callable[[Slot], pl.Expr],
    since: Callable[[Slot], pl.Expr | None],
) -> pl.Expr:
    """The parts of a text as one expression per row.

    ``value`` gives what a name holds, ``text`` the same in Dutch, ``since`` the date that many days
    ago, or None where the value does not count days of one row. A plural behind a value becomes a
    singular when the value reads '1'; ``n dagen geleden`` becomes a date when that is long ago, and
    ``n dagen`` becomes years; a part that may be left out is left out when a value in it is zero,
    no or unknown.
    """
    made: list[pl.Expr] = []
    follows = ""  # what the value before has said already
    for number, part in enumerate(parts):
        if isinstance(part, str):
            made.append(pl.lit(part[len(follows) :]))
            follows = ""
        elif isinstance(part, Choice):
            single = value(part).cast(pl.Float64) == 1
            made.append(pl.when(single).then(pl.lit(part.one)).otherwise(pl.lit(part.many)))
        elif isinstance(part, Optional):
            made.append(_left_out(part, filled(part.parts, value, text, since), value))
        else:
            after = parts[number + 1] if number + 1 < len(parts) else ""
            said, follows = _said(part, after if isinstance(after, str) else "", text, since)
            made.append(said)
    return pl.concat_str(made)


def _said(
    slot: Slot,
    after: str,
    text: Callable[[Slot], pl.Expr],
    since: Callable[[Slot], pl.Expr | None],
) -> tuple[pl.Expr, str]:
    """A value with the words behind it that depend on it, and those words."""
    if after.startswith(_AGO) and (day := since(slot)) is not None:
        ago = dutch.so_many(text(slot), "dagen") + " geleden"
        long = pl.col(slot.name) > LONG_AGO
        on = pl.concat_str(pl.lit("op "), dutch.date(day))
        return pl.when(long).then(on).otherwise(ago), _AGO
    said, plural = text(slot), counted(after)
    if not plural:
        return said, ""
    many = dutch.so_many(said, plural)
    if plural == "dagen" and since(slot) is not None:
        days = pl.col(slot.name)
        many = pl.when(days > LONG).then(dutch.years_of(days)).otherwise(many)
    return many, f" {plural}"


def _left_out(part: Optional, said: pl.Expr, value: Callable[[Slot | Choice], pl.Expr]) -> pl.Expr:
    asked = [value(each) for each in part.parts if not isinstance(each, str)]
    some = [each.cast(pl.String).is_in(["0", "0.0", "false"], nulls_equal=False) for each in asked]
    none = pl.any_horizontal(*(each.fill_null(value=True) for each in some))
    return pl.when(none).then(pl.lit("")).otherwise(said)
