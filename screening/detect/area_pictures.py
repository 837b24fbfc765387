"""What pictures of areas show: what rules measured of every area, flagged or not.

Areas only, and of packs under no sector law. Which areas are the own ones, and which numbers are
too small to be told, is for who publishes it (T65).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import numpy as np
import polars as pl

from screening.comparison.kind import FunnelOf
from screening.comparison.peers import reals
from screening.comparison.statistics.intervals import poisson_interval, wilson_interval
from screening.detect.signals import Ready, source_of
from screening.engines.base import FAULTS
from screening.packs.models.shown import Shown
from screening.reference.tables import branch_groups

FIGURE_YEAR = "figure_year"
"""Measured column with the year that figures are of, where a rule measures it."""
SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(["picture", "rule", "label", "area_code", "branch", "kind"], pl.String),
    **dict.fromkeys(["count", "of", "scale", "value", "low", "high"], pl.Float64),
    **dict.fromkeys(["expected", "ratio", "ratio_low"], pl.Float64),
    "level": pl.String,
    "group_size": pl.Int64,
    "day": pl.Date,
    "year": pl.Int64,
    **dict.fromkeys(["reason", "source", "source_date"], pl.String),
}
"""``kind`` is share, rate, count or day; ``value``, ``expected`` and limits are in its unit."""


_COUNTED = ("count", "of", "low", "high", "scale")


def area_pictures(
    judged: Mapping[str, tuple[Ready, pl.DataFrame]], sealed: frozenset[str]
) -> pl.DataFrame:
    """A row per picture, rule and area (and branch), by ``SCHEMA``; of no pack under ``sealed``."""
    found = [pl.DataFrame(schema=SCHEMA)]
    for _, (ready, rows) in sorted(judged.items()):
        if sealed & {*ready.loaded.pack.regimes} or rows.is_empty():
            continue
        pictures = ready.loaded.rule.pictures
        for picture, shown in ((name, each) for name, parts in pictures.items() for each in parts):
            with contextlib.suppress(*FAULTS):  # a picture that cannot be made ends no run
                found.append(_rows(ready, rows, shown, picture))
    return pl.concat(found)


def _rows(ready: Ready, rows: pl.DataFrame, shown: Shown, picture: str) -> pl.DataFrame:
    parts = pl.col("subject").str.splitn(":", 2)
    told = rows.select(
        picture=pl.lit(picture),
        rule=pl.lit(ready.loaded.id),
        label=pl.lit(shown.label),
        area_code=parts.struct.field("field_0"),
        branch=parts.struct.field("field_1").replace(_titles()),
        year=pl.col(FIGURE_YEAR) if FIGURE_YEAR in rows.columns else None,
    )
    figures = _compared(ready, rows, shown) if shown.compare else _plain(ready, rows, shown)
    whole = pl.concat([told, figures], how="horizontal")
    blank = [pl.lit(None).alias(name) for name in SCHEMA if name not in whole.columns]
    whole = whole.with_columns(blank)
    return whole.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def _titles() -> dict[str, str]:
    return {name: group.title for name, group in branch_groups().items()}


def _compared(ready: Ready, rows: pl.DataFrame, shown: Shown) -> pl.DataFrame:
    name = shown.compare or ""
    of = ready.loaded.rule.compare[name].funnel()
    copied = {"expected": "expected", "ratio": "ratio", "ratio_low": "lower", "level": "level",
              "group_size": "group_size", "reason": "reason", "value": "value"}  # fmt: skip
    label, day = source_of(ready, f"{name}_value", name)
    told = rows.select(
        **{ours: pl.col(f"{name}_{part}") for ours, part in copied.items()},
        source=pl.lit(label),
        source_date=pl.lit(None if day is None else day.isoformat(), pl.String),
    )
    if of is None:
        return told.with_columns(kind=pl.lit("value"))
    return told.with_columns(kind=pl.lit(of.kind), **_counted(rows, of))


def _counted(rows: pl.DataFrame, of: FunnelOf) -> dict[str, pl.Series | pl.Expr]:
    count, per = reals(rows, of.count), reals(rows, of.per)
    with np.errstate(invalid="ignore", divide="ignore"):
        usable = (count >= 0) & (per > 0)
        n, d = np.where(usable, count, np.nan), np.where(usable, per, np.nan)
        if of.kind == "share":
            low, high = wilson_interval(n / d, d)
        else:
            low, high = (limit / d * of.scale for limit in poisson_interval(n))
    return {
        "count": pl.Series(count, nan_to_null=True), "of": pl.Series(per, nan_to_null=True),
        "low": pl.Series(low, nan_to_null=True), "high": pl.Series(high, nan_to_null=True),
        "scale": pl.lit(float(of.scale)),
    }  # fmt: skip


def _plain(ready: Ready, rows: pl.DataFrame, shown: Shown) -> pl.DataFrame:
    column = shown.count or shown.day or ""
    label, day = source_of(ready, column, None)
    source = {
        "source": pl.lit(label),
        "source_date": pl.lit(None if day is None else day.isoformat(), pl.String),
    }
    if shown.day is not None:
        return rows.select(kind=pl.lit("day"), day=pl.col(shown.day), **source)
    if shown.of is None:
        return rows.select(kind=pl.lit("count"), count=pl.col(column), **source)
    share = FunnelOf("share", column, shown.of, 1, "", 0)
    told = rows.with_columns(kind=pl.lit("share"), **source, **_counted(rows, share))
    made = told.select("kind", *source, *_COUNTED)
    return made.with_columns(value=pl.col("count") / pl.when(pl.col("of") > 0).then(pl.col("of")))
