"""Figures of areas that became part of others, such as municipalities that merged.

The register of areas says which did, into which, and when. Their figures are added to those of the
area they are in now, where all that make it up are there; else it is told that a figure cannot be
compared. Nothing is done where no figure is of an area of before: a source that works its figures
back to the areas of today holds none. A table may have a row of every code in every year: one
without a figure, of a year in which there was no such area, says nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

import polars as pl

from screening.registers.held import whole
from screening.registers.reading.drafts import Draft
from screening.registers.reading.mergers import names_itself
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.schemas import REGISTERS, Register

_PERIOD = ("area_code", "year", "month")
_PLACE = ["source_file", "row"]
_VOID = "no figure, of a period in which there was no such area"
_EQUAL = 1e-9
"""Sums of fractions may differ by this share of them."""
_REVISED = 0.1
"""Figures that were worked back may differ from the sum of those of then by this share of it."""


class _Merge(NamedTuple):
    """Areas that became part of others on one day."""

    day: dt.date
    into: Mapping[str, str]
    """Area of before: the one that it is part of."""
    divided: Mapping[str, Sequence[str]]
    """Area of before: those that it was divided over, of which it can be one itself."""
    there: frozenset[str]
    """Areas of which the list says that they were there before the day."""

    @property
    def shared(self) -> list[str]:
        """Areas that got a part of one that was divided."""
        return sorted({new for several in self.divided.values() for new in several})


def with_merged(drafts: dict[str, Draft], as_of: dt.date) -> dict[str, Draft]:
    """The same, with areas that are no longer there as part of those they are in on ``as_of``."""
    area = drafts.get("area")
    into, since = REGISTERS["area"].merges
    if area is None or not {into, since} <= set(whole(area.rows).columns):
        return drafts
    areas: pl.DataFrame = whole(area.rows)
    if areas[into].null_count() == areas.height:
        return drafts
    listed = areas.filter(pl.col(into).is_not_null() & (pl.col(since) <= as_of))
    gone = listed.filter(~names_itself())
    named = pl.col(into).str.replace_all("|", ", ", literal=True)
    reason = pl.format("an area that became part of {}; its figures are added to those", named)
    told = lines(gone, {into: reason}, {into: pl.col(into)}, ())
    left = areas.filter(~pl.col("area_code").is_in(gone["area_code"].implode())).with_columns(
        pl.when(~names_itself().fill_null(value=False)).then(name).alias(name)
        for name in (into, since)
    )
    found = drafts | {"area": replace(area, rows=left, other=pl.concat([area.other, told]))}
    for name, draft in drafts.items():
        if name != "area" and {"area_code", "year"} <= set(REGISTERS[name].key):
            rows: pl.DataFrame = whole(draft.rows)
            aside = [draft.other]
            for merge in _merges(listed, into, since):
                rows, set_aside = _merged(rows, REGISTERS[name], merge)
                aside.append(set_aside)
            found[name] = replace(draft, rows=rows, other=pl.concat(aside))
    return found


def _merges(listed: pl.DataFrame, into: str, since: str) -> list[_Merge]:
    """Day by day, the first one first: what merged can merge again."""
    found: list[_Merge] = []
    there: set[str] = set()
    for (day,), rows in listed.sort(since).group_by(since, maintain_order=True):
        named = dict(rows.select("area_code", pl.col(into).str.split("|")).iter_rows())
        there |= {code for code, new in named.items() if code in new}
        parts = {code: sorted(set(_in_the_end(code, named))) for code in named}
        one = {code: new[0] for code, new in parts.items() if len(new) == 1 and new != [code]}
        several = {code: new for code, new in parts.items() if len(new) > 1}
        if one or several:
            found.append(_Merge(cast("dt.date", day), one, several, frozenset(there)))
        there |= {code for new in parts.values() for code in new}
    return found


def _in_the_end(code: str, named: Mapping[str, Sequence[str]], *before: str) -> Iterator[str]:
    """What an area is part of after a day on which that merged too.

    Areas that became part of each other are taken for divided: nothing is compared with them.
    """
    for new in named[code]:
        if new == code or new not in named:
            yield new
        elif new in before:
            yield from (new, code)
        else:
            yield from _in_the_end(new, named, *before, code)


def _merged(
    rows: pl.DataFrame, register: Register, merge: _Merge
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the register after one day of merging, and lines of those that are no longer."""
    marked = _marked(rows, register, merge)
    if not marked["__old"].any():
        return rows, no_lines()
    others = rows.join(marked.select(_PLACE), on=_PLACE, how="anti", maintain_order="left")
    rest = [name for name in register.key if name not in _PERIOD]
    key = ["__area", *(name for name in register.key if name != "area_code")]
    existed, unclear = _existed(register, merge, key, rest)
    marked = marked.with_columns(existed.alias("__existed"), unclear.alias("__unclear"))
    old, before, every = pl.col("__old"), pl.col("__before"), ["__area", *rest]
    told = old & (before | ~pl.col("__blank"))
    new = ~old & ~pl.col("__existed") & told.any().over(every)
    empty = pl.col("__blank") & pl.when(before).then(new).otherwise(old)
    void = marked.filter(empty)
    marked = _shares_divided(marked.filter(~empty), merge, rest)
    marked = marked.with_columns(_why(register, merge, key, every).alias("__why"))
    fine = marked.filter(pl.col("__why").is_null())
    summed = _summed(fine, register, key)
    added = fine.join(summed.select(_PLACE), on=_PLACE, how="anti")
    aside = [
        lines(found, {"area_code": why}, {"area_code": pl.col("area_code")}, ())
        for found, why in (
            (void, pl.lit(_VOID)),
            (marked.filter(pl.col("__why").is_not_null()), pl.col("__why")),
            (added, _added(pl.col("__area"))),
        )
    ]
    return pl.concat([others, summed.select(others.columns)]), pl.concat(aside)


