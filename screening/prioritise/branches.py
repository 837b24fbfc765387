"""Branches in words, and the locations a theme is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from screening.packs.reference import branch_groups
from screening.prioritise.locations import current_places
from screening.prioritise.reasons import PLACE

THEME_PERMITS = {
    "kamer": ["kamerverhuur", "wgv"],
    "pros": ["seksinrichting"],
    "recy": ["milieu"],
}
"""Permits that make an address part of a theme, whatever the branch registered there."""


def branch_of_codes(codes: pl.DataFrame) -> pl.DataFrame:
    """``sbi``, ``sbi_edition`` with ``group``, its ``title`` and ``themes``.

    A code belongs to every group one of whose prefixes it starts with; codes of none are left out.
    """
    distinct = codes.select("sbi", "sbi_edition").drop_nulls().unique().sort("sbi", "sbi_edition")
    found = [
        (sbi, edition, group.name, group.title, list(group.themes))
        for sbi, edition in distinct.iter_rows()
        for group in branch_groups().values()
        if sbi.startswith(group.sbi.get(edition, ()))
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "sbi": pl.String,
        "sbi_edition": pl.String,
        "group": pl.String,
        "title": pl.String,
        "themes": pl.List(pl.String),
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def of_theme(
    reasons: pl.DataFrame, theme: str, registers: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """The reasons that belong to a theme.

    A rule that serves several themes says of an establishment only something about the themes of
    its branch: a hairdresser that was never visited is no reason on the list of second-hand shops.
    """
    register = registers.get("kvk_establishment")
    general = pl.col("lists").list.eval(pl.element().str.starts_with("octopus.")).list.sum() > 1
    doubtful = reasons.filter(general & (pl.col("subject_type") == "establishment"))
    if register is None or doubtful.is_empty():
        return reasons
    listed = register.join(doubtful, left_on="est_nr", right_on="subject", how="semi")
    themes = branch_of_codes(listed).filter(pl.col("themes").list.contains(theme))
    inside = listed.join(themes, on=["sbi", "sbi_edition"], how="semi")
    outside = doubtful.join(inside, left_on="subject", right_on="est_nr", how="anti")
    return reasons.join(outside, on=["rule", "subject_type", "subject"], how="anti")


def locations_of_theme(
    theme: str, registers: Mapping[str, pl.DataFrame], as_of: dt.date
) -> pl.DataFrame:
    """Every location of a theme (``place_type``, ``place``), flagged or not.

    Addresses where an establishment of the theme's branches is registered or where a permit of the
    theme holds; for the theme of holiday parks, the parks.
    """
    if theme == "park":
        parks = _places("park", registers.get("park_object"), "park_id")
        return parks.unique().sort(PLACE)
    establishment = current_places(registers, "kvk_establishment", as_of)
    permit = current_places(registers, "permit", as_of)
    found = [pl.DataFrame(schema=dict.fromkeys(PLACE, pl.String))]
    if establishment.height:
        themes = branch_of_codes(establishment).filter(pl.col("themes").list.contains(theme))
        inside = establishment.join(themes, on=["sbi", "sbi_edition"], how="semi")
        found.append(_places("address", inside, "vbo_id"))
    if permit.height:
        kinds = THEME_PERMITS.get(theme, [])
        granted = permit.filter(pl.col("kind").is_in(kinds) & (pl.col("status") == "granted"))
        found.append(_places("address", granted, "vbo_id"))
    return pl.concat(found).unique().sort(PLACE)


def _places(kind: str, frame: pl.DataFrame | None, column: str) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema=dict.fromkeys(PLACE, pl.String))
    return frame.select(
        pl.lit(kind).alias("place_type"), pl.col(column).alias("place")
    ).drop_nulls()
