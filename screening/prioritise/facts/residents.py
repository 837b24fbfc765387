"""How many people and households are registered at an address; never who."""

from __future__ import annotations

import polars as pl

from screening.prioritise.facts.asked import Asked, Fact


def _ask(asked: Asked) -> pl.LazyFrame | None:
    found = asked.rows("brp_count", "count_date", "persons", "households")
    if found is None:
        return None
    latest = found.sort("vbo_id", "count_date", nulls_last=False)
    return latest.group_by("vbo_id").agg(pl.col("persons", "households").last())


FACT = Fact(
    "brp_count",
    ("persons", "households"),
    _ask,
    (("persons", "aantal ingeschreven personen"),),
)
