"""Who holds an address, as a kind and never by name, and how much else the same holder has."""

from __future__ import annotations

import polars as pl

from screening.lists.shapes import OWNER
from screening.prioritise.facts.asked import Asked, Fact
from screening.prioritise.locations import current_places
from screening.prioritise.schema import structs
from screening.registers.held import columns_of

KINDS = {
    "natural": "natuurlijk persoon",
    "nl_legal": "Nederlandse rechtspersoon",
    "foreign_legal": "buitenlandse rechtspersoon",
    "state": "overheid",
    "housing_corporation": "woningcorporatie",
    "unknown": "onbekend",
}


def _ask(asked: Asked) -> pl.LazyFrame | None:
    found = asked.rows("brk_right", "owner_type", current=True)
    if found is None:
        return None
    given = columns_of(asked.registers["brk_right"])
    other = pl.lit(None, pl.Int64)
    if "owner_key" in given:
        held = current_places(asked.registers, "brk_right", asked.as_of)
        keys = found.select("owner_key").unique()
        total = held.join(keys, on="owner_key", how="semi").group_by("owner_key").agg(
            objects=pl.col("vbo_id").n_unique().cast(pl.Int64)
        )  # fmt: skip
        found = found.join(total, on="owner_key", how="left")
        other = pl.col("objects") - 1
    value = structs(
        OWNER,
        kind=pl.col("owner_type").replace(KINDS).fill_null(KINDS["unknown"]),
        right=pl.col("right") if "right" in given else pl.lit(None),
        since=pl.col("start_date") if "start_date" in given else pl.lit(None),
        other_objects=other,
    )
    told = found.select("vbo_id", owner=value, other=other).unique()
    return told.group_by("vbo_id").agg(
        owners=pl.col("owner").sort(), owner_objects=pl.col("other").max()
    )


def of_several(units: pl.LazyFrame, asked: Asked) -> pl.LazyFrame | None:
    """Per ``row`` of ``units`` (``row``, ``vbo_id``) how many owners of each kind hold how many."""
    found = asked.rows("brk_right", "owner_type", "owner_key", current=True)
    if found is None:
        return None
    kind = pl.col("owner_type").replace(KINDS).fill_null(KINDS["unknown"])
    counted = (
        found.join(units, on="vbo_id")
        .group_by("row", kind=kind)
        .agg(owners=pl.col("owner_key").n_unique(), units=pl.col("vbo_id").n_unique())
        .sort("row", "units", "kind", descending=[False, True, False])
    )
    said = pl.format("{} (eigenaren: {}, eenheden: {})", "kind", "owners", "units")
    value = structs(OWNER, kind=said)
    return counted.group_by("row", maintain_order=True).agg(owners=value)


FACT = Fact(
    "brk_right",
    ("owners", "owner_objects"),
    _ask,
    (("owners", "soort eigenaar"),),
)
