"""The source rows behind the signals, fetched for all listed subjects at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import polars as pl

from screening.engines.base import Ask, Done, Engine
from screening.errors import EngineError
from screening.language.evidence import listed_of
from screening.language.scope import Kind
from screening.packs.compiled import CompiledRule
from screening.registers.held import Registers

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
    registers: Registers,
    engine: Engine,
    as_of: dt.date,
    then: Callable[[str, pl.DataFrame | EngineError], Done],
) -> dict[str, Done]:
    """What ``then`` makes, per rule, of a frame EVIDENCE of the subjects that have source rows.

    The evidence of a rule is asked over a table of its own ``hits``, never over those of another.
    ``then`` is called in any thread.
    """
    bare = pl.DataFrame(schema=EVIDENCE)
    queries = {}
    for rule in hits:
        query = compiled[rule].evidence_query
        if query is not None and len(query.kinds) > 1:  # more than who it is about
            queries[rule] = query
    without = {rule: then(rule, bare) for rule in hits if rule not in queries}
    if not queries:
        return without
    flagged = {
        listed_of(rule): hits[rule].unique().sort().alias("subject").to_frame() for rule in queries
    }
    proven = engine.ask(
        queries,
        {**registers, **flagged},
        {rule: _asked(query.kinds, as_of) for rule, query in queries.items()},
        lambda rule, found: then(rule, found if isinstance(found, EngineError) else found[0]),
    )
    return without | proven


def _asked(kinds: Mapping[str, Kind], as_of: dt.date) -> Ask:
    return lambda rows: [as_evidence(rows, kinds, as_of)]


def as_evidence(rows: pl.LazyFrame, kinds: Mapping[str, Kind], as_of: dt.date) -> pl.LazyFrame:
    """Source rows (``subject`` and anything else) as one JSON list per subject, newest first."""
    shown = [name for name in kinds if name != "subject"]
    dates = [name for name in shown if kinds[name] == "date"]
    past = [pl.when(pl.col(name) <= as_of).then(pl.col(name)) for name in dates]
    newest = pl.max_horizontal(past) if past else pl.lit(None, pl.Date)
    order = ["subject", *dates, *(name for name in shown if name not in dates)]
    ordered = rows.sort(
        order, descending=[name in dates for name in order], nulls_last=True, maintain_order=True
    )
    row = pl.struct(shown).struct.json_encode()
    told = ordered.select("subject", newest.alias("newest"), row=row)
    per_subject = told.group_by("subject", maintain_order=True).agg(
        pl.col("row").head(ROWS_PER_SUBJECT).str.join(",").alias("evidence"),
        pl.len().cast(pl.Int64).alias("evidence_rows"),
        pl.col("newest").max().alias("evidence_newest"),
    )
    return per_subject.with_columns(evidence="[" + pl.col("evidence") + "]")
