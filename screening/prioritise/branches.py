"""Branches in words, and the locations a theme is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache

import polars as pl

from screening.lists import LISTS
from screening.prioritise.estates import addresses_in
from screening.prioritise.locations import current_places
from screening.prioritise.reasons import PLACE
from screening.reference.tables import branch_groups, themes
from screening.registers.held import Registers, is_empty

_THEME_OF = {kind.name: kind.theme for kind in LISTS.values() if kind.theme is not None}
"""The theme of each list that has one."""
_CODE = ["sbi", "sbi_edition"]


def branch_of_codes(codes: pl.LazyFrame) -> pl.LazyFrame:
    """``sbi``, ``sbi_edition`` with ``group``, its ``title`` and ``themes``.

    A code belongs to every group one of whose prefixes it starts with; codes of none are left out.
    """
    return (
        codes.select(_CODE)
        .drop_nulls()
        .unique()
        .join(_prefixes().lazy(), on="sbi_edition")
        .filter(pl.col("sbi").str.starts_with(pl.col("prefix")))
        .drop("prefix")
        .unique([*_CODE, "group"])
    )


@cache
def _prefixes() -> pl.DataFrame:
    """Every ``prefix`` of a branch group: ``sbi_edition``, ``group``, ``title``, ``themes``."""
    found = [
        (edition, prefix, group.name, group.title, list(group.themes))
        for group in branch_groups().values()
        for edition, prefixes in group.sbi.items()
        for prefix in prefixes
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "sbi_edition": pl.String,
        "prefix": pl.String,
        "group": pl.String,
        "title": pl.String,
        "themes": pl.List(pl.String),
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def of_their_theme(reasons: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """The reasons that belong to the theme of the ``list`` they are for.

    A rule that serves several themes says of an establishment only something about the themes of
    its branch: a hairdresser that was never visited is no reason on the list of second-hand shops.
    A theme of places asks for no branch; see :func:`screening.prioritise.estates.at_their_places`.
    """
    register = registers.get("kvk_establishment")
    if register is None:
        return reasons
    general = pl.col("lists").list.eval(pl.element().is_in(list(_THEME_OF))).list.sum() > 1
    anywhere = [name for name, theme in _THEME_OF.items() if themes()[theme].area_level]
    doubtful = general & (pl.col("subject_type") == "establishment")
    doubtful = doubtful & ~pl.col("list").is_in(anywhere)
    themed = _with_themes(register.lazy())
    inside = themed.select("theme", subject="est_nr", inside=pl.lit(value=True)).unique()
    return (
        reasons.with_columns(theme=pl.col("list").replace_strict(_THEME_OF))
        .join(inside, on=["subject", "theme"], how="left", maintain_order="left")
        .filter(~doubtful.fill_null(value=False) | pl.col("inside").is_not_null())
        .drop("theme", "inside")
    )


def locations_of_themes(
    codes: Collection[str], registers: Registers, as_of: dt.date
) -> pl.LazyFrame:
    """Every location (``place_type``, ``place``) of each ``theme``, flagged or not, in order.

    Addresses where an establishment of the theme's branches is registered or where a permit of the
    theme holds; for the theme of holiday parks, the parks; for one of an area level, every address
    in such areas with an establishment.
    """
    columns = ["theme", *PLACE]
    found = [pl.LazyFrame(schema=dict.fromkeys(columns, pl.String))]
    park = registers.get("park_object")
    if "park" in codes and park is not None:
        found.append(_places("park", park.lazy().with_columns(theme=pl.lit("park")), "park_id"))
    other = [code for code in codes if code != "park"]
    for name, themed in [("kvk_establishment", _with_themes), ("permit", _with_permit_themes)]:
        register = registers.get(name)
        if other and register is not None and not is_empty(register):
            listed = themed(current_places(registers, name, as_of))
            found.append(_places("address", listed.filter(pl.col("theme").is_in(other)), "vbo_id"))
    for code in codes:
        level = themes()[code].area_level
        establishments = registers.get("kvk_establishment")
        if level is not None and establishments is not None:
            open_there = current_places(registers, "kvk_establishment", as_of)
            there = open_there.join(addresses_in(registers, level), on="vbo_id", how="semi")
            found.append(_places("address", there.with_columns(theme=pl.lit(code)), "vbo_id"))
    return pl.concat(found).unique().sort(columns)


def _with_themes(establishments: pl.LazyFrame) -> pl.LazyFrame:
    """One row per establishment and ``theme`` of its branch."""
    branches = branch_of_codes(establishments).explode("themes", empty_as_null=False)
    return establishments.join(branches.select(*_CODE, theme="themes").unique(), on=_CODE)


def _with_permit_themes(permits: pl.LazyFrame) -> pl.LazyFrame:
    """One row per granted permit and ``theme`` that its kind makes its address part of."""
    pairs = [(code, kind) for code, theme in themes().items() for kind in theme.permits]
    kinds = pl.LazyFrame(pairs, schema=["theme", "kind"], orient="row")
    return permits.filter(pl.col("status") == "granted").join(kinds, on="kind")


def _places(kind: str, themed: pl.LazyFrame, column: str) -> pl.LazyFrame:
    return themed.select("theme", place_type=pl.lit(kind), place=column).drop_nulls()
