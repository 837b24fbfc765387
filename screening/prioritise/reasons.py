"""Signals and conclusions side by side: the reasons that bring something onto a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import dataframely as dy
import polars as pl

from screening.detect.explain import dutch
from screening.frames import Conclusions, Signals
from screening.registers.held import Registers, columns_of

REASON_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "pack": pl.String,
    "rule": pl.String,
    "version": pl.Int64,
    "basis": pl.String,
    "subject_type": pl.String,
    "subject": pl.String,
    "family": pl.String,
    "severity": pl.Int64,
    "lists": pl.List(pl.String),
    "title": pl.String,
    "text": pl.String,
    "newest": pl.Date,
    "innocent": pl.List(pl.String),
    "verify": pl.String,
    "interventions": pl.List(pl.String),
    "concluded": pl.Boolean,
    "rests_on": pl.List(pl.String),
    "facts": pl.List(pl.String),
    "grounds": pl.List(pl.String),
    "behind": pl.List(pl.String),
}
SUBJECT = ["subject_type", "subject"]
PLACE = ["place_type", "place"]
NAMED = 3
"""So many names stand before a text; of more, how many others there are."""


def reasons_of(
    signals: dy.DataFrame[Signals], conclusions: dy.DataFrame[Conclusions]
) -> pl.DataFrame:
    """Every signal and conclusion as a reason (``REASON_SCHEMA``).

    ``grounds`` of a conclusion names what it was drawn from, so which of its alternatives held,
    each with the date of its newest fact; ``behind`` are the titles alone.
    """
    none = pl.lit([], pl.List(pl.String))
    empty = dict.fromkeys(("interventions", "grounds", "behind"), none)
    both = [
        signals.with_columns(concluded=pl.lit(value=False), **empty),
        _with_grounds(signals, conclusions).with_columns(concluded=pl.lit(value=True)),
    ]
    return pl.concat(
        frame.select(pl.col(name).cast(dtype) for name, dtype in REASON_SCHEMA.items())
        for frame in both
    ).sort("rule", "subject")


def _with_grounds(signals: pl.DataFrame, conclusions: pl.DataFrame) -> pl.DataFrame:
    """Conclusions with their ``grounds`` and what is ``behind`` them, the newest first."""
    keys = ["rule", *SUBJECT]
    known = pl.concat(frame.select(*keys, "title", "newest") for frame in (signals, conclusions))
    dated = pl.format("{} ({})", "title", dutch.date(pl.col("newest")))
    behind = (
        conclusions.select(conclusion="rule", about="subject", reason="reasons")
        .explode("reason", empty_as_null=False)
        .select("conclusion", "about", *(pl.col("reason").struct.field(key) for key in keys))
        .join(known, on=keys)
        .sort("newest", "title", "subject", descending=[True, False, False], nulls_last=True)
        .with_columns(ground=pl.coalesce(dated, "title"))
        .group_by("conclusion", "about", maintain_order=True)
        .agg(
            grounds=pl.col("ground").unique(maintain_order=True),
            behind=pl.col("title").unique(maintain_order=True),
        )
    )
    return conclusions.join(
        behind, left_on=["rule", "subject"], right_on=["conclusion", "about"], how="left"
    ).with_columns(pl.col("grounds", "behind").fill_null([]))


def per_list(reasons: pl.DataFrame, names: Collection[str]) -> pl.LazyFrame:
    """The reasons whose rule feeds one of these lists, once for each such ``list``."""
    return (
        reasons.lazy()
        .with_columns(list="lists")
        .explode("list", empty_as_null=False)
        .filter(pl.col("list").is_in(list(names)))
    )


def told_once(reasons: pl.LazyFrame, row: Sequence[str]) -> pl.LazyFrame:
    """Reasons ``shown`` with ``who`` they are about: of one text in a row all names together.

    Ten companies of one case with the same reason are one sentence, not ten.
    """
    one = [*row, "concluded", "shown"]
    names = (
        reasons.filter(pl.col("who") != "")
        .sort("severity", "rule", "subject", descending=[True, False, False])
        .group_by(one)
        .agg(names=pl.col("who").unique(maintain_order=True))
    )
    named = pl.concat_str(_together(pl.col("names")), "shown", separator=": ")
    shown = pl.when(pl.col("who") == "").then("shown").otherwise(named)
    told = reasons.join(names, on=one, how="left", maintain_order="left")
    return told.with_columns(shown=shown).drop("names", "who")


def _together(names: pl.Expr) -> pl.Expr:
    """Names as one says them: 'A', 'A en B', 'A, B en C', 'A, B, C en nog 7'."""
    many = names.list.len()
    last = pl.when(many > NAMED).then(
        pl.format("nog {}", many - NAMED)
    ).otherwise(names.list.last())  # fmt: skip
    before = names.list.head(pl.min_horizontal(many - 1, pl.lit(NAMED))).list.join(", ")
    return pl.when(many == 1).then(names.list.first()).otherwise(before + " en " + last)


def labels(registers: Registers, wanted: pl.LazyFrame) -> pl.LazyFrame:
    """What people call the subjects in ``wanted``: ``subject_type``, ``subject``, ``label``."""
    sources = [
        ("address", "bag_object", "vbo_id", "address"),
        ("establishment", "kvk_establishment", "est_nr", "trade_name"),
        ("company", "kvk_company", "kvk_nr", "trade_name"),
        ("park", "park_object", "park_id", "park_name"),
        ("area", "area", "area_code", "name"),
    ]
    found = [pl.LazyFrame(schema=dict.fromkeys([*SUBJECT, "label"], pl.String))]
    for kind, name, key, label in sources:
        register = registers.get(name)
        if register is None or not {key, label} <= set(columns_of(register)):
            continue
        asked = wanted.filter(pl.col("subject_type") == kind)
        named = register.lazy().join(asked, left_on=key, right_on="subject", how="semi")
        found.append(named.select(subject_type=pl.lit(kind), subject=key, label=label))
    return pl.concat(found).drop_nulls().unique(SUBJECT, keep="first", maintain_order=True)
