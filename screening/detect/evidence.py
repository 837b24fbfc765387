"""The source rows behind the signals, fetched for all listed subjects at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from screening.detect.measure import Failures
from screening.engines.base import Engine
from screening.errors import EngineError
from screening.packs.gate import CompiledRule

ROWS_PER_SUBJECT = 50
"""Rows kept per signal; ``evidence_rows`` says how many there were."""

EVIDENCE: dict[str, pl.DataType] = {
    "subject": pl.String(),
    "evidence": pl.String(),
    "evidence_rows": pl.Int64(),
    "evidence_newest": pl.Date(),
}


def find_evidence(
    compiled: Mapping[str, CompiledRule],
    hits: Mapping[str, pl.Series],
    registers: Mapping[str, pl.DataFrame],
    engine: Engine,
    as_of: dt.date,
) -> tuple[dict[str, pl.DataFrame], Failures]:
    """Per rule a frame EVIDENCE of the subjects in ``hits`` that have source rows.

    All rules share one table of listed subjects, so that one run serves them all.
    """
    queries = {
        rule: query
        for rule, subjects in hits.items()
        if (query := compiled[rule].evidence_query) is not None and len(subjects)
    }
    if not queries:
        return {}, {}
    listed = pl.concat([hits[rule] for rule in queries]).unique().sort().alias("subject")
    found: dict[str, pl.DataFrame] = {}
    failures: Failures = {}
    answers = engine.run(queries, {**registers, "_listed": listed.to_frame()})
    for rule, rows in answers.items():
        if isinstance(rows, EngineError):
            failures[rule] = rows.problems
        else:
            own = rows.filter(pl.col("subject").is_in(hits[rule].implode()))
            found[rule] = as_evidence(own, as_of)
    return found, failures


def as_evidence(rows: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """Source rows (``subject`` and anything else) as one JSON list per subject, newest first."""
    shown = [name for name in rows.columns if name != "subject"]
    if not shown or rows.is_empty():
        return pl.DataFrame(schema=EVIDENCE)
    dates = [name for name in shown if rows.schema[name] == pl.Date]
    past = [pl.when(pl.col(name) <= as_of).then(pl.col(name)) for name in dates]
    newest = pl.max_horizontal(past) if past else pl.lit(None, pl.Date)
    order = ["subject", *dates, *(name for name in shown if name not in dates)]
    ordered = rows.sort(
        order, descending=[name in dates for name in order], nulls_last=True, maintain_order=True
    )
    told = ordered.select("subject", newest.alias("newest"), row=_json(shown))
    per_subject = told.group_by("subject", maintain_order=True).agg(
        pl.col("row").head(ROWS_PER_SUBJECT).str.join(",").alias("evidence"),
        pl.len().cast(pl.Int64).alias("evidence_rows"),
        pl.col("newest").max().alias("evidence_newest"),
    )
    return per_subject.with_columns(evidence="[" + pl.col("evidence") + "]")


def _json(columns: list[str]) -> pl.Expr:
    return pl.struct(columns).struct.json_encode()
