"""Signals: what hit, with everything that was read frozen beside it (T30, T35, T57)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from screening.comparison.columns import BEYOND
from screening.detect.explain import dutch
from screening.detect.explain.codes import words_of
from screening.detect.explain.conditions import Conditions, columns_of
from screening.detect.explain.evidence import EVIDENCE
from screening.detect.explain.labels import block_of
from screening.detect.explain.listed import Item, Listed, lists_of
from screening.detect.explain.sentences import explanation, shown
from screening.detect.judge import Question
from screening.detect.measure import SourceInfo
from screening.frames import CONDITION, VALUE, Signals, schema_of
from screening.packs.compiled import CompiledRule
from screening.packs.loaded import LoadedRule

SIGNALS = schema_of(Signals)
_TOLD = {
    "subject", "text", "newest", "values", "conditions", "evidence", "evidence_rows", "rests_on",
    "facts",
}  # fmt: skip
_OF_RULE = {
    **{name: dtype for name, dtype in SIGNALS.items() if name not in _TOLD},
    "latest": pl.Date(),
}

_ON_REQUEST = ("watch", "notable", "strong", "reason", BEYOND)
"""Compare columns shown only where the rule itself names them."""


@dataclass(frozen=True)
class Ready:
    """A rule with what is needed to judge and explain it."""

    loaded: LoadedRule
    compiled: CompiledRule
    question: Question
    sources: Mapping[str, SourceInfo]
    as_of: dt.date


@dataclass(frozen=True)
class Draft:
    """What is told of the hits of one rule; ``made`` has a row per hit."""

    ready: Ready
    made: pl.DataFrame
    values: Listed
    conditions: Listed


def draft(ready: Ready, hits: pl.DataFrame) -> Draft:
    """What to tell of ``hits`` (measured and compared columns, at least one row)."""
    rule, labels = ready.loaded.rule, ready.question.labels
    units = {name: parameter.unit for name, parameter in rule.parameters.items()}
    groups = dutch.groups_of(hits)
    words = words_of(ready.compiled.query)
    told = explanation(rule, hits, labels, ready.compiled.parameters, ready.as_of, groups, words)
    conditions = Conditions(ready.question.predicates, hits, labels, units, groups, words).listed(
        ready.question.when
    )
    values = _values(ready, hits, groups)
    made = hits.select_seq(  # one after another: rules are explained beside each other
        "subject",
        told.alias("text"),
        _newest(ready, hits).alias("newest"),
        *values.columns(),
        *conditions.columns(),
    )
    return Draft(ready, made, values, conditions)


def signals_of(drafts: Sequence[Draft], evidence: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """A frame SIGNALS with one row per hit of every draft, and by rule its frame EVIDENCE.

    What the hits rest on is not known yet; see :mod:`screening.detect.rests`.
    """
    if not drafts:
        return no_signals()
    rules = pl.DataFrame([_constants(each.ready) for each in drafts], schema=_OF_RULE)
    repeated = np.repeat(np.arange(len(drafts)), [each.made.height for each in drafts])
    # Taken by name, and the rule put beside all at once: a select is a query, and these are 300.
    hits = pl.concat([each.made[["subject", "text", "newest"]] for each in drafts])
    proven = pl.concat([rows[list(EVIDENCE)] for rows in evidence.values()])
    of_rule = np.repeat(np.arange(len(evidence)), [rows.height for rows in evidence.values()])
    proven = proven.with_columns(pl.Series("rule", list(evidence), pl.String).gather(of_rule))
    told = (
        rules[repeated]
        .hstack(hits)
        .with_columns(
            lists_of([(each.values, each.made) for each in drafts], VALUE).alias("values"),
            lists_of([(each.conditions, each.made) for each in drafts], CONDITION).alias(
                "conditions"
            ),
        )
    )
    proved = told.join(proven, on=["rule", "subject"], how="left", maintain_order="left")
    return proved.with_columns(
        pl.col("evidence").fill_null("[]"),
        pl.col("evidence_rows").fill_null(0),
        *(pl.lit(None, pl.List(pl.String)).alias(name) for name in ("rests_on", "facts")),
        newest=pl.coalesce(pl.max_horizontal("newest", "evidence_newest"), "latest"),
    ).select(pl.col(name).cast(dtype) for name, dtype in SIGNALS.items())


def no_signals() -> pl.DataFrame:
    """A frame SIGNALS without rows."""
    return pl.DataFrame(schema=SIGNALS)


def no_evidence() -> pl.DataFrame:
    """A frame EVIDENCE without rows."""
    return pl.DataFrame(schema=EVIDENCE)


def _constants(ready: Ready) -> dict[str, object]:
    """What all signals of a rule have in common, and the newest date of what it was read from."""
    loaded, rule = ready.loaded, ready.loaded.rule
    used = [ready.sources[r] for r in ready.compiled.columns_used if r in ready.sources]
    dates = [info.reference_date for info in used if info.reference_date is not None]
    return {
        "pack": loaded.pack.id,
        "rule": rule.id,
        "version": rule.version,
        "rule_hash": loaded.hash,
        "subject_type": rule.subject,
        "family": rule.family,
        "severity": rule.severity,
        "basis": rule.basis,
        "lists": rule.lists,
        "title": rule.title,
        "parameters": _as_json(ready.compiled.stated),
        "why": rule.why,
        "innocent": rule.innocent,
        "verify": rule.verify,
        "proxies": _as_json(rule.proxies),
        "as_of": ready.as_of,
        "latest": max(dates, default=None),
    }


def _values(ready: Ready, hits: pl.DataFrame, groups: Mapping[str, int]) -> Listed:
    """What was measured of each hit, and where that comes from, as items of a list VALUE."""
    rule, labels = ready.loaded.rule, ready.question.labels
    named = {*columns_of(ready.question.when)}
    items = []
    for name, dtype in hits.schema.items():
        block = block_of(name, rule.compare)
        if name == "subject" or (block and _hidden(name, block) and name not in named):
            continue
        label = labels.get(name)
        about = {"label": label.text, "unit": label.unit} if label else {"label": name, "unit": ""}
        source, reference_date = source_of(ready, name, block)
        items.append(
            Item(
                {"name": name, **about, "source": source, "reference_date": reference_date},
                {
                    "value": dutch.canonical(pl.col(name), dtype),
                    "text": shown(name, dtype, label, groups),
                },
            )
        )
    return Listed("values", items)


def _hidden(name: str, block: str) -> bool:
    return name.removeprefix(f"{block}_") in _ON_REQUEST


def source_of(ready: Ready, name: str, block: str | None) -> tuple[str, dt.date | None]:
    """Labels of the registers a value was read from, and the oldest of their dates."""
    lineage = ready.compiled.measure_sources
    columns = ready.loaded.rule.compare[block].judged_by() if block else frozenset({name})
    registers = sorted({r for column in columns for r in lineage.get(column, frozenset())})
    found = [ready.sources.get(register, SourceInfo(register)) for register in registers]
    dates = [info.reference_date for info in found if info.reference_date is not None]
    return " + ".join(info.label for info in found), min(dates, default=None)


def _newest(ready: Ready, hits: pl.DataFrame) -> pl.Expr:
    """The newest date among what was measured, not after as-of."""
    measured = [name for name, dtype in hits.schema.items() if dtype == pl.Date]
    past = [pl.when(pl.col(n) <= ready.as_of).then(pl.col(n)) for n in measured]
    return pl.max_horizontal(past) if past else pl.lit(None, pl.Date)


def _as_json(values: Mapping[str, object]) -> str:
    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, dt.date) else value

    ordered = {name: plain(values[name]) for name in sorted(values)}
    return json.dumps(ordered, ensure_ascii=False)
