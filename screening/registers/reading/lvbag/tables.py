"""Objects of the extract as the rows of a table, each with whether it holds on the day asked."""

from __future__ import annotations

import datetime as dt

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.lvbag.names import FIELDS, LIFE
from screening.registers.reading.lvbag.objects import Objects, Part
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table, at

_MEASURES = ("x_rd", "y_rd", "vlak_m2")
_RENAMED = {
    "identificatie": "identificatie", "status": "status", "gebruiksdoel": "gebruiksdoel",
    "oppervlakte": "oppervlakte", "PandRef": "pandref", "oorspronkelijkBouwjaar": "bouwjaar",
    "NummeraanduidingRef": "hoofdadres", "voorkomenidentificatie": "voorkomenidentificatie",
    **{name: name for name in LIFE},
}  # fmt: skip


def headers(kind: str, more: tuple[str, ...]) -> tuple[str, ...]:
    """The headers of the table of a kind; ``more`` are looked up elsewhere."""
    own = tuple(_RENAMED[name] for name in FIELDS[kind])
    measures = _MEASURES if kind == "Pand" else _MEASURES[:2]
    return (*own, "objecttype", *measures, *more, "peildatum")


def empty_table(names: tuple[str, ...]) -> Table:
    """A table without a row."""
    cells = pl.DataFrame(schema={at(place): pl.String for place in range(len(names))})
    return Table(names, cells, pl.Series("row", [], pl.Int64))


def day_of(part: Part, source: Source, shown: str) -> dt.date:
    """The day on which versions are to hold: that of the source, else that of the extract."""
    if isinstance(source.reference_date, dt.date):
        return source.reference_date
    try:
        return dt.date.fromisoformat(part.day)
    except ValueError:
        found = "the extract does not say which day it is about (StandTechnischeDatum)"
        remedy = "write it under reference_date: for this source"
        raise ExtractError(Problem(found, Where(shown), "a day", remedy)) from None


def frame_of(objects: Objects) -> pl.DataFrame:
    """The versions, in columns of text under the names of the schema."""
    return pl.DataFrame(objects.columns, schema=dict.fromkeys(objects.columns, pl.String))


def judged(day: dt.date) -> tuple[pl.Expr, pl.Expr]:
    """Why a version does not hold on this day; and why that cannot be said. Null where it does.

    As the catalogue of the BAG has it: a period is until its end, and not on that day.
    """
    begin, end = (
        pl.col(n).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False) for n in LIFE[:2]
    )
    unclear = begin.is_null() | (end.is_null() & pl.col(LIFE[1]).is_not_null())
    aside = (
        pl.when(pl.col("tijdstipInactief").is_not_null())
        .then(pl.lit("a version of the object that was made inactive"))
        .when(pl.col("tijdstipNietBagLV").is_not_null())
        .then(pl.lit("an object that is no longer of the BAG"))
        .when(begin > day)
        .then(pl.lit("a version of the object that begins after the day of the extract"))
        .when(end <= day)
        .then(pl.lit("a version of the object that had ended on the day of the extract"))
    )
    fault = pl.when(aside.is_null() & unclear).then(
        pl.lit("it cannot be said when this version of the object holds")
    )
    return aside, fault


def table_of(
    kind: str, objects: Objects, day: dt.date, looked_up: tuple[pl.DataFrame, ...] = ()
) -> Table:
    """The table; ``looked_up`` are frames of which the first column is what they are found by."""
    own = frame_of(objects)
    rows = pl.Series("row", objects.rows(), pl.Int64)
    reasons = own.select(*(each.alias(n) for each, n in zip(judged(day), "af", strict=True)))
    shown = own.rename(_RENAMED, strict=False).with_columns(pl.lit(kind).alias("objecttype"))
    measured = objects.shapes.measured(own.height)
    shown = shown.hstack(measured if kind == "Pand" else measured.drop("vlak_m2"))
    for other in looked_up:
        by = other.columns[0]
        shown = shown.join(other, on=by, how="left", maintain_order="left")
    shown = shown.with_columns(pl.lit(day.isoformat()).alias("peildatum"))
    names = tuple(shown.columns)
    cells = shown.select(
        pl.when(pl.col(n).cast(pl.String) != "").then(pl.col(n).cast(pl.String)).alias(at(place))
        for place, n in enumerate(names)
    )
    numbers = frozenset(names.index(n) for n in _MEASURES if n in names)
    faults = reasons["f"] if reasons["f"].is_not_null().any() else None
    return Table(names, cells, rows, faults, numbers, aside=reasons["a"])
