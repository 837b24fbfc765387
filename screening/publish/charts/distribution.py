"""How the amounts of a group are spread, and where those that were flagged lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from screening.detect.explain.dutch import say
from screening.publish.charts.chart import FONT, HATCHED, INK, OWN, SOFT, WIDTH, Chart, drawn
from screening.publish.charts.words import rated, whole

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 240
_BAR = "#9fb3c8"
_ALL, _FEW, _HIT, _OWN = "geteld", "te klein aantal om te tonen", "gesignaleerd", "eigen gemeente"
_MIDDLE, _NOTABLE = "midden (mediaan)", "2,5 keer de gewone spreiding vanaf het midden"


@dataclass(frozen=True)
class SpreadOf:
    """Amounts counted in steps between ``edges``; None stands for 1 to ``fewest`` - 1.

    ``marked`` has name, amount, hit and own: what is flagged, and may be named. ``flagged`` counts
    per step what is flagged. ``units`` says what is counted, in the plural.
    """

    what: str
    unit: str
    group: str
    units: str
    size: str
    edges: Sequence[float]
    counts: Sequence[int | None]
    flagged: Sequence[int | None]
    marked: pl.DataFrame
    median: float
    low: float
    high: float
    fewest: int
    below: Sequence[str]


def distribution(of: SpreadOf, name: str) -> Chart:
    """The histogram on a logarithmic scale, the flagged marked above it."""
    import altair as alt  # noqa: PLC0415 - slow to load

    steps, words = _steps(of), _alternative(of)
    chart = alt.layer(*_bars(of, steps), *_middle(of), *_marks(of, steps)).properties(
        width=WIDTH, height=HEIGHT
    )
    title = f"{of.what}: {of.group}" if of.group != "alle" else of.what
    return Chart(title, drawn(chart, name, title, words, of.below), words, _rows(of, steps))


def _steps(of: SpreadOf) -> pl.DataFrame:
    """A row per step: from, to, count, what is drawn and how."""
    fewest = of.fewest or 1
    return pl.DataFrame(
        {
            "from": list(of.edges[:-1]), "to": list(of.edges[1:]), "count": list(of.counts),
            "flagged": list(of.flagged),
        },
        schema={"from": pl.Float64, "to": pl.Float64, "count": pl.Int64, "flagged": pl.Int64},
    ).with_columns(
        tall=pl.col("count").fill_null(fewest - 1), look=pl.when(pl.col("count").is_null())
        .then(pl.lit(_FEW)).otherwise(pl.lit(_ALL)), nought=pl.lit(0),
    )  # fmt: skip


def _across(of: SpreadOf) -> alt.X:
    import altair as alt  # noqa: PLC0415

    unit = {"EUR": "euro"}.get(of.unit, of.unit)
    title = f"{of.what}{f', {unit}' if unit and unit not in of.what else ''} (logaritmische schaal)"
    domain = alt.Scale(type="log", domain=[of.edges[0], of.edges[-1]], nice=False)
    return alt.X("from:Q", scale=domain, title=title, axis=alt.Axis(format=",~r", grid=False))


def _bars(of: SpreadOf, steps: pl.DataFrame) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    looks = [look for look in (_ALL, _FEW) if (steps["look"] == look).any()]
    colours = [{_ALL: _BAR, _FEW: HATCHED}[look] for look in looks]
    fill = alt.Fill("look:N", title=None, scale=alt.Scale(domain=looks, range=colours))
    bars = alt.Chart(steps.filter(pl.col("tall") > 0)).mark_rect(stroke=SOFT, strokeWidth=0.8)
    y = alt.Y("nought:Q", title=f"aantal {of.units}", axis=alt.Axis(format=",.0f", tickMinStep=1))
    return [bars.encode(x=_across(of), x2="to:Q", y=y, y2="tall:Q", fill=fill)]


def _middle(of: SpreadOf) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    limits = [of.low, of.high] if of.low < of.median < of.high else []
    inside = [each for each in limits if of.edges[0] < each < of.edges[-1]]
    rows = pl.DataFrame({
        "from": [of.median, *inside], "line": [_MIDDLE, *[_NOTABLE] * len(inside)],
    })  # fmt: skip
    names = [_MIDDLE, _NOTABLE] if inside else [_MIDDLE]
    dash = alt.StrokeDash(
        "line:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]][: len(names)]),
        legend=alt.Legend(symbolSize=300, symbolStrokeColor=INK),
    )  # fmt: skip
    return [
        alt.Chart(rows).mark_rule(color=INK, strokeWidth=1.6).encode(x=_across(of), strokeDash=dash)
    ]


def _marks(of: SpreadOf, steps: pl.DataFrame) -> list[alt.Chart]:
    """A mark per flagged unit that may be named, or per step that holds some."""
    import altair as alt  # noqa: PLC0415

    top = int(steps["tall"].max() or 1)  # type: ignore[arg-type]
    if of.marked.height:
        marks = of.marked.select(
            pl.col("amount").alias("from"), "name",
            mark=pl.when("hit").then(pl.lit(_HIT)).otherwise(pl.lit(_OWN)),
        )  # fmt: skip
    else:
        held = steps.filter(pl.col("flagged").is_null() | (pl.col("flagged") > 0))
        marks = held.select(
            (pl.col("from") * pl.col("to")).sqrt().alias("from"), name=pl.lit(""), mark=pl.lit(_HIT)
        )
    if marks.is_empty():
        return []
    marks = marks.with_columns(high=pl.lit(top * 1.08))
    kinds = [kind for kind in (_HIT, _OWN) if (marks["mark"] == kind).any()]
    shapes = [{_HIT: "triangle-down", _OWN: "diamond"}[kind] for kind in kinds]
    shape = alt.Shape("mark:N", title=None, scale=alt.Scale(domain=kinds, range=shapes))
    y = alt.Y("high:Q")
    points = alt.Chart(marks).mark_point(size=110, filled=True, fill=OWN, color=OWN, opacity=1)
    names = alt.Chart(marks).mark_text(
        dy=-13, font=FONT, fontSize=11, color=INK, limit=170, align="center"
    )
    return [
        points.encode(x=_across(of), y=y, shape=shape),
        names.encode(x=_across(of), y=y, text="name:N"),
    ]


def _amount(of: SpreadOf, amount: float) -> str:
    return say(amount, hint="eur") if of.unit == "EUR" else rated(amount)


def _alternative(of: SpreadOf) -> str:
    said = [
        f"Verdeling van {of.what} over {of.size} {of.units} ({of.group}).",
        f"De schaal is logaritmisch; de middelste heeft {_amount(of, of.median)}.",
    ]
    if of.low < of.median < of.high:
        said.append(
            f"Meer dan 2,5 keer de gewone spreiding daarvandaan ligt wat minder heeft dan "
            f"{_amount(of, of.low)} of meer dan {_amount(of, of.high)}."
        )
    for row in of.marked.sort("amount", descending=True).iter_rows(named=True):
        word = "gesignaleerd" if row["hit"] else "niet gesignaleerd"
        said.append(f"{row['name']}: {_amount(of, row['amount'])}, {word}.")
    if not of.marked.height:
        some = any(count is None or count for count in of.flagged)
        marked = "Gemarkeerd zijn de stappen waarin iets gesignaleerd is, zonder te zeggen hoeveel."
        said.append(marked if some else "In deze groep is niets gesignaleerd.")
    if any(count is None for count in of.counts):
        said.append(
            f"Gearceerd: te klein aantal om te tonen (minder dan {of.fewest}), of een aantal dat "
            "met het totaal een klein aantal zou verraden."
        )
    return " ".join(said)


def _rows(of: SpreadOf, steps: pl.DataFrame) -> pl.DataFrame:
    found = [
        (_amount(of, row["from"]), _amount(of, row["to"]),
         "niet getoond" if row["count"] is None else whole(row["count"]),
         "ja" if row["flagged"] is None or row["flagged"] else "nee")
        for row in steps.iter_rows(named=True)
    ]  # fmt: skip
    heads = ("Vanaf", "Tot", f"Aantal {of.units}", "Iets gesignaleerd")
    return pl.DataFrame(found, schema=dict.fromkeys(heads, pl.String), orient="row")
