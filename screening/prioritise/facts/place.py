"""Where an address is: street and number, plot, coordinates, a link to a map; its use and size."""

from __future__ import annotations

import re

import polars as pl

from screening.prioritise.facts.asked import Asked, Fact
from screening.prioritise.facts.wgs84 import in_degrees
from screening.registers.held import columns_of

_LINE = r"^\s*(\D*?)\s*(?:(\d[^,]*?))?\s*(?:,|$)"
"""Street and, from the first digit on, the number of an address written in one line."""
_NAMED = re.compile(r"\{(x|y|lat|lon|vbo_id)\}")
KEYS = (
    "address", "street", "house_number", "parcel", "x_rd", "y_rd", "map_link", "usage", "floor_m2",
)  # fmt: skip


def _ask(asked: Asked) -> pl.LazyFrame | None:
    found = asked.rows("bag_object", "address")
    if found is None:
        return None
    given = columns_of(asked.registers["bag_object"])
    line = pl.col("address")
    whole = pl.concat_str("address", "postcode", separator=", ", ignore_nulls=True)
    columns = {
        "address": whole if "postcode" in given else line,
        "street": line.str.extract(_LINE, 1).replace("", None),
        "house_number": line.str.extract(_LINE, 2),
    }
    if "usage" in given:
        columns["usage"] = pl.col("usage").str.replace_all("|", ", ", literal=True)
    if {"x_rd", "y_rd"} <= {*given}:
        columns["map_link"] = linked(asked.map_link)
    same = [name for name in ("floor_m2", "parcel", "x_rd", "y_rd") if name in given]
    return found.select("vbo_id", *same, **columns)


def linked(template: str) -> pl.Expr:
    """The address of a map for ``x_rd``, ``y_rd`` (metres) and ``vbo_id``, or null.

    ``template`` may name ``{x}``, ``{y}``, ``{lat}``, ``{lon}`` and ``{vbo_id}``.
    """
    if not template:
        return pl.lit(None, pl.String)
    x, y = pl.col("x_rd"), pl.col("y_rd")
    lat, lon = in_degrees(x, y)
    known = {
        "x": x.round(0).cast(pl.Int64),
        "y": y.round(0).cast(pl.Int64),
        "lat": lat.round(6),
        "lon": lon.round(6),
        "vbo_id": pl.col("vbo_id"),
    }
    parts = [
        known[part].cast(pl.String) if number % 2 else pl.lit(part)
        for number, part in enumerate(_NAMED.split(template))
    ]
    return pl.when(x.is_not_null() & y.is_not_null()).then(pl.concat_str(parts))


FACT = Fact(
    "bag_object",
    KEYS,
    _ask,
    (
        ("usage", "gebruik volgens de BAG"),
        ("floor_m2", "vloeroppervlak"),
        ("map_link", "coördinaten van het adres"),
    ),
)
