"""Signals and conclusions side by side: the reasons that bring something onto a list."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

REASON_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "pack": pl.String,
    "rule": pl.String,
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
}
SUBJECT = ["subject_type", "subject"]
PLACE = ["place_type", "place"]


def reasons_of(signals: pl.DataFrame, conclusions: pl.DataFrame) -> pl.DataFrame:
    """Every signal and conclusion as a reason (``REASON_SCHEMA``)."""
    both = [
        signals.with_columns(
            interventions=pl.lit([], pl.List(pl.String)), concluded=pl.lit(value=False)
        ),
        conclusions.with_columns(concluded=pl.lit(value=True)),
    ]
    return pl.concat(
        frame.select(pl.col(name).cast(dtype) for name, dtype in REASON_SCHEMA.items())
        for frame in both
    ).sort("rule", "subject")


def for_list(reasons: pl.DataFrame, name: str) -> pl.DataFrame:
    """The reasons whose rule feeds the list ``name``."""
    return reasons.filter(pl.col("lists").list.contains(name))


def labels(registers: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What people call a subject: ``subject_type``, ``subject``, ``label``."""
    sources = [
        ("address", "bag_object", "vbo_id", "address"),
        ("establishment", "kvk_establishment", "est_nr", "trade_name"),
        ("company", "kvk_company", "kvk_nr", "trade_name"),
        ("park", "park_object", "park_id", "park_name"),
        ("area", "area", "area_code", "name"),
    ]
    found = [
        registers[register].select(
            subject_type=pl.lit(kind), subject=pl.col(key), label=pl.col(name)
        )
        for kind, register, key, name in sources
        if register in registers and {key, name} <= set(registers[register].columns)
    ]
    empty = pl.DataFrame(schema={**dict.fromkeys(SUBJECT, pl.String), "label": pl.String})
    return pl.concat([empty, *found]).drop_nulls().unique(SUBJECT, keep="first")
