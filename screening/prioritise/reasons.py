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


def labels(registers: Mapping[str, pl.DataFrame], wanted: pl.DataFrame) -> pl.DataFrame:
    """What people call the subjects in ``wanted``: ``subject_type``, ``subject``, ``label``."""
    sources = [
        ("address", "bag_object", "vbo_id", "address"),
        ("establishment", "kvk_establishment", "est_nr", "trade_name"),
        ("company", "kvk_company", "kvk_nr", "trade_name"),
        ("park", "park_object", "park_id", "park_name"),
        ("area", "area", "area_code", "name"),
    ]
    found = [pl.DataFrame(schema={**dict.fromkeys(SUBJECT, pl.String), "label": pl.String})]
    for kind, name, key, label in sources:
        asked = wanted.filter(pl.col("subject_type") == kind).select(pl.col("subject").alias(key))
        register = registers.get(name)
        if register is None or asked.is_empty() or not {key, label} <= set(register.columns):
            continue
        named = register.join(asked, on=key, how="semi")
        found.append(named.select(subject_type=pl.lit(kind), subject=key, label=label))
    return pl.concat(found).drop_nulls().unique(SUBJECT, keep="first", maintain_order=True)
