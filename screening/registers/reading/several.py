"""Objects that come as a row per value: of these rows one is made, and no value is lost.

A use of an address or an activity of a company can each have a row of its own. Rows are taken for
that where all else in them is the same, or where the project says so (``several``): versions of an
object look alike, and of those one counts. What differs in rows of which the project says so is not
known of the object. Which rows are one is the same whatever columns are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from screening.registers.reading.headers import mapped_places
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table, at
from screening.registers.reading.unread import costs_row, no_rows, unread_cells
from screening.registers.reading.validate import person_columns
from screening.registers.schemas import Register
from screening.registers.schemas.columns import holds_several

_ADDED = "one of several rows of this key; what it holds is added to the first of them"
_UNLIKE = "differs between the rows of this key, of which one is made"
_SIGN = "|"
_OBJECT, _DIFFERS = "__object", "__differs:"


@dataclass(frozen=True)
class InOne:
    """The rows with those of one object as one, and what is told of that.

    ``added`` are quarantine lines of rows that were added to another, ``unlike`` of values that
    differed; ``unread`` says the latter as :mod:`screening.registers.reading.unread` does.
    """

    rows: pl.DataFrame
    added: pl.DataFrame
    unlike: pl.DataFrame
    unread: pl.DataFrame


def in_one(
    rows: pl.DataFrame,
    table: Table,
    used: Mapping[str, int],
    register: Register,
    source: Source,
) -> InOne:
    """One row per object; ``used`` has the place in the table of columns that are read from one."""
    as_they_are = InOne(rows, no_lines(), no_lines(), no_rows(register))
    key = [name for name in register.key if name in rows.columns]
    held = [n for n, c in register.columns.items() if n in rows.columns and holds_several(c)]
    if not (held or source.several) or not key:
        return as_they_are
    if rows.select(pl.struct(key).n_unique()).item() == rows.height:
        return as_they_are
    alike = rows.filter(pl.struct(key).is_duplicated())
    alike = alike.with_columns(pl.struct(key).rank("dense").alias(_OBJECT))
    read = [name for name in rows.columns if name not in ("row", "source_file")]
    if source.several:
        same = ~_same(alike, read) & _same_where_it_counts(alike, table, register, source)
        return _added(rows, alike.filter(same), source.several, register)
    for name in held:
        places = [p for p in range(len(table.headers)) if p != used.get(name)]
        same = _same(alike, [n for n in read if n != name]) & ~_same(alike, [name])
        same &= _same_cells(alike, table, places)
        if same.any():
            return _added(rows, alike.filter(same), [name], register)
    return as_they_are


def _same_where_it_counts(
    alike: pl.DataFrame, table: Table, register: Register, source: Source
) -> pl.Series:
    """Whether nothing differs that cannot be unknown of a row: two ends are of two versions."""
    counts = [
        name
        for name, declared in register.columns.items()
        if costs_row(declared) and name not in {*source.several, *register.key}
    ]
    places = mapped_places(counts, table.headers, source)
    made = [n for n in counts if n in alike.columns and n in {*source.joined, *source.lookup}]
    return _same_cells(alike, table, places) & _same(alike, made)


def _same_cells(alike: pl.DataFrame, table: Table, places: Sequence[int]) -> pl.Series:
    """The same of cells of the table as they are written."""
    named = table.cells.select(at(p) for p in places).get_columns()
    cells = pl.DataFrame([table.rows.alias("row"), *named])
    told = alike.select(_OBJECT, "row").join(cells, on="row", how="left", maintain_order="left")
    return _same(told, [at(p) for p in places])


def _same(alike: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Whether the rows of the object of each row have the same in all of these columns."""
    same = pl.struct(columns).n_unique().over(_OBJECT) == 1 if columns else pl.lit(value=True)
    return alike.with_columns(same.alias("same"))["same"]


def _added(
    rows: pl.DataFrame, alike: pl.DataFrame, names: Sequence[str], register: Register
) -> InOne:
    """One row for the rows of each object; a value that is not known leaves the whole unknown."""
    held = [name for name in names if name in rows.columns]
    fixed = {"row", "source_file", *register.key, *held}
    others = [name for name in rows.columns if name not in fixed]
    one = alike.group_by(_OBJECT).agg(
        pl.col("row").min(),
        *(_whole(name, register).alias(f"__whole:{name}") for name in held),
        *((pl.col(name).n_unique() > 1).alias(_DIFFERS + name) for name in others),
        *(_written(name).alias(f"__written:{name}") for name in others),
    )
    first = rows.join(one, on="row", how="left", maintain_order="left")
    of_several = pl.col(_OBJECT).is_not_null()
    first = first.with_columns(
        *(
            pl.when(of_several).then(f"__whole:{name}").otherwise(name).alias(name)
            for name in held
        ),
        *(
            pl.when(pl.col(_DIFFERS + name).fill_null(value=False)).then(None).otherwise(name)
            .alias(name)
            for name in others
        ),
    )  # fmt: skip
    more = alike.join(one, on="row", how="anti", maintain_order="left")
    kept = first.join(more.select("row"), on="row", how="anti", maintain_order="left")
    told = {name: pl.lit(_ADDED) for name in names}
    added = lines(more, told, {name: pl.col(name) for name in held}, ())
    unlike, unread = _unlike(kept, others, register)
    return InOne(kept.select(rows.columns), added, unlike, unread)


def _whole(name: str, register: Register) -> pl.Expr:
    """All values of the rows of an object."""
    values = pl.col(name).str.split(_SIGN).explode().drop_nulls().unique().sort()
    whole = pl.when(values.len() > 0).then(values.str.join(_SIGN))
    if (register.columns[name].metadata or {}).get("null_means"):
        return whole
    return pl.when(pl.col(name).null_count() == 0).then(whole)


def _written(name: str) -> pl.Expr:
    """The values of the rows of an object, to be told."""
    return pl.col(name).cast(pl.String).drop_nulls().unique().sort().str.join(f" {_SIGN} ")


def _unlike(
    kept: pl.DataFrame, others: Sequence[str], register: Register
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Quarantine lines of values that differed and are not known, and the rows that lost them."""
    flags = [pl.col(_DIFFERS + name).fill_null(value=False) for name in others]
    rows = kept.filter(pl.any_horizontal(pl.lit(value=False), *flags))
    if rows.is_empty():
        return no_lines(), no_rows(register)
    reasons = {name: pl.when(pl.col(_DIFFERS + name)).then(pl.lit(_UNLIKE)) for name in others}
    read = [name for name in register.columns if name in kept.columns]
    cells = [
        pl.col(f"__written:{name}" if name in others else name).cast(pl.String).alias(name)
        for name in read
    ]
    told = rows.with_columns(*cells, pl.lit(value=False).alias("whole"))
    found = lines(
        told, reasons, {n: pl.col(n) for n in others}, person_columns(register), pl.col("whole")
    )
    typed = rows.select("source_file", "row", *read)
    return found, unread_cells(typed, told, reasons, register, read)
