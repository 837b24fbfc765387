"""From which registers the reasons of a row come: how many facts of each, and how new."""

from __future__ import annotations

import datetime as dt

import polars as pl

from screening.lists.shapes import SOURCE
from screening.prioritise.days import days_of
from screening.prioritise.schema import structs
from screening.prioritise.weights import ROW
from screening.reference.suppliers import suppliers
from screening.registers.held import Registers
from screening.registers.schemas import EVENTS, REGISTERS

_NOTES = r"\[[^\]]*\]"
"""What a key of a fact says beside its columns, such as a condition."""
_ABSENT = r"^no "
"""A part of a key says that the register holds nothing."""
_REGISTER = r"^(?:no )?([a-z_0-9]+)"
"""The register of a part of a key."""
_NOTHING = " (niets in het bestand)"
_EVENT = r"^([a-z_0-9]+):"
"""The register of a key that is a row, of something that happened."""


def sources(reasons: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    """Per row of a list ``sources``, and in ``facts`` and ``registers`` how many those are.

    Conclusions count with all that they rest on. What is read of a register about a subject is a
    fact, so what is read of two registers together is two. A register that holds nothing is named,
    and counts for no fact and no source. ``newest`` is the day of what happened; of a register that
    says how things stand that of a reason which rests on that register alone, or else the newest
    day that it has of the subject.
    """
    # Collected here, so that only registers are asked of which something is among the reasons.
    facts = pl.concat([_happened(reasons), _standing(reasons)]).collect()
    event = pl.col("fact").str.contains(_EVENT)
    per_source = (
        facts.join(days_of(facts, registers, as_of), on=["register", "fact"], how="left")
        .with_columns(newest=pl.when(event).then("day").otherwise(pl.coalesce("newest", "day")))
        .group_by([*ROW, "register"])
        .agg(
            facts=pl.col("fact").filter(~pl.col("absent")).n_unique(),
            newest=pl.col("newest").filter(~pl.col("absent")).max(),
        )
        .with_columns(facts=pl.when(pl.col("facts") > 0).then("facts"))
        .sort(
            *ROW,
            "facts",
            "register",
            descending=[False, False, False, True, False],
            nulls_last=True,
        )
    )
    titles = {name: each.title for name, each in suppliers().items()}
    value = structs(
        SOURCE,
        source=pl.col("register").replace(titles)
        + pl.when(pl.col("facts").is_null()).then(pl.lit(_NOTHING)).otherwise(pl.lit("")),
        facts=pl.col("facts"),
        newest=pl.col("newest"),
    )
    grouped = per_source.lazy().group_by(ROW, maintain_order=True)
    return grouped.agg(
        sources=value, facts=pl.col("facts").sum(), registers=pl.col("facts").count()
    )


def _happened(reasons: pl.LazyFrame) -> pl.LazyFrame:
    """A row per reason and row of an event behind it: ``register`` and ``fact``, its key."""
    register = pl.col("fact").str.extract(_EVENT)
    return (
        reasons.select(*ROW, fact="facts")
        .explode("fact", empty_as_null=False)
        .with_columns(register=register, newest=pl.lit(None, pl.Date), absent=pl.lit(value=False))
        .filter(pl.col("register").is_in([*EVENTS]))
        .select(*ROW, "register", "fact", "newest", "absent")
    )


def _standing(reasons: pl.LazyFrame) -> pl.LazyFrame:
    """The same of what was read of a subject in other registers, with its ``newest`` day."""
    key = pl.col("key").str.replace_all(_NOTES, "").str.split(" @ ")
    parts = (
        reasons.with_row_index("reason")
        .select("reason", *ROW, "concluded", "newest", key="facts")
        .explode("key", empty_as_null=False)
        .with_columns(event=pl.col("key").str.contains(_EVENT))
        .with_columns(events=pl.col("event").any().over("reason"))
        .filter(~pl.col("event"))
        .with_columns(of=key.list.last(), part=key.list.first().str.split(", "))
        .explode("part", empty_as_null=False)
        .with_columns(register=pl.col("part").str.extract(_REGISTER))
        .filter(pl.col("register").is_in([*REGISTERS]))
    )
    several = pl.col("events") | (pl.col("register").n_unique().over("reason") > 1)
    return (
        parts.with_columns(newest=pl.when(~several & ~pl.col("concluded")).then("newest"))
        .group_by("reason", *ROW, "register", "key", "of", "newest")
        .agg(
            pl.col("part").unique().sort().str.join(", "),
            absent=pl.col("part").str.contains(_ABSENT).all(),
        )
        .with_columns(fact=pl.col("part") + " @ " + pl.col("of"))
        .select(*ROW, "register", "fact", "newest", "absent")
    )
