"""Who holds an address, by which right, as a kind and never by name, and what else of that kind."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from screening.lists.shapes import OWNER
from screening.prioritise.facts.asked import Asked, Fact
from screening.prioritise.locations import current_places
from screening.prioritise.schema import structs
from screening.reference.vocabulary import code_lists
from screening.registers.held import columns_of

OWNERSHIP = "eigendom"
"""The right that makes its holder an owner; who holds another one is told by that right."""
_SEVERAL = "verschillende soorten"
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
    found, keys = _with_right(found, given), [key for key in ("owner_key",) if key in given]
    other = pl.lit(None, pl.Int64)
    if "owner_key" in given:
        held = current_places(asked.registers, "brk_right", asked.as_of)
        alike = ["owner_key", "right"]
        total = (
            _with_right(held, given)
            .join(found.select(alike).unique(), on=alike, how="semi", nulls_equal=True)
            .group_by(alike)
            .agg(objects=pl.col("vbo_id").n_unique().cast(pl.Int64))
        )
        found = found.join(total, on=alike, how="left", nulls_equal=True)
        other = pl.col("objects") - 1
    value = structs(
        OWNER,
        kind=pl.col("owner_type").replace(KINDS).fill_null(KINDS["unknown"]),
        right=pl.col("right").replace(dict(code_lists()["right"])),
        since=pl.col("start_date") if "start_date" in given else pl.lit(None),
        other_objects=other,
    )
    owned = pl.when(pl.col("right") == OWNERSHIP).then(other)
    told = found.select("vbo_id", *keys, owner=value, other=owned).unique()
    return told.group_by("vbo_id").agg(
        owners=pl.col("owner").sort(), owner_objects=pl.col("other").max()
    )


def of_several(units: pl.LazyFrame, asked: Asked) -> pl.LazyFrame | None:
    """Per ``row`` of ``units`` (``row``, ``vbo_id``) how many holders of each kind hold how many.

    Of a right each unit counts once: held by several kinds, it is of those. Units of which no right
    is known are counted too.
    """
    found = asked.rows("brk_right", "owner_type", "owner_key", current=True)
    if found is None:
        return None
    found = _with_right(found, columns_of(asked.registers["brk_right"]))
    kind = pl.col("owner_type").replace(KINDS).fill_null(KINDS["unknown"])
    held = found.join(units, on="vbo_id").with_columns(kind=kind)
    several = pl.col("kind").n_unique().over("row", "vbo_id", "right") > 1
    counted = (
        held.with_columns(kind=pl.when(several).then(pl.lit(_SEVERAL)).otherwise("kind"))
        .group_by("row", "right", "kind")
        .agg(holders=pl.col("owner_key").n_unique(), units=pl.col("vbo_id").n_unique())
        .with_columns(owned=pl.col("right") == OWNERSHIP)
        .sort("row", "owned", "units", "right", "kind", nulls_last=True,
              descending=[False, True, True, False, False])
    )  # fmt: skip
    right = pl.col("right").replace(dict(code_lists()["right"])).fill_null("recht niet bekend")
    said = (
        pl.when("owned")
        .then(pl.format("{} (eigenaren: {}, eenheden: {})", "kind", "holders", "units"))
        .otherwise(
            pl.format(
                "{}, {} (rechthebbenden: {}, eenheden: {})", "kind", right, "holders", "units"
            )
        )
    )
    told = counted.select("row", owner=structs(OWNER, kind=said))
    unknown = (
        units.join(held, on=["row", "vbo_id"], how="anti")
        .join(held, on="row", how="semi")
        .group_by("row")
        .agg(units=pl.col("vbo_id").n_unique())
        .select("row", owner=structs(OWNER, kind=pl.format("niet bekend (eenheden: {})", "units")))
    )
    return pl.concat([told, unknown]).group_by("row", maintain_order=True).agg(owners="owner")


def _with_right(found: pl.LazyFrame, given: Collection[str]) -> pl.LazyFrame:
    """Rows with the ``right`` that is held; null where that is not known."""
    return found if "right" in given else found.with_columns(right=pl.lit(None, pl.String))


FACT = Fact(
    "brk_right",
    ("owners", "owner_objects"),
    _ask,
    (("owners", "soort eigenaar"),),
)
