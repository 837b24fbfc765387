"""What whoever goes to an address must know first: reports that together can point at exploitation.

One report is hard to read, so two different ones of people who look around for a living are needed.
That brings nobody on a list (see ``thb.signal_combo``); it is told on the sheet of every theme.
"""

from __future__ import annotations

import polars as pl

from screening.prioritise.facts.asked import Asked, Fact
from screening.reference.vocabulary import code_lists

TOPICS = ("arbeid", "bewoning", "seksbedrijf")
SOURCES = ("boa", "inspector", "official", "partner")
DIFFERENT = 2
MONTHS = 12
_BEFORE = (
    "leg dit vóór het bezoek voor aan de zorgcoördinator mensenhandel; mensen op het adres zijn "
    "mogelijk slachtoffer"
)


def _ask(asked: Asked) -> pl.LazyFrame | None:
    found = asked.rows("signal", "topic", "source", "signal_date")
    if found is None:
        return None
    today = pl.lit(asked.as_of)
    recent = pl.col("signal_date").is_between(
        today.dt.offset_by(f"-{MONTHS}mo"), today, closed="right"
    )
    words = dict(code_lists()["signal_topic"])
    signs = found.filter(
        recent, pl.col("topic").is_in(TOPICS), pl.col("source").is_in(SOURCES)
    ).with_columns(word=pl.col("topic").replace_strict(words, default=None))
    per_address = signs.group_by("vbo_id").agg(
        words=pl.col("word").unique().sort(), days=pl.col("signal_date").n_unique()
    )
    enough = per_address.filter(
        pl.col("words").list.len() >= DIFFERENT, pl.col("days") >= DIFFERENT
    )
    told = pl.format(
        f"meldingen van toezichthouders over {{}} in {MONTHS} maanden: {_BEFORE}",
        pl.col("words").list.join(" en "),
    )
    return enough.select("vbo_id", attention=pl.concat_list(told)).sort("vbo_id")


FACT = Fact("signal", ("attention",), _ask)