def _marked(rows: pl.DataFrame, register: Register, merge: _Merge) -> pl.DataFrame:
    """The rows of areas that merged, and of those that they are part of.

    Beside them: if they are of ``__before`` the day, or of a period that it is ``__within``; if
    they are of an ``__old`` area; the ``__area`` it is part of, or those it was divided ``__over``;
    of how many old ones that is made (``__olds``); and if they are ``__blank``.
    """
    code, year, day = pl.col("area_code"), pl.col("year"), merge.day
    concerned = [*merge.into, *merge.into.values(), *merge.divided, *merge.shared]
    month = pl.col("month") if "month" in register.key else pl.lit(0)
    this_year, whole_year = year == day.year, month == 0
    before = (year < day.year) | (this_year & ~whole_year & (month < day.month))
    within = this_year & (
        (whole_year & pl.lit((day.month, day.day) != (1, 1)))
        | ((month == day.month) & pl.lit(day.day != 1))
    )
    lessened = [area for area, over in merge.divided.items() if area in over]
    figures = [pl.col(name).is_null() for name in _figures(register)]
    over = {area: ", ".join(names) for area, names in merge.divided.items()}
    return rows.filter(code.is_in(concerned)).with_columns(
        before.alias("__before"),
        within.alias("__within"),
        (code.is_in([*merge.into, *over]) & (before | ~code.is_in(lessened))).alias("__old"),
        code.replace(merge.into).alias("__area"),
        code.replace_strict(over, default=None, return_dtype=pl.String).alias("__over"),
        code.replace(merge.into)
        .replace_strict(Counter(merge.into.values()), default=0, return_dtype=pl.Int64)
        .alias("__olds"),
        pl.all_horizontal(figures).alias("__blank"),
    )


def _figures(register: Register) -> list[str]:
    """The columns that hold a figure, and not how it was rounded."""
    names = register.adds_up or [name for name in register.columns if name not in register.key]
    return [n for n in names if not (register.columns[n].metadata or {}).get("null_means")]


