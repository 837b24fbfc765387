"""Four outcomes per subject: hit, clear, not applicable, not evaluable; three-valued logic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from sqlglot import exp

from screening.comparison.kind import Comparison, Label
from screening.detect.explain.conditions import columns_of, conjuncts
from screening.detect.explain.labels import block_of
from screening.detect.predicate import Predicates

HIT, CLEAR = "hit", "clear"
NOT_APPLICABLE, NOT_EVALUABLE = "not_applicable", "not_evaluable"
OUTCOMES = (HIT, CLEAR, NOT_APPLICABLE, NOT_EVALUABLE)
Count = tuple[str, str, int]
"""An outcome, its reason, and how many subjects have it."""
UNDETERMINED = "met deze waarden niet te bepalen"


@dataclass(frozen=True)
class Question:
    """What is asked of every measured subject: exemptions first, then the condition itself."""

    when: exp.Expr
    exempt: Sequence[tuple[exp.Expr, str]]
    predicates: Predicates
    labels: Mapping[str, Label]
    compares: Mapping[str, Comparison]


def judge(measured: pl.DataFrame, question: Question) -> pl.DataFrame:
    """``measured`` with ``_outcome`` and ``_reason`` ('' for hit and clear; Dutch otherwise).

    An exemption that holds comes first. What cannot hit is clear, whatever is unknown about
    exemptions; what would hit while an exemption is unknown is not evaluable (T13).
    """
    ask = question.predicates.expr
    flags = {"_when": ask(question.when)}
    flags |= {f"_exempt_{n}": ask(test) for n, (test, _) in enumerate(question.exempt)}
    asked = (e.cast(pl.Boolean).alias(name) for name, e in flags.items())
    exempt = [pl.col(name) for name in flags if name != "_when"]
    lawful = pl.any_horizontal(exempt) if exempt else pl.lit(value=False)
    outcome = (
        pl.when(lawful)
        .then(pl.lit(NOT_APPLICABLE))
        .when(~pl.col("_when"))
        .then(pl.lit(CLEAR))
        .when(pl.col("_when") & ~lawful)
        .then(pl.lit(HIT))
        .otherwise(pl.lit(NOT_EVALUABLE))
    )
    # As one query, and columns taken by name: frames are small, and each query costs the same.
    made = measured.lazy().with_columns(asked).with_columns(outcome.alias("_outcome"))
    judged = made.collect(engine="in-memory", optimizations=pl.QueryOptFlags.none())
    return _with_reasons(judged, question)[[*measured.columns, "_outcome", "_reason"]]


def settled(rows: pl.LazyFrame, question: Question) -> list[pl.LazyFrame]:
    """The rows that hit or cannot be judged, and one row that counts all others.

    What :func:`judge` calls clear or not applicable needs no row of its own: it is counted where it
    is measured. :func:`count_settled` reads the counts.
    """
    ask = question.predicates.expr
    clear = ~ask(question.when).cast(pl.Boolean)
    exempt = [ask(test).cast(pl.Boolean).fill_null(value=False) for test, _ in question.exempt]
    names = [f"_exempt_{n}" for n in range(len(exempt))]
    asked = rows.with_columns(
        clear.fill_null(value=False).alias("_clear"),
        *(test.alias(name) for name, test in zip(names, exempt, strict=True)),
    )
    flags = [*names, "_clear"]
    first = [
        (pl.col(name) & ~pl.any_horizontal(flags[:n])) if n else pl.col(name)
        for n, name in enumerate(flags)
    ]
    return [
        asked.filter(~pl.any_horizontal(flags)).drop(flags),
        asked.select(
            flag.sum().cast(pl.Int64).alias(name) for name, flag in zip(flags, first, strict=True)
        ),
    ]


def count_settled(counted: pl.DataFrame, question: Question) -> list[Count]:
    """What the second frame of :func:`settled` counted, apart from nothing."""
    reasons = [reason for _, reason in question.exempt]
    outcomes = [*((NOT_APPLICABLE, reason) for reason in reasons), (CLEAR, "")]
    counts = zip(outcomes, counted.row(0), strict=True)
    return [(*outcome, count) for outcome, count in counts if count]


def count_outcomes(
    judged: Mapping[str, pl.DataFrame], settled_counts: Mapping[str, Sequence[Count]]
) -> pl.DataFrame:
    """Counts per rule, outcome and reason, sorted; nothing about single subjects (T53)."""
    rules = pl.Series("rule", list(judged), dtype=pl.String)
    each = np.repeat(np.arange(len(judged)), [frame.height for frame in judged.values()])
    rows = pl.DataFrame(
        [
            rules.gather(each),
            _stacked("outcome", [frame.get_column("_outcome") for frame in judged.values()]),
            _stacked("reason", [frame.get_column("_reason") for frame in judged.values()]),
            pl.Series("count", np.ones(len(each), np.int64)),
        ]
    )
    elsewhere = [(rule, *count) for rule, counts in settled_counts.items() for count in counts]
    everything = pl.concat([rows, pl.DataFrame(elsewhere, schema=rows.schema, orient="row")])
    keys = ["rule", "outcome", "reason"]
    return everything.group_by(keys).agg(pl.col("count").sum()).sort(keys)


def _stacked(name: str, columns: Sequence[pl.Series]) -> pl.Series:
    return pl.concat([pl.Series(name, [], dtype=pl.String), *columns])


def _with_reasons(judged: pl.DataFrame, question: Question) -> pl.DataFrame:
    """The same with ``_reason`` and more; what is unknown is found once, not for every column."""
    if not judged["_outcome"].eq(NOT_EVALUABLE).any():
        return judged.with_columns(_reason(question, pl.lit("")).alias("_reason"))
    parts = [*conjuncts(question.when), *(test for test, _ in question.exempt)]
    unknown = {
        f"_unknown_{n}": question.predicates.expr(part).is_null() for n, part in enumerate(parts)
    }
    asked = judged.with_columns(flag.alias(name) for name, flag in unknown.items())
    missing = _missing(asked, dict(zip(unknown, parts, strict=True)), question)
    return asked.with_columns(_reason(question, missing).alias("_reason"))


def _reason(question: Question, unknown: pl.Expr) -> pl.Expr:
    lawful = pl.lit("")
    for n in reversed(range(len(question.exempt))):
        given = pl.lit(question.exempt[n][1])
        lawful = pl.when(pl.col(f"_exempt_{n}")).then(given).otherwise(lawful)
    return (
        pl.when(pl.col("_outcome") == NOT_APPLICABLE)
        .then(lawful)
        .when(pl.col("_outcome") == NOT_EVALUABLE)
        .then(unknown)
        .otherwise(pl.lit(""))
    )


def _missing(judged: pl.DataFrame, parts: Mapping[str, exp.Expr], question: Question) -> pl.Expr:
    """Which values were missing in the parts of the condition that came out unknown.

    ``parts`` by the column of ``judged`` that says whether the part is unknown.
    """
    reasons: dict[str, pl.Expr] = {}
    for unknown, part in parts.items():
        for column in columns_of(part):
            found = pl.col(unknown) & pl.col(column).is_null()
            why = pl.when(found).then(_why_null(judged, column, question))
            key = block_of(column, question.compares) or column
            reasons[key] = pl.coalesce(reasons[key], why) if key in reasons else why
    if not reasons:
        return pl.lit(UNDETERMINED)
    joined = pl.concat_str(list(reasons.values()), separator="; ", ignore_nulls=True)
    return pl.when(joined == "").then(pl.lit(UNDETERMINED)).otherwise(joined)


def _why_null(judged: pl.DataFrame, column: str, question: Question) -> pl.Expr:
    label = question.labels[column].text if column in question.labels else column
    missing = pl.lit(f"{label} ontbreekt")
    block = block_of(column, question.compares)
    if block is None or f"{block}_reason" not in judged.columns:
        return missing
    return pl.coalesce(pl.col(f"{block}_reason"), missing)
