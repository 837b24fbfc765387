"""Who should be at an address: roles and how many people hold them. Names stay in the source."""

from __future__ import annotations

import polars as pl

from screening.lists.shapes import EXPECTED
from screening.prioritise.facts.asked import Asked, Fact
from screening.prioritise.facts.permits import current_permits, roles_now
from screening.prioritise.locations import current_places
from screening.prioritise.schema import structs
from screening.reference.vocabulary import code_lists

ROLES = {
    "operator": "exploitant",
    "manager": "leidinggevende",
    "partner": "partner",
    "financier": "financier",
}
_TRADE = "handelsregister"


def _ask(asked: Asked) -> pl.LazyFrame | None:
    parts = [part for part in (_on_permits(asked), _in_companies(asked)) if part is not None]
    if not parts:
        return None
    counted = pl.concat(parts).group_by("vbo_id", "role", "source").agg(
        persons=pl.col("person_key").n_unique()
    )  # fmt: skip
    value = structs(
        EXPECTED, role=pl.col("role"), persons=pl.col("persons"), source=pl.col("source")
    )
    told = counted.select("vbo_id", "source", "role", value=value).sort("vbo_id", "source", "role")
    return told.group_by("vbo_id", maintain_order=True).agg(expected_persons="value")


def _on_permits(asked: Asked) -> pl.LazyFrame | None:
    permits, roles = current_permits(asked), roles_now(asked)
    if permits is None or roles is None or not asked.has("permit", "permit_id"):
        return None
    return permits.join(roles, on="permit_id").select(
        "vbo_id",
        role=pl.col("role").replace(ROLES),
        source=pl.col("kind").replace(dict(code_lists()["permit_kind"])),
        person_key="person_key",
    )


def _in_companies(asked: Asked) -> pl.LazyFrame | None:
    there = asked.rows("kvk_establishment", "kvk_nr", current=True)
    if there is None or not asked.has("kvk_role", "kvk_nr", "person_key", "role"):
        return None
    roles = current_places(asked.registers, "kvk_role", asked.as_of).drop_nulls("person_key")
    here = there.select("vbo_id", "kvk_nr").unique()
    return here.join(roles, on="kvk_nr").select(
        "vbo_id", "role", source=pl.lit(_TRADE), person_key="person_key"
    )


FACT = Fact("permit_role", ("expected_persons",), _ask)
