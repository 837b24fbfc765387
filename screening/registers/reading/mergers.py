"""The list of areas that merged, before its rows are judged as rows of the register of areas.

Such a list often names those that stayed too, as part of themselves, and stands beside a list of
areas that has some of the same: these are no rows that contradict each other.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.schemas import REGISTERS, Register

_HALF = "needs both: the area that it became part of, and the day"
_TOLD = "said of an area that has a row beside this one; it is read with that one"


class Listed(NamedTuple):
    """Rows of a register, what was set aside because a merger says half, and what is elsewhere."""

    rows: pl.DataFrame
    half: pl.DataFrame
    invalid: pl.DataFrame
    told: pl.DataFrame


def names_itself() -> pl.Expr:
    """Whether an area is part of itself: it is still there. Null where nothing merged."""
    into, _ = REGISTERS["area"].merges
    return pl.col(into).str.split("|").list.contains(pl.col("area_code"))


def listed(rows: pl.DataFrame, register: Register) -> Listed:
    """The rows of a register of which rows can merge, with a merger on the row of its area.

    A row that names an area without the day, or a day without an area, says nothing and is set
    aside, unless the area is itself. Of one area the row without a merger gets it; where it has
    several the one into itself goes, and two into others are left to be told as differing.
    """
    if not set(register.merges) & set(rows.columns):
        return Listed(rows, rows.clear(), no_lines(), no_lines())
    into, since = register.merges
    rows = rows.with_columns(
        pl.lit(None, register.columns[name].dtype).alias(name)
        for name in register.merges
        if name not in rows.columns
    )
    itself = (pl.col(into) == pl.col("area_code")).fill_null(value=False)
    halved = ~itself & (pl.col(into).is_null() != pl.col(since).is_null())
    half = rows.filter(halved)
    given = pl.coalesce(into, pl.col(since).cast(pl.String))
    invalid = lines(half, {"|".join(register.merges): pl.lit(_HALF)},
                    {"|".join(register.merges): given}, ())  # fmt: skip
    marked = _on_rows_of_areas(rows.filter(~halved), itself, into, since)
    told = marked.filter("__moved")
    return Listed(
        marked.filter(~pl.col("__moved")).drop("__moved"),
        half,
        invalid,
        lines(told, {into: pl.lit(_TOLD)}, {into: pl.col(into)}, ()),
    )


def _on_rows_of_areas(rows: pl.DataFrame, itself: pl.Expr, into: str, since: str) -> pl.DataFrame:
    """The rows with mergers on those that had none, and ``__moved``: what is said elsewhere."""
    merges, code = pl.col(into).is_not_null(), pl.col("area_code")
    order = [itself, pl.col(since), pl.col("source_file"), pl.col("row")]
    first = {name: pl.col(name).filter(merges).sort_by(
        *(each.filter(merges) for each in order), nulls_last=True).first().over(code)
        for name in (into, since, "source_file", "row")}  # fmt: skip
    real = pl.struct(into, since).filter(merges & ~itself).n_unique().over(code)
    plain, several = (~merges).any().over(code), real > 1
    is_first = (pl.col("row") == first["row"]) & (pl.col("source_file") == first["source_file"])
    moved = merges & ((plain & ~several) | (itself & ~is_first))
    taken = ~merges & ~several
    return rows.with_columns(
        moved.alias("__moved"),
        *(pl.when(taken).then(first[n]).otherwise(n).alias(n) for n in (into, since)),
    )
