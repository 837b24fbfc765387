"""Signals: what hit, with everything that was read frozen beside it (T30, T35, T57)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from screening.detect import dutch
from screening.detect.conditions import CONDITION, Conditions, columns_of
from screening.detect.evidence import EVIDENCE
from screening.detect.explain import explanation, shown
from screening.detect.judge import Question
from screening.detect.labels import block_of, inputs_of
from screening.detect.listed import row_by_row
from screening.detect.measure import SourceInfo
from screening.packs.gate import CompiledRule
from screening.packs.loaded import LoadedRule
from screening.packs.models import Scalar

VALUE = pl.Struct(
    {
        "name": pl.String,
        "label": pl.String,
        "value": pl.String,
        "text": pl.String,
        "unit": pl.String,
        "source": pl.String,
        "reference_date": pl.Date,
    }
)
_FACTS = {
    "name": pl.String,
    "label": pl.String,
    "unit": pl.String,
    "source": pl.String,
    "reference_date": pl.Date,
}
SIGNALS: dict[str, pl.DataType] = {
    "pack": pl.String(),
    "rule": pl.String(),
    "version": pl.Int64(),
    "rule_hash": pl.String(),
    "subject_type": pl.String(),
    "subject": pl.String(),
    "family": pl.String(),
    "severity": pl.Int64(),
    "basis": pl.String(),
    "lists": pl.List(pl.String()),
    "title": pl.String(),
    "text": pl.String(),
    "values": pl.List(VALUE),
    "conditions": pl.List(CONDITION),
    "parameters": pl.String(),
    "evidence": pl.String(),
    "evidence_rows": pl.Int64(),
    "why": pl.String(),
    "innocent": pl.List(pl.String()),
    "verify": pl.String(),
    "proxies": pl.String(),
    "newest": pl.Date(),
    "as_of": pl.Date(),
}

_ON_REQUEST = ("watch", "notable", "strong", "reason")
"""Compare columns shown only where the rule itself names them."""


@dataclass(frozen=True)
class Ready:
    """A rule with what is needed to judge and explain it."""

    loaded: LoadedRule
    compiled: CompiledRule
    question: Question
    sources: Mapping[str, SourceInfo]
    as_of: dt.date


def build_signals(ready: Ready, hits: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """A frame SIGNALS with one row per row of ``hits`` (measured and compared columns)."""
    rule, compiled, labels = ready.loaded.rule, ready.compiled, ready.question.labels
    units = {name: parameter.unit for name, parameter in rule.parameters.items()}
    groups = dutch.groups_of(hits)
    said = Conditions(ready.question.predicates, hits, labels, units, groups)
    proven = evidence.rename({name: f"_{name}" for name in EVIDENCE if name != "subject"})
    proved = hits.join(proven, on="subject", how="left", maintain_order="left")
    columns = proved.with_columns(
        explanation(rule, hits, labels, compiled.parameters, ready.as_of, groups).alias("text"),
        _values(ready, hits, groups).alias("values"),
        said.column(ready.question.when).alias("conditions"),
        pl.col("_evidence").fill_null("[]").alias("evidence"),
        pl.col("_evidence_rows").fill_null(0).alias("evidence_rows"),
        _newest(ready, hits).alias("newest"),
        *(value.alias(name) for name, value in _constants(ready).items()),
    )
    return columns.select(pl.col(name).cast(dtype) for name, dtype in SIGNALS.items())


def no_signals() -> pl.DataFrame:
    """A frame SIGNALS without rows."""
    return pl.DataFrame(schema=SIGNALS)


def no_evidence() -> pl.DataFrame:
    """A frame EVIDENCE without rows."""
    return pl.DataFrame(schema=EVIDENCE)


def _constants(ready: Ready) -> dict[str, pl.Expr]:
    loaded, rule = ready.loaded, ready.loaded.rule
    texts = {
        "pack": loaded.pack.id,
        "rule": rule.id,
        "rule_hash": loaded.hash,
        "subject_type": rule.subject,
        "family": rule.family,
        "basis": rule.basis,
        "title": rule.title,
        "parameters": _as_json(ready.compiled.parameters),
        "why": rule.why,
        "verify": rule.verify,
        "proxies": _as_json(rule.proxies),
    }
    return {
        **{name: pl.lit(text) for name, text in texts.items()},
        "version": pl.lit(rule.version),
        "severity": pl.lit(rule.severity),
        "as_of": pl.lit(ready.as_of),
        "lists": _list(rule.lists),
        "innocent": _list(rule.innocent),
    }


def _values(ready: Ready, hits: pl.DataFrame, groups: Mapping[str, int]) -> pl.Series:
    """What was measured of each hit, and where that comes from: a List(VALUE)."""
    rule, labels = ready.loaded.rule, ready.question.labels
    named = {*columns_of(ready.question.when)}
    facts, values, texts = [], [], []
    for name in hits.columns:
        block = block_of(name, rule.compare)
        if name == "subject" or (block and _hidden(name, block) and name not in named):
            continue
        label, dtype = labels.get(name), hits.schema[name]
        about = (label.text, label.unit) if label else (name, "")
        facts.append((name, *about, *_source(ready, name, block)))
        values.append(dutch.canonical(pl.col(name), dtype).alias(f"value of {name}"))
        texts.append(shown(name, dtype, label, groups).alias(f"text of {name}"))
    if not facts:
        return pl.Series([[]] * hits.height, dtype=pl.List(VALUE))
    made = hits.select(*values, *texts)
    under = pl.DataFrame(
        {
            "value": pl.concat([made[each.meta.output_name()].alias("") for each in values]),
            "text": pl.concat([made[each.meta.output_name()].alias("") for each in texts]),
        }
    )
    of_column = pl.DataFrame(facts, schema=_FACTS, orient="row")
    repeated = of_column[np.repeat(np.arange(len(facts)), hits.height)]
    structs = (
        repeated.hstack(under).select(field.name for field in VALUE.fields).to_struct("values")
    )
    return row_by_row(structs, hits.height)


def _hidden(name: str, block: str) -> bool:
    return name.removeprefix(f"{block}_") in _ON_REQUEST


def _source(ready: Ready, name: str, block: str | None) -> tuple[str, dt.date | None]:
    """Labels of the registers a value was read from, and the oldest of their dates."""
    lineage = ready.compiled.measure_sources
    columns = inputs_of(ready.loaded.rule.compare[block]) if block else frozenset({name})
    registers = sorted({r for column in columns for r in lineage.get(column, frozenset())})
    found = [ready.sources.get(register, SourceInfo(register)) for register in registers]
    dates = [info.reference_date for info in found if info.reference_date is not None]
    return " + ".join(info.label for info in found), min(dates, default=None)


def _newest(ready: Ready, hits: pl.DataFrame) -> pl.Expr:
    """The newest date among evidence and measures, not after as-of; else the source's date."""
    measured = [name for name, dtype in hits.schema.items() if dtype == pl.Date]
    past = [pl.when(pl.col(n) <= ready.as_of).then(pl.col(n)) for n in measured]
    used = [ready.sources[r] for r in ready.compiled.columns_used if r in ready.sources]
    dates = [info.reference_date for info in used if info.reference_date is not None]
    latest = pl.lit(max(dates, default=None), pl.Date)
    return pl.coalesce(pl.max_horizontal(*past, pl.col("_evidence_newest")), latest)


def _list(texts: Sequence[str]) -> pl.Expr:
    return pl.lit(pl.Series([list(texts)], dtype=pl.List(pl.String))).first()


def _as_json(values: Mapping[str, Scalar]) -> str:
    def plain(value: Scalar) -> bool | int | float | str:
        return value.isoformat() if isinstance(value, dt.date) else value

    ordered = {name: plain(values[name]) for name in sorted(values)}
    return json.dumps(ordered, ensure_ascii=False)
