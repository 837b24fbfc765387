"""A funnel: rates or shares against their denominator, with the limits of chance around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from screening.comparison.centres import LIMITS
from screening.comparison.statistics.comparison_sets import Reals
from screening.publish.charts.chart import FONT, INK, OWN, PEER, SOFT, WIDTH, Chart, drawn
from screening.publish.charts.labels import sides
from screening.publish.charts.words import counted, percentage, rated, whole

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 300
LEVELS = ((0.95, "95 %"), (0.998, "99,8 %"))
_POINTS = 90
"""Places at which a limit is found."""
_NAMED = 8
"""Units outside the limits that are named in the picture, the own one not counted."""
_KINDS = (
    "eigen gemeente",
    "binnen de ruime grenzen",
    "boven de ruime grens",
    "onder de ruime grens",
)
_ELSE = ("gekozen eenheid", *_KINDS[1:])
_SHAPES = ("diamond", "circle", "triangle-up", "triangle-down")
_MIDDLE = "gemiddelde van de vergelijkingsgroep"
_CHANCE, _SPREAD = "alleen toeval", "toeval en gewone spreiding"


@dataclass(frozen=True)
class FunnelOf:
    """What a funnel shows. ``units`` has name, count, per and own (the unit it is about).

    ``target`` is a rate per one, or a share; ``scale`` what rates are shown per. ``among`` says who
    the others are, and ``below`` where the figures come from.
    """

    what: str
    per: str
    kind: Literal["rate", "share"]
    scale: float
    target: float
    tau2: float
    units: pl.DataFrame
    among: str
    below: Sequence[str]
    municipal: bool = True


def funnel(of: FunnelOf, name: str) -> Chart:
    """The funnel of at least one unit with a count and a denominator above 0."""
    shown = _placed(of)
    words = _alternative(of, shown)
    svg = drawn(_panel(of, shown), name, of.what, words, of.below)
    return Chart(of.what, svg, words, _rows(of, shown))


def funnels(each: Mapping[str, FunnelOf], title: str, name: str, below: Sequence[str]) -> Chart:
    """A funnel per group, one below the other, by what the groups are called."""
    import altair as alt  # noqa: PLC0415 - slow to load

    placed = {group: _placed(of) for group, of in each.items()}
    panels = [_panel(of, placed[group]).properties(title=group) for group, of in each.items()]
    words = " ".join(f"{group}: {_alternative(of, placed[group])}" for group, of in each.items())
    rows = pl.concat(
        _rows(of, placed[group]).select(pl.lit(group).alias("Groep"), pl.all())
        for group, of in each.items()
    )
    chart = alt.vconcat(*panels, spacing=26).resolve_scale(
        color="shared", strokeDash="shared", shape="shared", fill="shared", stroke="shared"
    )
    return Chart(title, drawn(chart, name, title, words, below), words, rows)


def _panel(of: FunnelOf, shown: pl.DataFrame) -> alt.LayerChart:
    import altair as alt  # noqa: PLC0415 - slow to load

    layers = [*_lines(of, shown), *_points(of, shown)]
    return alt.LayerChart(layer=layers, width=WIDTH, height=HEIGHT)


def _shown_per(of: FunnelOf) -> float:
    return 100.0 if of.kind == "share" else of.scale


def _said(of: FunnelOf, value: float) -> str:
    return percentage(value / 100) if of.kind == "share" else rated(value)


def _placed(of: FunnelOf) -> pl.DataFrame:
    """The units with their value and where that lies: a row each, the own one last."""
    per = of.units["per"].cast(pl.Float64).to_numpy()
    low, high = LIMITS[of.kind](of.target, per, of.tau2, LEVELS[-1][0])
    kinds = _KINDS if of.municipal else _ELSE
    value, scale = pl.col("count") / pl.col("per"), _shown_per(of)
    return of.units.with_columns(
        value=value * scale, low=pl.Series(low) * scale, high=pl.Series(high) * scale,
        place=pl.when(value > pl.Series(high)).then(pl.lit(kinds[2]))
        .when(value < pl.Series(low)).then(pl.lit(kinds[3])).otherwise(pl.lit(kinds[1])),
    ).with_columns(
        sort=pl.when("own").then(pl.lit(kinds[0])).otherwise("place"),
    ).sort("own", "name")  # fmt: skip


def _lines(of: FunnelOf, shown: pl.DataFrame) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    names = [name for name, _, _ in _LINES]
    dashes, colours = [dash for _, dash, _ in _LINES], [colour for _, _, colour in _LINES]
    per = np.geomspace(*_wide(shown), num=_POINTS)
    thin: list[pl.DataFrame] = []
    thick = [_line(_MIDDLE, "", per, np.full_like(per, of.target * _shown_per(of)))]
    for tau2, spread, lines in ((0.0, _CHANCE, thin), (of.tau2, _SPREAD, thick)):
        for level, percent in LEVELS:
            limits = LIMITS[of.kind](of.target, per, tau2, level)
            lines += [
                _line(f"{percent}: {spread}", side, per, values * _shown_per(of))
                for side, values in zip(("low", "high"), limits, strict=True)
            ]
    key: dict[str, Any] = {
        "title": "Grenzen",
        "legend": alt.Legend(symbolSize=300, symbolStrokeWidth=2, rowPadding=1),
    }
    return [
        alt.Chart(pl.concat(lines)).mark_line(clip=True, strokeWidth=width).encode(
            x=_across(of, shown), y=_up(of, shown), detail="side:N",
            color=alt.Color("line:N", scale=alt.Scale(domain=names, range=colours), **key),
            strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=names, range=dashes), **key),
        )
        for lines, width in ((thin, 1.2), (thick, 2.0))
    ]  # fmt: skip


_LINES = (
    (f"95 %: {_CHANCE}", [2, 3], SOFT),
    (f"99,8 %: {_CHANCE}", [5, 3], SOFT),
    (f"95 %: {_SPREAD}", [10, 4], PEER),
    (f"99,8 %: {_SPREAD}", [1, 0], PEER),
    (_MIDDLE, [1, 0], INK),
)


def _line(line: str, side: str, per: Reals, value: Reals) -> pl.DataFrame:
    frame = pl.DataFrame({"per": per, "value": value})
    return frame.with_columns(pl.lit(line).alias("line"), pl.lit(f"{line} {side}").alias("side"))


def _across(of: FunnelOf, shown: pl.DataFrame) -> alt.X:
    import altair as alt  # noqa: PLC0415

    domain = alt.Scale(type="log", domain=list(_wide(shown)), nice=False)
    axis = alt.Axis(format=",.0f", grid=False)
    return alt.X("per:Q", scale=domain, axis=axis, title=f"{of.per} (logaritmische schaal)")


def _up(of: FunnelOf, shown: pl.DataFrame) -> alt.Y:
    import altair as alt  # noqa: PLC0415

    low, high = _reach(of, shown)
    title = f"aandeel in {of.per} (%)" if of.kind == "share" else f"per {whole(of.scale)} {of.per}"
    return alt.Y(
        "value:Q", scale=alt.Scale(domain=[low, high], nice=True, zero=False), title=title,
        axis=alt.Axis(format=",~r"),
    )  # fmt: skip


def _reach(of: FunnelOf, shown: pl.DataFrame) -> tuple[float, float]:
    """Every unit, and the wide limits at the middle of the denominators."""
    per = np.array([float(shown["per"].median())])  # type: ignore[arg-type]
    low, high = LIMITS[of.kind](of.target, per, of.tau2, LEVELS[-1][0])
    scale, values = _shown_per(of), shown["value"]
    least = min(float(values.min()), float(low[0]) * scale)  # type: ignore[arg-type]
    most = max(float(values.max()), float(high[0]) * scale)  # type: ignore[arg-type]
    room = 0.06 * (most - least)
    return max(0.0, least - room), most + room


def _points(of: FunnelOf, shown: pl.DataFrame) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    kinds = _KINDS if of.municipal else _ELSE
    present = [kind for kind in kinds if (shown["sort"] == kind).any()]
    own = [kind == kinds[0] for kind in present]
    looks = {
        "shape": (alt.Shape, [_SHAPES[kinds.index(kind)] for kind in present]),
        "fill": (alt.Fill, [OWN if each else "#ffffff" for each in own]),
        "stroke": (alt.Stroke, ["#ffffff" if each else INK for each in own]),
    }
    at = {"x": _across(of, shown), "y": _up(of, shown)}
    encoded = {
        name: channel("sort:N", title="Eenheden", scale=alt.Scale(domain=present, range=values))
        for name, (channel, values) in looks.items()
    }
    points = [
        alt.Chart(rows).mark_point(strokeWidth=1.1, opacity=1, size=size)
        for rows, size in ((shown.filter(~pl.col("own")), 46), (shown.filter("own"), 190))
    ]
    halos, names = _names(of, shown, at)
    return [*halos, *(each.encode(**at, **encoded) for each in points), *names]


def _names(
    of: FunnelOf, shown: pl.DataFrame, at: Mapping[str, Any]
) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """The names beside their points, and what keeps lines away from them, to be drawn first."""
    import altair as alt  # noqa: PLC0415

    named = shown.filter(pl.col("own") | pl.col("name").is_in(_named(shown).implode()))
    named = named.sort("own", "value", "name", descending=[True, True, False])
    places = sides(list(zip(named["name"], _places(of, named, shown), strict=True)),
                   _places(of, shown, shown))  # fmt: skip
    halos, names = [], []
    for side in dict.fromkeys(places):
        rows = named.filter(pl.Series([place == side for place in places]))
        style: dict[str, Any] = {"align": side.align, "dx": side.dx, "dy": side.dy, "limit": 150,
                                 "baseline": "middle", "font": FONT, "fontSize": 11}  # fmt: skip
        text = alt.Chart(rows).mark_text(**style, color=INK)
        halo = alt.Chart(rows).mark_text(
            **style, color=INK, stroke="#ffffff", strokeWidth=3.5, strokeJoin="round"
        )
        names.append(text.encode(**at, text="name:N"))
        halos.append(halo.encode(**at, text="name:N"))
    return halos, names


def _places(of: FunnelOf, units: pl.DataFrame, shown: pl.DataFrame) -> list[tuple[float, float]]:
    """About where units stand in the picture, in points from its upper left corner."""
    left, right = np.log(_wide(shown))
    low, high = _reach(of, shown)
    x = (np.log(units["per"].to_numpy()) - left) / (right - left) * WIDTH
    y = (high - units["value"].to_numpy()) / (high - low) * HEIGHT
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _wide(shown: pl.DataFrame) -> tuple[float, float]:
    """Between which denominators the picture runs."""
    per = shown["per"].cast(pl.Float64).to_numpy()
    return float(per.min() * 0.9), float(per.max() * 1.1)


def _named(shown: pl.DataFrame) -> pl.Series:
    """The names of the units that lie furthest outside."""
    outside = shown.filter(~pl.col("own"), (pl.col("value") > pl.col("high"))
                           | (pl.col("value") < pl.col("low")))  # fmt: skip
    beyond = pl.max_horizontal(
        pl.col("value") / pl.col("high"), pl.col("low") / pl.col("value").clip(1e-12)
    )
    return outside.sort(beyond, "name", descending=[True, False])["name"].head(_NAMED)


def _alternative(of: FunnelOf, shown: pl.DataFrame) -> str:
    """What there is to see, with the numbers."""
    others, kinds = shown.filter(~pl.col("own")), _KINDS
    above, below = (int((others["place"] == kind).sum()) for kind in kinds[2:])
    said = [
        f"Trechterfiguur van {of.what}, tegen {of.per}. {of.among}",
        f"Het gemiddelde van de vergelijkingsgroep is {_said(of, of.target * _shown_per(of))}.",
    ]
    for row in shown.filter("own").iter_rows(named=True):
        where = {kinds[2]: "boven de ruime grens", kinds[3]: "onder de ruime grens"}
        said.append(
            f"{row['name']} heeft {_said(of, row['value'])} ({whole(row['count'])} op "
            f"{whole(row['per'])}); de ruime grenzen (99,8 %, toeval en gewone spreiding) liggen "
            f"daar bij {_said(of, row['low'])} en {_said(of, row['high'])}: "
            f"{where.get(row['place'], 'binnen de ruime grenzen')}."
        )
    nouns = ("gemeente", "gemeenten") if of.municipal else ("eenheid", "eenheden")
    rest = counted(others.height, f"andere {nouns[0]}", f"andere {nouns[1]}")
    said.append(f"Van {rest}: {whole(above)} boven en {whole(below)} onder die grenzen.")
    return " ".join(said)


def _rows(of: FunnelOf, shown: pl.DataFrame) -> pl.DataFrame:
    value = f"per {whole(of.scale)}" if of.kind == "rate" else "aandeel"
    ordered = shown.sort("own", "value", "name", descending=[True, True, False])
    found = [
        (row["name"], whole(row["count"]), whole(row["per"]), _said(of, row["value"]), row["place"])
        for row in ordered.iter_rows(named=True)
    ]
    heads = ("Gebied" if of.municipal else "Eenheid", "Aantal", _capital(of.per), value, "Plaats")
    return pl.DataFrame(found, schema=dict.fromkeys(heads, pl.String), orient="row")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
