"""The keys of the places on a list: address, application, area and branch, and their names."""

from __future__ import annotations

import polars as pl

from screening.reference.tables import branch_groups
from screening.registers.held import Registers, columns_of

LEVELS = {"municipality": "gemeente", "district": "wijk", "neighbourhood": "buurt"}


def located(rows: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """Rows (``place_type``, ``place``) with ``vbo_id``, ``application_id``, ``area_code`` and more.

    An application is where its register says it is about.
    """
    kind, place = pl.col("place_type"), pl.col("place")
    of_area = kind.is_in(["area", "area_branch"])
    keyed = rows.with_columns(
        vbo_id=pl.when(kind == "address").then(place),
        application_id=pl.when(kind == "application").then(place),
        area_code=pl.when(of_area).then(place.str.split(":").list.first()),
        branch_code=pl.when(kind == "area_branch").then(place.str.split(":").list.last()),
    )
    titles = {group.name: group.title for group in branch_groups().values()}
    keyed = keyed.with_columns(branch_group=pl.col("branch_code").replace(titles))
    return _at_applications(_in_areas(keyed, registers), registers)


def _in_areas(rows: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    area = registers.get("area")
    if area is None or not {"area_code", "name"} <= set(columns_of(area)):
        return rows
    known = {"area_name": pl.col("name")}
    if "level" in columns_of(area):
        known["area_level"] = pl.col("level").replace(LEVELS)
    names = area.lazy().select("area_code", **known).unique("area_code", keep="first")
    return rows.join(names, on="area_code", how="left", maintain_order="left")


def _at_applications(rows: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    register = registers.get("permit_application")
    if register is None or "vbo_id" not in columns_of(register):
        return rows
    found = (
        register.lazy()
        .join(rows, on="application_id", how="semi")
        .select("application_id", located="vbo_id")
        .unique("application_id", keep="first")
    )
    joined = rows.join(found, on="application_id", how="left", maintain_order="left")
    return joined.with_columns(vbo_id=pl.coalesce("vbo_id", "located")).drop("located")
