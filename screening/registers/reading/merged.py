"""Figures of areas that became part of others, such as municipalities that merged.

The register of areas says which did, into which, and when. Their figures are added to those of the
area they are in now, where all that make it up are there; else it is told that a figure cannot be
compared. Nothing is done where no figure is of an area of before: a source that works its figures
back to the areas of today holds none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, cast

import polars as pl

from screening.registers.held import whole
from screening.registers.reading.drafts import Draft
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.schemas import REGISTERS, Register

_PERIOD = ("area_code", "year", "month")


class _Merge(NamedTuple):
    """Areas that became part of others on one day."""

    day: dt.date
    into: Mapping[str, str]
    """Area of before: the one that it is part of."""
    divided: Mapping[str, str]
    """Area of before: those that it was divided over."""
    grown: frozenset[str]
    """Areas that are others since."""


def with_merged(drafts: dict[str, Draft], as_of: dt.date) -> dict[str, Draft]:
    """The same, with areas that are no longer there as part of those they are in on ``as_of``."""
    area = drafts.get("area")
    into, since = REGISTERS["area"].merges
    if area is None or not {into, since} <= set(whole(area.rows).columns):
        return drafts
    areas: pl.DataFrame = whole(area.rows)
    gone = areas.filter(pl.col(into).is_not_null() & (pl.col(since) <= as_of))
    if gone.is_empty():
        return drafts
    named = pl.col(into).str.replace_all("|", ", ", literal=True)
    reason = pl.format("an area that became part of {}; its figures are added to those", named)
    told = lines(gone, {into: reason}, {into: pl.col(into)}, ())
    left = areas.filter(~pl.col("area_code").is_in(gone["area_code"].implode()))
    found = drafts | {"area": replace(area, rows=left, other=pl.concat([area.other, told]))}
    for name, draft in drafts.items():
        if name != "area" and {"area_code", "year"} <= set(REGISTERS[name].key):
            rows: pl.DataFrame = whole(draft.rows)
            aside = [draft.other]
            for merge in _merges(gone, into, since):
                rows, set_aside = _merged(rows, REGISTERS[name], merge)
                aside.append(set_aside)
            found[name] = replace(draft, rows=rows, other=pl.concat(aside))
    return found


def _merges(gone: pl.DataFrame, into: str, since: str) -> list[_Merge]:
    """Day by day, the first one first: what merged can merge again."""
    found = []
    for (day,), rows in gone.sort(since).group_by(since, maintain_order=True):
        parts = dict(rows.select("area_code", pl.col(into).str.split("|")).iter_rows())
        found.append(
            _Merge(
                cast("dt.date", day),
                {code: new[0] for code, new in parts.items() if len(new) == 1},
                {code: ", ".join(new) for code, new in parts.items() if len(new) > 1},
                frozenset(code for new in parts.values() for code in new),
            )
        )
    return found


def _merged(
    rows: pl.DataFrame, register: Register, merge: _Merge
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the register after one day of merging, and lines of those that are no longer."""
    code, rest = pl.col("area_code"), [name for name in register.key if name not in _PERIOD]
    old = code.is_in([*merge.into, *merge.divided])
    concerned = rows.filter(old | code.is_in(list(merge.grown)))
    if concerned.select(old.any()).item() is not True:
        return rows, no_lines()
    others = rows.join(concerned.select("source_file", "row"), on=["source_file", "row"],
                       how="anti", maintain_order="left")  # fmt: skip
    early = pl.col("year") < merge.day.year
    marked = concerned.with_columns(
        code.replace(merge.into).alias("__area"),
        code.replace_strict(merge.divided, default=None, return_dtype=pl.String).alias("__over"),
        (old | early).alias("__part"),
    )
    every = ["__area", *rest]
    parts = code.filter(pl.col("__part")).n_unique()
    key = ["__area", *(name for name in register.key if name != "area_code")]
    marked = marked.with_columns(
        (parts.over(every) > code.n_unique().over(key)).alias("__lacks"),
        (pl.len().over(key) > 1).alias("__several"),
        (old.any().over(every) | _shares_divided(marked, merge, rest)).alias("__concerned"),
        _shares_divided(marked, merge, rest).alias("__grew"),
    )
    here = pl.col("__area")
    lacking = early & pl.col("__concerned") & (pl.col("__lacks") | pl.col("__grew"))
    adds_up = pl.lit(bool(register.adds_up))
    reason = (
        pl.when(pl.col("__over").is_not_null())
        .then(_divided(pl.col("__over")))
        .when(~adds_up & old)
        .then(_no_sum(here))
        .when(lacking | (early & pl.col("__concerned") & ~adds_up))
        .then(_lacks(here))
    )
    marked = marked.with_columns(reason.alias("__why"))
    fine = marked.filter(pl.col("__why").is_null())
    summed = _summed(fine, register, key)
    added = fine.join(summed.select("source_file", "row"), on=["source_file", "row"], how="anti")
    aside = pl.concat([
        lines(marked.filter(pl.col("__why").is_not_null()), {"area_code": pl.col("__why")},
              {"area_code": code}, ()),
        lines(added, {"area_code": _added(here)}, {"area_code": code}, ()),
    ])  # fmt: skip
    return pl.concat([others, summed.select(others.columns)]), aside


def _added(area: pl.Expr) -> pl.Expr:
    return pl.format("a figure of an area that became part of {}, to which it is added", area)


def _divided(areas: pl.Expr) -> pl.Expr:
    return pl.format("not comparable: a figure of an area that was divided over {}", areas)


def _no_sum(area: pl.Expr) -> pl.Expr:
    return pl.format(
        "not comparable: of an area that became part of {}, and no figure to add", area
    )


def _lacks(area: pl.Expr) -> pl.Expr:
    return pl.format(
        "not comparable: {} was another area then, and not all that it was made of has a figure",
        area,
    )


def _shares_divided(marked: pl.DataFrame, merge: _Merge, rest: list[str]) -> pl.Expr:
    """Whether the area got a part of one that was divided, of which there are such figures."""
    there = marked.filter(pl.col("__over").is_not_null())
    pairs = {
        (new, *values)
        for code, *values in there.select("area_code", *rest).unique().iter_rows()
        for new in merge.divided[code].split(", ")
    }
    names = ["__area", *rest]
    if not pairs:
        return pl.lit(value=False)
    wanted = pl.DataFrame([dict(zip(names, pair, strict=True)) for pair in sorted(pairs)],
                          schema={name: marked.schema[name] for name in names})  # fmt: skip
    return pl.struct(names).is_in(wanted.to_struct().implode())


def _summed(rows: pl.DataFrame, register: Register, key: list[str]) -> pl.DataFrame:
    """One row for each area and period; what is not known of a part is not known of the whole."""
    made = []
    for name, declared in register.columns.items():
        column, how = pl.col(name), register.adds_up.get(name)
        if name in register.key:
            continue
        total = column.max() if how == "max" else column.sum()
        known = column.null_count() == 0
        if (declared.metadata or {}).get("null_means"):
            known = column.count() > 0
        value = pl.when(known).then(total) if how else pl.when(pl.len() == 1).then(column.first())
        made.append(value.alias(name))
    grouped = rows.sort("source_file", "row").group_by(key, maintain_order=True)
    one = grouped.agg(pl.col("source_file", "row").first(), *made)
    return one.rename({"__area": "area_code"})
