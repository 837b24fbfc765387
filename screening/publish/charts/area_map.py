"""A map of areas in classes, with a number in each that the table beside it explains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from screening.publish.charts.chart import FONT, HATCHED, INK, SOFT, WIDTH, Chart, drawn
from screening.publish.charts.screen import fitted
from screening.publish.charts.words import counted, rated, whole
from screening.registers.reading.shapes import Ring, Shape

if TYPE_CHECKING:
    import altair as alt

TALLEST = 560
CLASSES = 5
_COLOURS = ("#f1f4f8", "#c9d8e7", "#93b4d2", "#5586b4", "#1f4e7e")
"""From light to dark, so that they keep their order in grey."""
_NOT_TOLD = "niet getoond"


@dataclass(frozen=True)
class MapOf:
    """Areas to show: code, name, value (null where it is not told) and the columns of the table.

    ``columns`` gives per column of ``areas`` what the table calls it. ``unit`` goes with the value,
    such as 'per 1.000 adressen'.
    """

    what: str
    unit: str
    areas: pl.DataFrame
    columns: dict[str, str]
    shapes: Sequence[Shape]
    why_not: str
    below: Sequence[str]


def area_map(of: MapOf, name: str) -> Chart:
    """The map; areas without a shape stand in the table only."""
    import altair as alt  # noqa: PLC0415 - slow to load

    screen = fitted(of.shapes, WIDTH, TALLEST)
    placed = {shape.code: screen.polygons(shape) for shape in of.shapes}
    areas = of.areas.sort("name", "code").with_row_index("number", 1)
    limits = _limits(areas["value"].drop_nulls())
    names = _class_names(limits)
    areas = areas.with_columns(
        look=pl.Series([_class(value, limits, names) for value in areas["value"]], dtype=pl.String)
    )
    words = _alternative(of, areas)
    chart = alt.layer(*_shapes(of, areas, placed, names), *_numbers(areas, placed)).properties(
        width=WIDTH, height=screen.height
    )
    return Chart(of.what, drawn(chart, name, of.what, words, of.below), words, _rows(of, areas))


def _limits(values: pl.Series) -> list[float]:
    """Where a class begins: as many areas in each, at whole numbers that differ."""
    if values.is_empty():
        return []
    steps = [values.quantile(step / CLASSES, "lower") for step in range(1, CLASSES)]
    whole_steps = sorted({math.ceil(step) for step in steps if step is not None})
    least, most = float(values.min()), float(values.max())  # type: ignore[arg-type]
    return [float(each) for each in whole_steps if least < each <= most]


def _class_names(limits: Sequence[float]) -> list[str]:
    if not limits:
        return ["alle gelijk"]
    between = [f"{whole(a)} tot {whole(b)}" for a, b in pairwise(limits)]
    return [f"minder dan {whole(limits[0])}", *between, f"{whole(limits[-1])} en meer"]


def _class(value: float | None, limits: Sequence[float], names: Sequence[str]) -> str:
    if value is None:
        return _NOT_TOLD
    return names[sum(value >= limit for limit in limits)]


def _shapes(
    of: MapOf, areas: pl.DataFrame, placed: dict[str, list[list[Ring]]], names: Sequence[str]
) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    looks = dict(areas.select("code", "look").iter_rows())
    features: list[dict[str, Any]] = [
        {
            "type": "Feature", "look": looks[code],
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
        }
        for code, polygons in placed.items() if code in looks
    ]  # fmt: skip
    domain, colours = list(names), list(_COLOURS[-len(names) :])
    if _NOT_TOLD in looks.values():
        domain, colours = [*domain, _NOT_TOLD], [*colours, HATCHED]
    fill = alt.Fill(
        "look:N", title=of.unit, scale=alt.Scale(domain=domain, range=colours),
        legend=alt.Legend(symbolType="square", symbolSize=150, symbolStrokeColor=SOFT, columns=3),
    )  # fmt: skip
    drawn_shapes = alt.Chart(alt.InlineData(values=features)).mark_geoshape(
        stroke=SOFT, strokeWidth=0.8, strokeJoin="round"
    )
    return [drawn_shapes.encode(fill=fill).project(type="identity", scale=1, translate=[0, 0])]


def _numbers(areas: pl.DataFrame, placed: dict[str, list[list[Ring]]]) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    numbers = dict(areas.select("code", "number").iter_rows())
    middles = [
        (*_middle(polygons), str(numbers[code]))
        for code, polygons in placed.items() if code in numbers
    ]  # fmt: skip
    rows = pl.DataFrame(middles, schema=["x", "y", "number"], orient="row")
    label: dict[str, Any] = {"font": FONT, "fontSize": 10, "color": INK}
    halo = {**label, "stroke": "#ffffff", "strokeWidth": 3, "strokeJoin": "round"}
    return [
        alt.Chart(rows).mark_text(**style).encode(
            x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None),
            text="number:N",
        )
        for style in (halo, label)
    ]  # fmt: skip


def _middle(polygons: list[list[Ring]]) -> tuple[float, float]:
    """The middle of the largest part of an area."""
    found = [_weighed(polygon[0]) for polygon in polygons]
    _, x, y = max(found)
    return round(x, 1), round(y, 1)


def _weighed(ring: Ring) -> tuple[float, float, float]:
    """Surface and centroid of a ring; of one without surface the middle of its corners."""
    crosses = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    surface = sum(cross for _, _, cross in crosses) / 2
    if abs(surface) < 1e-9:  # noqa: PLR2004 - no surface
        return 0.0, sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    x = sum((a[0] + b[0]) * cross for a, b, cross in crosses) / (6 * surface)
    y = sum((a[1] + b[1]) * cross for a, b, cross in crosses) / (6 * surface)
    return abs(surface), x, y


def _alternative(of: MapOf, areas: pl.DataFrame) -> str:
    known = areas.filter(pl.col("value").is_not_null()).sort(
        "value", "name", descending=[True, False]
    )
    said = [f"Kaart van {of.what}, {of.unit}, in {areas.height} gebieden."]
    if known.height:
        top = [
            f"{row['name']} ({rated(row['value'])})" for row in known.head(3).iter_rows(named=True)
        ]
        low = known.row(-1, named=True)
        said.append(
            f"Het hoogst in {', '.join(top)}; het laagst in {low['name']} ({rated(low['value'])})."
        )
    if known.height < areas.height:
        rest = areas.height - known.height
        hatched = counted(rest, "gebied is", "gebieden zijn")
        said.append(f"{hatched} gearceerd of niet getoond: {of.why_not}.")
    said.append("Elk gebied heeft een nummer; de tabel geeft bij elk nummer de getallen.")
    return " ".join(said)


def _rows(of: MapOf, areas: pl.DataFrame) -> pl.DataFrame:
    found = [
        (str(row["number"]), row["name"],
         *(_NOT_TOLD if row[column] is None else whole(row[column]) for column in of.columns),
         _NOT_TOLD if row["value"] is None else rated(row["value"]))
        for row in areas.iter_rows(named=True)
    ]  # fmt: skip
    heads = ("Nr.", "Gebied", *of.columns.values(), of.unit[:1].upper() + of.unit[1:])
    return pl.DataFrame(found, schema=dict.fromkeys(heads, pl.String), orient="row")