def _existed(
    register: Register, merge: _Merge, key: list[str], rest: list[str]
) -> tuple[pl.Expr, pl.Expr]:
    """Whether the area was there before, of other size, and whether nobody can say.

    One with figures of before was. But where those are the sum of those of several old areas, in
    all that can be added, but for what was revised later, they are figures of a new area that were
    worked back. None of them exactly that sum and all of them near it may be either.
    """
    old, figure = pl.col("__old"), pl.col("__before") & ~pl.col("__blank")
    olds, own = (old & figure).sum().over(key), (~old & figure).any().over(key)
    beside = figure & own & (olds == pl.col("__olds")) & (olds > 0)
    sums = [name for name, how in register.adds_up.items() if how == "sum"]
    exact = [name for name in sums if name in _figures(register)]
    rounded = pl.sum_horizontal(
        pl.lit(0.0), *(pl.col(n).sum().over(key) / 2 for n in sums if n not in exact)
    )
    same, near, other = ([pl.lit(value=False)] for _ in range(3))
    for name in exact:
        value = pl.col(name).cast(pl.Float64)
        total, known = value.sum().over(key), value.is_not_null().all().over(key)
        differs = pl.when(old).then(-value).otherwise(value).sum().over(key).abs()
        of_olds = pl.when(old).then(value).otherwise(0.0).sum().over(key)
        far = differs > rounded + of_olds * _REVISED
        held = beside & known
        same.append(held & (total > 0) & (differs <= total * _EQUAL))
        near.append(held & (total > 0) & ~far)
        other.append(held & far)
    same_once, near_once, other_once = (
        pl.any_horizontal(each).any().over("__area") for each in (same, near, other)
    )
    grew = other_once | pl.col("__area").is_in(sorted(merge.there))
    has = (~old & figure).any().over("__area", *rest)
    may_be = ~grew & (pl.col("__olds") > 1)
    worked_back = may_be & same_once
    return grew | (has & ~worked_back), has & may_be & ~same_once & near_once


def _why(register: Register, merge: _Merge, key: list[str], every: list[str]) -> pl.Expr:
    """Why a figure cannot be compared; null where it stays, or is added to others."""
    old, before, existed = pl.col("__old"), pl.col("__before"), pl.col("__existed")
    here, over = pl.col("__area"), pl.col("__over")
    shared = here.is_in(merge.shared)
    olds, own = old.sum().over(key), (~old).any().over(key)
    lacks = shared | (olds + own.cast(pl.Int64) < pl.col("__olds") + existed.cast(pl.Int64))
    settled = own & (~before | ~(existed | shared))
    concerned = old.any().over(every) | pl.col("__shares")
    adds_up = pl.lit(bool(register.adds_up))
    return (
        pl.when(pl.col("__unclear") & concerned & before)
        .then(_unclear(here))
        .when(old & over.is_not_null())
        .then(_divided(over))
        .when(old & ~adds_up)
        .then(_no_sum(here))
        .when(pl.col("__within") & own & (olds > 0))
        .then(_both(here))
        .when(old & settled)
        .then(_beside(here))
        .when(~settled & concerned & before & (lacks | ~adds_up))
        .then(_lacks(here))
        .when(~settled & concerned & lacks)
        .then(_partly(here))
    )


def _added(area: pl.Expr) -> pl.Expr:
    return pl.format("a figure of an area that became part of {}, to which it is added", area)


def _divided(areas: pl.Expr) -> pl.Expr:
    return pl.format("not comparable: a figure of an area that was divided over {}", areas)


def _no_sum(area: pl.Expr) -> pl.Expr:
    return pl.format(
        "not comparable: of an area that became part of {}, and no figure to add", area
    )


def _both(area: pl.Expr) -> pl.Expr:
    return pl.format("not comparable: {} became another area within this period", area)


def _beside(area: pl.Expr) -> pl.Expr:
    return pl.format(
        "not comparable: of an area that became part of {}, which has a figure of its own", area
    )


def _lacks(area: pl.Expr) -> pl.Expr:
    return pl.format(
        "not comparable: {} was another area then, and not all that it was made of has a figure",
        area,
    )


def _unclear(area: pl.Expr) -> pl.Expr:
    return pl.format(
        "not comparable: figures of {} of before are nearly those of what it was made of; leave the"
        " old codes out where they were worked back, and list it as part of itself where it grew",
        area,
    )


def _partly(area: pl.Expr) -> pl.Expr:
    return pl.format(
        "not comparable: of an area that became part of {}, and not of all of that", area
    )


def _shares_divided(marked: pl.DataFrame, merge: _Merge, rest: list[str]) -> pl.DataFrame:
    """With ``__shares``: the area got a part of one that was divided, of which there are such."""
    names = ["__area", *rest]
    over = pl.col("area_code").replace_strict(
        merge.divided, default=None, return_dtype=pl.List(pl.String)
    )
    there = marked.filter(pl.col("__old") & pl.col("__over").is_not_null())
    pairs = there.select(over.alias("__area"), *rest).explode("__area").unique()
    joined = marked.join(
        pairs.with_columns(pl.lit(value=True).alias("__shares")),
        on=names, how="left", nulls_equal=True, maintain_order="left",
    )  # fmt: skip
    return joined.with_columns(pl.col("__shares").fill_null(value=False))


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
