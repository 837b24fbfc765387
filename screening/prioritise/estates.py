"""Themes that are about places, such as industrial estates: which addresses lie there."""

from __future__ import annotations

import polars as pl

from screening.lists import LISTS
from screening.reference.tables import themes
from screening.registers.held import Held, Registers, columns_of, whole

_COLUMNS = {"estate": "estate_code"}
"""Column of an address that names its area of a level, beside the areas that lie in each other."""


def addresses_in(registers: Registers, level: str) -> pl.LazyFrame:
    """``vbo_id`` of every address in an area of a level: by its own column, or by its areas.

    Nothing where the registers do not say it.
    """
    objects = registers.get("bag_object")
    if objects is None:
        return pl.LazyFrame(schema={"vbo_id": pl.String})
    inside = _areas_in(registers.get("area"), level)
    given = columns_of(objects)
    named = [name for name in ("area_code", _COLUMNS.get(level)) if name in given]
    there = [pl.col(name).is_in(inside.implode()) for name in named]
    own = _COLUMNS.get(level)
    if own in given and not inside.len():  # estates that no register describes
        there.append(pl.col(own).is_not_null())
    return objects.lazy().filter(pl.any_horizontal(there)).select("vbo_id")


def _areas_in(register: Held | None, level: str) -> pl.Series:
    """Codes of the areas of a level and of all that lie in them."""
    if register is None or not {"area_code", "level", "parent_code"} <= {*columns_of(register)}:
        return pl.Series("area_code", [], pl.String)
    area = whole(register)
    inside = area.filter(pl.col("level") == level)["area_code"].unique()
    size = 0
    while inside.len() > size:
        size = inside.len()
        below = area.filter(pl.col("parent_code").is_in(inside.implode()))["area_code"]
        inside = pl.concat([inside, below]).unique()
    return inside


def at_their_places(placed: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """Without what lies elsewhere: ``list``, ``place_type`` and ``place`` of themes of places."""
    for name, kind in LISTS.items():
        level = themes()[kind.theme].area_level if kind.theme is not None else None
        if level is None:
            continue
        there = addresses_in(registers, level).select(
            list=pl.lit(name),
            place_type=pl.lit("address"),
            place="vbo_id",
            there=pl.lit(value=True),
        )
        keys = ["list", "place_type", "place"]
        placed = (
            placed.join(there, on=keys, how="left", maintain_order="left")
            .filter((pl.col("list") != name) | pl.col("there").is_not_null())
            .drop("there")
        )
    return placed
