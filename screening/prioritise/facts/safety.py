"""Whether a visit asks for precautions: yes or no and whom to ask, for the protected annex alone.

Nothing is said of an address without a note that holds: that nobody noted anything is no *nee*. Nor
is it named among what is missing, for from who misses a note one could tell who has one.
"""

from __future__ import annotations

import polars as pl

from screening.prioritise.facts.asked import Asked, Fact

YES, NO = "ja", "nee"


def _ask(asked: Asked) -> pl.LazyFrame | None:
    noted = asked.rows("safety_note", "note_date", "valid_until", "precautions", "contact")
    if noted is None:
        return None
    today = pl.lit(asked.as_of)
    holds = (pl.col("note_date") <= today) & (pl.col("valid_until") >= today)
    newest = noted.filter(holds).filter(
        pl.col("note_date") == pl.col("note_date").max().over("vbo_id")
    )
    return newest.select(
        "vbo_id",
        safety=pl.when("precautions").then(pl.lit(YES)).otherwise(pl.lit(NO)),
        safety_noted="contact",
    ).sort("vbo_id")


FACT = Fact("safety_note", ("safety", "safety_noted"), _ask)
