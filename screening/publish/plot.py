"""The funnel of a comparison of any table of counts, as a picture in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from screening.comparison.drawable import drawable
from screening.comparison.table import TableComparison
from screening.publish.charts.chart import Chart
from screening.publish.charts.funnel import FunnelOf, funnel, funnels
from screening.publish.charts.words import counted, whole

FORMATS: Mapping[str, Callable[[Chart], bytes]] = MappingProxyType(
    {".svg": lambda chart: chart.svg.encode(), ".png": lambda chart: chart.png()}
)
"""What a picture can be written as, by the end of the name of its file."""


@dataclass(frozen=True)
class Asked:
    """What was compared: the columns, per how many, the file, and the unit that is named."""

    count: str
    per: str
    scale: float
    source: str
    own: str | None = None


def picture(compared: TableComparison, asked: Asked) -> Chart:
    """The funnel, or one per group where units were compared within groups.

    Raises RunError for what cannot be drawn; see :func:`~screening.comparison.drawable.drawable`.
    """
    rows = drawable(compared, asked.source, asked.own)
    title = f"{asked.count} per {whole(asked.scale)} {asked.per}"
    below = [f"Bron: {asked.source}."]
    if "by" not in compared.rows.columns:
        [overall] = compared.overall.to_dicts()
        return funnel(_of(rows, overall, title, asked, below), "trechter")
    groups = {
        str(overall["by"]): _of(part, overall, f"{title}, {overall['by']}", asked, below)
        for overall in compared.overall.to_dicts()
        if (part := rows.filter(pl.col("by") == overall["by"])).height
    }
    return funnels(groups, title, "trechter", below)


def _of(
    rows: pl.DataFrame, overall: Mapping[str, float], title: str, asked: Asked, below: list[str]
) -> FunnelOf:
    key = pl.col("key").cast(pl.String)
    units = rows.select(
        name=key, count=pl.col("count").cast(pl.Float64), per=pl.col("per").cast(pl.Float64),
        own=key == pl.lit(asked.own, pl.String),
    )  # fmt: skip
    among = f"{counted(rows.height, 'eenheid', 'eenheden')} met elkaar vergeleken."
    return FunnelOf(
        what=title, per=asked.per, kind="rate", scale=asked.scale,
        target=overall["rate"] / asked.scale, tau2=overall["tau2"],
        units=units.with_columns(pl.col("own").fill_null(value=False)),
        among=among, below=[among, *below], municipal=False,
    )  # fmt: skip


def encoded(chart: Chart, suffix: str) -> bytes:
    """The picture as the kind of file that ends with this, such as ``.svg``."""
    return FORMATS[suffix.lower()](chart)
