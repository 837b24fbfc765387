"""Where people may be in danger: a rule says it of all it finds, or where some measure holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from screening.packs.loaded import Pack
from screening.prioritise.reasons import SUBJECT

KEYS = ["rule", *SUBJECT]


def conditional(signals: pl.DataFrame, packs: Sequence[Pack]) -> pl.DataFrame:
    """``rule`` with each subject of which a measure that it names is true or at least one."""
    models = [each.model for pack in packs for each in pack.documents]
    named = [
        (model.id, name)
        for model in models
        if isinstance(asked := getattr(model, "people_at_risk", False), list)
        for name in asked
    ]
    if not named or "values" not in signals.columns:
        return pl.DataFrame(schema=dict.fromkeys(KEYS, pl.String))
    wanted = pl.LazyFrame(named, schema={"rule": pl.String, "name": pl.String}, orient="row")
    value = pl.col("value")
    return (
        signals.lazy()
        .join(wanted.select("rule").unique(), on="rule", how="semi")
        .select(*KEYS, measured="values")
        .explode("measured", empty_as_null=False)
        .unnest("measured")
        .join(wanted, on=["rule", "name"], how="semi")
        .filter((value.str.to_lowercase() == "true") | (value.cast(pl.Float64, strict=False) >= 1))
        .select(pl.col(KEYS).cast(pl.String))
        .unique()
        .collect()
    )


def marked(reasons: pl.LazyFrame, always: Iterable[str], where: pl.DataFrame) -> pl.LazyFrame:
    """Reasons with ``risky``: of a rule that says it of all, or of a subject in ``where``."""
    there = where.lazy().with_columns(held=pl.lit(value=True))
    return (
        reasons.join(there, on=KEYS, how="left", maintain_order="left")
        .with_columns(
            risky=pl.col("rule").is_in(sorted(always)) | pl.col("held").fill_null(value=False)
        )
        .drop("held")
    )
