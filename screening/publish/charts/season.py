"""Counts per month of one year beside the same months of the years before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from screening.comparison.statistics.season import season
from screening.detect.explain.dutch import MONTHS
from screening.publish.charts.chart import FONT, INK, OWN, WIDTH, Chart, drawn
from screening.publish.charts.words import rated, whole

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 260
MOST_YEARS = 4
"""Earlier years that are compared with, at most."""
_SHORT = [month[:3] if month != "maart" else "mrt" for month in MONTHS]
_EARLIER, _BAND = "gemiddelde van eerdere jaren", "verwacht (95 %)"


@dataclass(frozen=True)
class MonthsOf:
    """Counts of ``what`` in one place: year, month (1-12) and count, null where it is not told."""

    what: str
    counts: pl.DataFrame
    below: Sequence[str]
    fewest: int


def months(of: MonthsOf, name: str) -> Chart | None:
    """The last year with counts beside those before it; None when there is no count at all."""
    import altair as alt  # noqa: PLC0415 - slow to load

    known = of.counts.filter(pl.col("count").is_not_null())
    if known.is_empty():
        return None
    year, earlier, table = _by_month(of, known)
    words = _alternative(of, year, earlier, table)
    title = f"{of.what} per maand, {year}" + (f" en {_range(earlier)}" if earlier else "")
    chart = alt.layer(*_layers(year, table)).properties(width=WIDTH, height=HEIGHT)
    return Chart(title, drawn(chart, name, title, words, of.below), words,
                 _rows(year, earlier, table))  # fmt: skip


def _by_month(of: MonthsOf, known: pl.DataFrame) -> tuple[int, list[int], pl.DataFrame]:
    """The year shown, the years before it, and per month what is shown (12 rows)."""
    year = int(known["year"].max())  # type: ignore[arg-type]
    held = sorted(set(known["year"].to_list()) - {year})
    earlier = [each for each in held if each >= year - MOST_YEARS]
    table = pl.DataFrame({"month": range(1, 13), "name": _SHORT})
    for each in [year, *earlier]:
        counts = of.counts.filter(pl.col("year") == each).select(
            "month", pl.col("count").alias(str(each))
        )
        table = table.join(counts, on="month", how="left", maintain_order="left")
    before = table.select(pl.col(str(each)).cast(pl.Float64) for each in earlier)
    mean = before.mean_horizontal(ignore_nulls=False) if earlier else pl.lit(None, pl.Float64)
    table = table.with_columns(now=pl.col(str(year)), mean=mean)
    return year, earlier, table.with_columns(_expected(table, before))


def _expected(table: pl.DataFrame, before: pl.DataFrame) -> list[pl.Series]:
    """Between what a count of the month is to be expected; needs two earlier years."""
    if before.width < 2:  # noqa: PLR2004 - as the comparison itself does
        none = pl.Series([None] * 12, dtype=pl.Float64)
        return [none.alias("low"), none.alias("high")]
    now = table["now"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    held = before.fill_null(float("nan")).to_numpy()
    found = season(np.where(np.isnan(now), 0.0, now), held)
    ends = {"low": found.low, "high": found.high}
    return [pl.Series(name, values, nan_to_null=True) for name, values in ends.items()]


def _layers(year: int, table: pl.DataFrame) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    x = alt.X(
        "name:N",
        sort=_SHORT,
        title="maand",
        axis=alt.Axis(labelAngle=0),
        scale=alt.Scale(paddingOuter=0.2),
    )
    now = f"{year}"
    names, colours = [now, _EARLIER, _BAND], [OWN, INK, "#c9d6e2"]
    key = alt.Scale(domain=names, range=colours)
    shapes = alt.Scale(domain=[now, _EARLIER, _BAND], range=["circle", "stroke", "square"])

    def y(column: str) -> alt.Y:
        return alt.Y(
            f"{column}:Q", title="aantal", axis=alt.Axis(format=",.0f"), scale=alt.Scale(zero=True)
        )

    def layer(line: str, column: str) -> pl.DataFrame:
        return table.filter(pl.col(column).is_not_null()).with_columns(line=pl.lit(line))

    colour = alt.Color("line:N", scale=key, title=None)
    shape = alt.Shape("line:N", scale=shapes, title=None)
    band, mean, this = layer(_BAND, "high"), layer(_EARLIER, "mean"), layer(now, "now")
    found = []
    if band.height:
        found.append(alt.Chart(band).mark_bar(size=30, opacity=1).encode(
            x=x, y=y("low"), y2="high:Q", color=colour))  # fmt: skip
    if mean.height:
        found.append(
            alt.Chart(mean).mark_tick(thickness=2, size=30).encode(x=x, y=y("mean"), color=colour)
        )
    line = alt.Chart(this).mark_line(strokeWidth=2).encode(x=x, y=y("now"), color=colour)
    points = (
        alt.Chart(this)
        .mark_point(size=60, filled=True, opacity=1)
        .encode(x=x, y=y("now"), color=colour, shape=shape)
    )
    above = this.filter(pl.col("now") > pl.col("high"))
    label = alt.Chart(above).mark_text(dy=-12, font=FONT, fontSize=11, color=INK, fontWeight=600)
    numbers = label.encode(x=x, y=y("now"), text=alt.Text("now:Q", format=",.0f"))
    return [*found, line, points, numbers]


def _range(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _alternative(of: MonthsOf, year: int, earlier: Sequence[int], table: pl.DataFrame) -> str:
    known = table.filter(pl.col("now").is_not_null())
    most, least = (
        known.sort("now", "month", descending=[side, False]).row(0, named=True)
        for side in (True, False)
    )
    ends = [f"{MONTHS[row['month'] - 1]} ({whole(row['now'])})" for row in (most, least)]
    said = [
        f"Aantal {of.what} per maand in {year}: het meest in {ends[0]}, het minst in {ends[1]}."
    ]
    if known["high"].is_not_null().any():
        said.append(_beside(known, earlier))
    elif earlier:
        said.append(f"Daarnaast het gemiddelde van {_range(earlier)}.")
    else:
        said.append("Er zijn geen eerdere jaren om mee te vergelijken.")
    if table.height > known.height:
        said.append("Maanden zonder punt: geen telling, of een te klein aantal om te tonen.")
    return " ".join(said)


def _beside(known: pl.DataFrame, earlier: Sequence[int]) -> str:
    above, below = (
        [f"{MONTHS[row['month'] - 1]} ({whole(row['now'])}, verwacht {whole(row['low'])} tot "
         f"{whole(row['high'])})" for row in known.filter(side).iter_rows(named=True)]
        for side in (pl.col("now") > pl.col("high"), pl.col("now") < pl.col("low"))
    )  # fmt: skip
    more = ", ".join(above) or "geen maand"
    told = [f"Meer dan verwacht op grond van dezelfde maand in {_range(earlier)}: {more}."]
    if below:
        told.append(f"Minder dan verwacht: {', '.join(below)}.")
    return " ".join(told)


def _rows(year: int, earlier: Sequence[int], table: pl.DataFrame) -> pl.DataFrame:
    def shown(value: float | None, column: str) -> str:
        if value is None:
            return "niet getoond" if column in table.columns else ""
        return rated(value) if column == "mean" else whole(value)

    columns = {str(each): str(each) for each in [year, *reversed(earlier)]}
    if earlier:
        columns |= {"mean": "Gemiddelde eerder"}
    if table["high"].is_not_null().any():
        columns |= {"low": "Verwacht vanaf", "high": "Verwacht tot"}
    found = [
        (MONTHS[row["month"] - 1], *(shown(row[column], column) for column in columns))
        for row in table.iter_rows(named=True)
    ]
    heads = ["Maand", *columns.values()]
    return pl.DataFrame(found, schema=dict.fromkeys(heads, pl.String), orient="row")
