"""What each reason adds to its place on a list, when a fact counts once.

Signals are taken from the heaviest: one counts when it rests on something that no heavier one of
the place rests on. Within a family the strongest counts fully and the second for the share that the
pack sets. A conclusion rests on the signals behind it, so it adds what it weighs more than these
already do, and nothing when a heavier conclusion rests on all of the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.packs.models import Priority
from screening.prioritise.reasons import PLACE

ROW = ["list", *PLACE]
SEVERE = 4
SAME = "{} (Zelfde gegeven als '{}'; telt niet apart mee.)"


def weighed(placed: pl.LazyFrame, priorities: Mapping[str, Priority]) -> pl.LazyFrame:
    """Reasons with ``part``: the points each adds to its place on a list.

    ``own`` says whether it rests on a fact of its own, and ``severe`` whether it is a severe one
    that counts as such; what does not count says in ``shown`` with what it shares its fact.
    """
    told = _with_facts(_with_points(placed, priorities))
    signals = _in_families(told.filter(~pl.col("concluded")))
    conclusions = _above(told.filter("concluded"), signals)
    return pl.concat([signals, conclusions], how="diagonal")


def _with_points(placed: pl.LazyFrame, priorities: Mapping[str, Priority]) -> pl.LazyFrame:
    """Reasons with ``full`` and ``second_share``, as the pack of each sets them."""
    rows = [
        (pack, severity, float(points), float(priority.second_share))
        for pack, priority in sorted(priorities.items())
        for severity, points in sorted(priority.points.items())
    ]
    settings = pl.LazyFrame(
        rows,
        schema={
            "pack": pl.String,
            "severity": pl.Int64,
            "full": pl.Float64,
            "second_share": pl.Float64,
        },
        orient="row",
    )
    return placed.join(settings, on=["pack", "severity"], how="left").with_columns(
        pl.col("full").fill_null(0.0), pl.col("second_share").fill_null(0.0)
    )


def _with_facts(reasons: pl.LazyFrame) -> pl.LazyFrame:
    """Reasons, numbered from the heaviest, with ``own`` and what they share in ``shown``.

    What a lighter reason that does not count rests on, heavier ones rest on too. So a reason has a
    fact of its own when it is the first of its place to rest on one.
    """
    ordered = reasons.sort(
        *ROW, "concluded", "severity", "full", pl.col("rests_on").list.len(), "rule", "subject",
        descending=[False, False, False, False, True, True, True, False, False],
    ).with_row_index("number")  # fmt: skip
    keys = ordered.select(*ROW, "concluded", "number", key="rests_on").explode(
        "key", empty_as_null=True
    )
    first = pl.col("number").min().over(*ROW, "concluded", "key")
    of_each = keys.with_columns(first=first).group_by("number").agg(
        own=(pl.col("key").is_null() | (pl.col("first") == pl.col("number"))).any(),
        leader=pl.col("first").min(),
    )  # fmt: skip
    titles = ordered.select(leader="number", same_as="title")
    shared = pl.format(SAME, "shown", "same_as")
    repeated = ~pl.col("own") & ~pl.col("concluded")
    return (
        ordered.join(of_each, on="number", how="left")
        .join(titles, on="leader", how="left")
        .with_columns(shown=pl.when(repeated).then(shared).otherwise("shown"))
        .drop("leader", "same_as")
    )


def _in_families(signals: pl.LazyFrame) -> pl.LazyFrame:
    """Signals with ``part``: only the first two of a family that rest on facts of their own."""
    # What rests on no fact of its own comes last, wherever it stands in its family.
    ordered = signals.sort(
        *ROW, "family", "own", "full", "rule", "subject",
        descending=[False, False, False, False, True, True, False, False],
    )  # fmt: skip
    place_in_family = pl.int_range(pl.len()).over(*ROW, "family")
    return ordered.with_columns(
        part=pl.when(~pl.col("own"))
        .then(0.0)
        .when(place_in_family == 0)
        .then("full")
        .when(place_in_family == 1)
        .then(pl.col("full") * pl.col("second_share"))
        .otherwise(0.0),
        severe=pl.col("own") & (pl.col("severity") >= SEVERE),
    )


def _above(conclusions: pl.LazyFrame, signals: pl.LazyFrame) -> pl.LazyFrame:
    """Conclusions with ``part``: what they weigh above the signals of the place behind them."""
    behind = (
        conclusions.select(*ROW, "number", "rests_on")
        .join(signals.select(*ROW, "part", "severe", resting="rests_on"), on=ROW)
        .filter(pl.col("resting").list.set_difference("rests_on").list.len() == 0)
        .group_by("number")
        .agg(counted=pl.col("part").sum(), severe_behind=pl.col("severe").any())
    )
    above = pl.max_horizontal(pl.col("full") - pl.col("counted").fill_null(0.0), 0.0)
    severe = pl.col("own") & (pl.col("severity") >= SEVERE)
    return (
        conclusions.join(behind, on="number", how="left")
        .with_columns(
            part=pl.when("own").then(above).otherwise(0.0),
            severe=severe & ~pl.col("severe_behind").fill_null(value=False),
        )
        .drop("counted", "severe_behind")
    )
