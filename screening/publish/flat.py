"""The rows of a list as plain columns, for the formats that know nothing else."""

from __future__ import annotations

import polars as pl

from screening.files.neutralise import neutralised
from screening.publish.meta import ListMeta


def with_meta(rows: pl.DataFrame, meta: ListMeta) -> pl.DataFrame:
    """The rows with the facts an export must carry as last columns."""
    facts = [(label, value) for label, value in meta.lines() if label != "Bronnen"]
    return rows.with_columns(pl.lit(value).alias(label) for label, value in facts)


def as_csv(rows: pl.DataFrame) -> str:
    """The text of a csv that Dutch spreadsheets open and run nothing of."""
    flat = neutralised(rows)
    return flat.write_csv(separator=";", include_bom=True, decimal_comma=True)


def joined(rows: pl.DataFrame, separator: str, bullet: str = "") -> list[pl.Expr]:
    """Expressions that turn every list column into one text; ``bullet`` marks parts of several."""
    texts = [
        (name, pl.col(name).list.drop_nulls())
        for name, dtype in rows.schema.items()
        if isinstance(dtype, pl.List)
    ]
    return [
        pl.when(parts.list.len() > 1)
        .then(parts.list.eval(pl.lit(bullet) + pl.element().cast(pl.String)).list.join(separator))
        .otherwise(parts.list.eval(pl.element().cast(pl.String)).list.join(separator))
        .alias(name)
        for name, parts in texts
    ]
