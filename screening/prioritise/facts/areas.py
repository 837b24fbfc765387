"""The neighbourhood and the district an address lies in."""

from __future__ import annotations

import polars as pl

from screening.prioritise.facts.asked import Asked, Fact

LEVELS = ("neighbourhood", "district")
_STEPS = 2
"""From an object to its district: a neighbourhood lies in a district, and nothing in between."""


def _ask(asked: Asked) -> pl.LazyFrame | None:
    found = asked.rows("bag_object", "area_code")
    if found is None or not asked.has("area", "area_code", "name", "level", "parent_code"):
        return None
    return names_of(found, asked.registers["area"].lazy())


def names_of(objects: pl.LazyFrame, areas: pl.LazyFrame) -> pl.LazyFrame:
    """Per ``vbo_id`` the names of its ``LEVELS``, null where unknown; ``area_code`` says where."""
    areas = areas.select("area_code", "name", "level", "parent_code")
    areas = areas.unique("area_code", keep="first")
    here = objects.select("vbo_id", "area_code")
    at = []
    for _ in range(_STEPS):
        known = here.join(areas, on="area_code", how="inner")
        at.append(known.select("vbo_id", "level", "name"))
        here = known.select("vbo_id", area_code="parent_code").drop_nulls()
    return (
        pl.concat(at)
        .group_by("vbo_id")
        .agg(
            pl.col("name").filter(pl.col("level") == level).first().alias(level) for level in LEVELS
        )
    )


FACT = Fact(
    "area",
    LEVELS,
    _ask,
    (("neighbourhood", "buurt"), ("district", "wijk")),
)
