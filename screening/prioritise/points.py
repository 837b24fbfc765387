"""Points, the order they give, and the order without them beside it (T14).

Each severity has its points. Within a family the strongest reason counts fully and the second for
the share that the pack sets: a third reason of the same kind says little new. Points and share are
pack settings with a written motivation. What reasons share counts once: see
:mod:`screening.prioritise.weights`.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.packs.models import Priority
from screening.prioritise.reasons import PLACE, told_once
from screening.prioritise.weights import ROW, weighed
from screening.reference.families import family_titles

ORDER = ["list", "urgency", "points", "families_count", "newest", *PLACE]
DESCENDING = [False, False, True, True, True, False, False]
WITHOUT_WEIGHTS = ["list", "urgency", "families_count", "newest", *PLACE]


def counted(placed: pl.LazyFrame, priorities: Mapping[str, Priority]) -> pl.LazyFrame:
    """Reasons with what each adds to its place on a list, heaviest of a place first.

    ``placed`` are reasons with ``list``, ``place_type``, ``place``, the text to be ``shown`` and
    ``who`` it is about ('' for the place itself): in the result these names stand before the text.
    ``priorities`` is the setting of each pack.
    """
    # Collected here, for its readers would otherwise each plan and work this out.
    once = placed.unique([*ROW, "rule", "subject_type", "subject"])
    return told_once(weighed(once, priorities), ROW).collect().lazy()


def scored(counted: pl.LazyFrame) -> pl.LazyFrame:
    """One row per list and place with its points and everything its reasons say.

    A family counts among ``families`` only through signals that rest on a fact of their own: a
    conclusion rests on signals that were counted already.
    """
    ordered = counted.sort(
        *ROW, "severity", "rule", "subject", descending=[False, False, False, True, False, False]
    )
    per_place = ordered.group_by(ROW, maintain_order=True).agg(
        points=pl.col("part").sum(),
        families=pl.col("family")
        .filter(~pl.col("concluded") & pl.col("own"))
        .unique()
        .sort()
        .replace(family_titles()),
        severity_max=pl.col("severity").max(),
        severe_rules=pl.col("rule").filter("severe").n_unique(),
        newest=pl.col("newest").max(),
        rules=pl.col("rule").unique(maintain_order=True),
        reasons=pl.col("shown").filter(~pl.col("concluded")).unique(maintain_order=True),
        conclusions=pl.col("shown").filter("concluded").unique(maintain_order=True),
        innocent=pl.col("innocent").list.explode(empty_as_null=False).unique(maintain_order=True),
        verify=pl.col("verify").filter(pl.col("verify") != "").unique(maintain_order=True),
        interventions=pl.col("interventions")
        .list.explode(empty_as_null=False)
        .unique(maintain_order=True),
        subject_type=pl.col("subject_type").first(),
        subject=pl.col("subject").first(),
        about=pl.struct("subject_type", "subject").unique(maintain_order=True),
    )
    return per_place.join(_parts(counted), on=ROW, how="left").with_columns(
        families_count=pl.col("families").list.len().cast(pl.Int64)
    )


def ranked(rows: pl.LazyFrame, urgency: pl.Expr | None = None) -> pl.LazyFrame:
    """Rows list by list in their order, with ``rank`` and ``rank_without_weights`` from 1.

    Points, then families, then newest evidence, then id; without weights the points are left out.
    What has a smaller ``urgency`` (the same for all, unless it is given) goes before all of that.
    """
    rows = rows.with_columns(urgency=pl.lit(0) if urgency is None else urgency)
    number = pl.int_range(1, pl.len() + 1).over("list")
    bare = rows.sort(
        WITHOUT_WEIGHTS, descending=[False, False, True, True, False, False], nulls_last=True
    ).with_columns(rank_without_weights=number)
    return bare.sort(ORDER, descending=DESCENDING, nulls_last=True).with_columns(rank=number)


def _parts(counted: pl.LazyFrame) -> pl.LazyFrame:
    """``points_parts``: per family what its reasons added, such as 'autobedrijven: 20 + 5'."""
    number = (
        pl.col("part").cast(pl.String).str.replace(r"\.0$", "").str.replace(".", ",", literal=True)
    )
    return (
        counted.filter(pl.col("part") > 0)
        .sort(*ROW, "family", "part", descending=[False, False, False, False, True])
        .with_columns(number=number)
        .group_by(*ROW, "family", maintain_order=True)
        .agg(pl.col("number").str.join(" + "))
        .with_columns(
            points_parts=pl.col("family").replace(family_titles()) + ": " + pl.col("number")
        )
        .group_by(ROW, maintain_order=True)
        .agg("points_parts")
    )
