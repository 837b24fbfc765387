"""Lists as csv and json: open formats, the same rows and the same notice as the workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from screening.files.neutralise import escaped, neutralised
from screening.files.private import write_private
from screening.publish.columns import COLUMNS
from screening.publish.meta import ListMeta


def write_csv(rows: pl.DataFrame, path: Path, meta: ListMeta) -> None:
    """Write the list as csv for Dutch spreadsheets: UTF-8 with BOM, ``;``, decimal comma.

    The facts an export must carry stand in the last columns of every row.
    """
    flat = with_meta(rows.with_columns(*joined(rows, "; "), *_dutch_dates(rows)), meta)
    write_private(path, as_csv(flat.rename({name: COLUMNS[name].title for name in rows.columns})))


def with_meta(rows: pl.DataFrame, meta: ListMeta) -> pl.DataFrame:
    """The rows with the facts an export must carry as last columns."""
    facts = [(label, value) for label, value in meta.lines() if label != "Bronnen"]
    return rows.with_columns(pl.lit(value).alias(label) for label, value in facts)


def as_csv(rows: pl.DataFrame) -> str:
    """The text of a csv that Dutch spreadsheets open and run nothing of."""
    flat = neutralised(rows)
    return flat.write_csv(separator=";", include_bom=True, decimal_comma=True)


def write_json(rows: pl.DataFrame, path: Path, meta: ListMeta, facts: dict[str, Any]) -> None:
    """Write the list as one JSON object: ``meta`` (Dutch labels), ``facts`` and ``rows``."""
    content = {"meta": dict(meta.lines()), **facts, "rows": rows.to_dicts()}
    text = escaped(json.dumps(content, ensure_ascii=False, indent=1, default=str))
    write_private(path, text + "\n")


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


def _dutch_dates(rows: pl.DataFrame) -> list[pl.Expr]:
    return [
        pl.col(name).dt.strftime("%d-%m-%Y")
        for name, dtype in rows.schema.items()
        if dtype == pl.Date
    ]
