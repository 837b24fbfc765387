"""Objects that come as a row per value: of these rows one is made, and no value is lost.

A use of an address or an activity of a company can each have a row of its own. Rows are taken for
that where all else in them is the same, or where the project says so (``several``): versions of an
object look alike, and of those one counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dataframely as dy
import polars as pl

from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table, at
from screening.registers.schemas import Register
from screening.registers.schemas.columns import holds_several

_ADDED = "one of several rows of this key; what it holds is added to the first of them"
_SIGN = "|"


def in_one(
    rows: pl.DataFrame,
    table: Table,
    used: Mapping[str, int],
    register: Register,
    source: Source,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with those of one object as one, and a quarantine line for each that was added.

    ``used`` has the place in the table of columns that are read from one.
    """
    held = [n for n, c in register.columns.items() if n in rows.columns and holds_several(c)]
    key = [name for name in register.key if name in rows.columns]
    if not held or not key or rows.select(pl.struct(key).n_unique()).item() == rows.height:
        return rows, no_lines()
    alike = rows.filter(pl.struct(key).is_duplicated())
    of_object = alike.select(pl.struct(key).rank("dense").alias("__object"), "row")
    alike = alike.hstack([of_object["__object"]])
    said = set(source.several)
    for name in held:
        others = [n for n in rows.columns if n not in (name, "row")]
        differ = pl.col(name).n_unique().over("__object") > 1
        same = _same(alike, "__object", others) & alike.select(differ).to_series()
        if name not in said:
            places = [p for p in range(len(table.headers)) if p != used.get(name)]
            cells = table.cells.select(at(p) for p in places).with_columns(table.rows.alias("row"))
            told = of_object.join(cells, on="row", how="left", maintain_order="left")
            same &= _same(told, "__object", [at(p) for p in places])
        if same.any():
            return _added(rows, alike.filter(same), name, register.columns[name])
    return rows, no_lines()


def _same(rows: pl.DataFrame, of_object: str, columns: Sequence[str]) -> pl.Series:
    """Whether the rows of the object of each row have the same in all of these columns."""
    alike = pl.struct(columns).n_unique().over(of_object) == 1 if columns else pl.lit(value=True)
    return rows.select(alike.alias("same")).to_series()


def _added(
    rows: pl.DataFrame, alike: pl.DataFrame, name: str, declared: dy.Column
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row for the rows of each object; a value that is not known leaves the whole unknown."""
    values = pl.col(name).str.split(_SIGN).explode().drop_nulls().unique().sort()
    whole = pl.when(values.len() > 0).then(values.str.join(_SIGN))
    if not (declared.metadata or {}).get("null_means"):
        whole = pl.when(pl.col(name).null_count() == 0).then(whole)
    one = alike.group_by("__object").agg(pl.col("row").min(), whole.alias("__whole"))
    first = rows.join(one, on="row", how="left", maintain_order="left")
    first = first.with_columns(
        pl.when(pl.col("__object").is_not_null()).then("__whole").otherwise(name).alias(name)
    )
    more = alike.join(one, on="row", how="anti", maintain_order="left")
    kept = first.join(more.select("row"), on="row", how="anti", maintain_order="left")
    found = lines(more, {name: pl.lit(_ADDED)}, {name: pl.col(name)}, ())
    return kept.select(rows.columns), found
