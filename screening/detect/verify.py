"""Two independent engines must agree before a rule flags anything.

The second engine measures the same SELECT in its own way. The run judges with expressions of
Polars, whichever engine measured; so what the second engine measured is judged by SQL, in DuckDB.
What compare blocks add comes from one set of functions on either side; those are held to their
published formulas in tests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from screening.detect.broken import problems_of
from screening.detect.compared import compared
from screening.detect.explain.evidence import find_evidence
from screening.detect.judge import (
    CLEAR,
    HIT,
    NOT_APPLICABLE,
    NOT_EVALUABLE,
    Count,
)
from screening.detect.signals import Ready
from screening.engines import get_engine, second_of
from screening.engines.base import FAULTS, Engine
from screening.engines.kinds.duckdb import select_from
from screening.errors import EngineError, Problem
from screening.packs.compiled import CompiledRule
from screening.registers.held import Registers

_SINGLED_OUT = [HIT, NOT_EVALUABLE]
_SAME = 1e-9
"""Largest relative difference between reals that two engines added up in another order."""
_REMEDY = "report the rule to its owner; until the engines agree it flags nothing"


@dataclass(frozen=True)
class Judgement:
    """What one engine found: the rows with ``_outcome``, and counts of those without a row."""

    ready: Ready
    rows: pl.DataFrame
    counts: Sequence[Count] = ()


def disagreements(
    found: Mapping[str, Judgement], registers: Registers, first: Engine
) -> dict[str, list[Problem]]:
    """Per rule on which a second engine does not say the same, what differs; never whose values.

    Raises EngineError when the second engine is not installed.
    """
    second = _second(first)
    queries = {rule: each.ready.compiled for rule, each in found.items()}
    problems: dict[str, list[Problem]] = {}
    for rule, measured in second.run(queries, registers).items():
        if isinstance(measured, EngineError):
            problems[rule] = measured.problems
            continue
        try:
            told = _difference(found[rule], measured, first.max_memory)
        except FAULTS as error:
            problems[rule] = problems_of(rule, error, "verified")
            continue
        if told:
            what = f"{first.name} and {second.name} differ on rule {rule}: {told}"
            problems[rule] = [Problem(what, expected="the same of both engines", remedy=_REMEDY)]
    return problems


def other_evidence(
    signals: pl.DataFrame,
    compiled: Mapping[str, CompiledRule],
    registers: Registers,
    first: Engine,
    as_of: dt.date,
) -> dict[str, list[Problem]]:
    """Per rule for which a second engine finds other source rows, for how many subjects it does.

    ``signals`` are the hits with ``evidence`` and ``evidence_rows`` as the first engine found them.
    """
    second = _second(first)
    hits = {str(rule): rows["subject"] for (rule,), rows in signals.group_by("rule")}
    found = find_evidence(
        {rule: compiled[rule] for rule in hits}, hits, registers, second, as_of,
        lambda _, rows: rows,
    )  # fmt: skip
    problems: dict[str, list[Problem]] = {}
    for rule, rows in sorted(found.items()):
        if isinstance(rows, EngineError):
            problems[rule] = rows.problems
            continue
        shown = ["evidence", "evidence_rows"]
        mine = signals.filter(pl.col("rule") == rule).select("subject", *shown)
        both = mine.join(rows.select("subject", *shown), on="subject", how="left", suffix=":other")
        same = [
            pl.col("evidence").eq(pl.col("evidence:other").fill_null("[]")),
            pl.col("evidence_rows").eq(pl.col("evidence_rows:other").fill_null(0)),
        ]
        wrong = int(both.select((~pl.all_horizontal(same)).sum()).item())
        if wrong:
            told = _many(wrong, "other source rows")
            what = f"{first.name} and {second.name} differ on rule {rule}: {told}"
            problems[rule] = [Problem(what, expected="the same of both engines", remedy=_REMEDY)]
    return problems


def _second(first: Engine) -> Engine:
    name = second_of(first.name)
    return get_engine(name, max_rows=first.max_rows, max_memory=first.max_memory)


def _difference(found: Judgement, measured: pl.DataFrame, max_memory: int | None) -> str:
    """How the second engine's rows differ from what the first found; '' when they do not."""
    ready = found.ready
    rows = compared(measured, ready.loaded.rule)
    told = _judged_in_sql(rows, ready.compiled, max_memory)
    again = rows.join(told, on="subject", how="left")
    singled = pl.col("_outcome").is_in(_SINGLED_OUT)
    mine = found.rows.filter(singled).select("subject", "_outcome")
    theirs = again.filter(singled).select("subject", "_outcome")
    apart = mine.join(theirs, on=mine.columns, how="anti")
    more = theirs.join(mine, on=mine.columns, how="anti")
    subjects = pl.concat([apart["subject"], more["subject"]]).n_unique()
    if subjects:
        return _many(subjects, "another outcome")
    here, there = _others(found.rows, found.counts), _others(again, ())
    for outcome in (CLEAR, NOT_APPLICABLE):
        if here[outcome] != there[outcome]:
            name = outcome.replace("_", " ")
            return f"{here[outcome]} and {there[outcome]} subjects are {name}"
    return _values(found.rows, again)


def _others(rows: pl.DataFrame, counts: Sequence[Count]) -> dict[str, int]:
    """How many subjects are clear and not applicable, with a row or only counted."""
    return {
        outcome: int((rows["_outcome"] == outcome).sum())
        + sum(count for each, _, count in counts if each == outcome)
        for outcome in (CLEAR, NOT_APPLICABLE)
    }


def _values(mine: pl.DataFrame, theirs: pl.DataFrame) -> str:
    """Whether what is shown of the hits is the same, and what is not."""
    names = [
        name
        for name, dtype in mine.schema.items()
        if name in theirs.columns and not name.startswith("_") and not dtype.is_nested()
    ]
    hits = mine.filter(pl.col("_outcome") == HIT).select(names)
    both = hits.join(theirs.select(names), on="subject", how="left", suffix=":second")
    for name in (name for name in names if name != "subject"):
        here, there = pl.col(name), pl.col(f"{name}:second")
        same = here.eq_missing(there)
        if mine.schema[name].is_float():
            near = (here - there).abs() <= _SAME * pl.max_horizontal(here.abs(), there.abs())
            same |= near.fill_null(value=False)
        wrong = int(both.select((~same).sum()).item())
        if wrong:
            return _many(wrong, f"another value of '{name}'")
    return ""


def _judged_in_sql(rows: pl.DataFrame, rule: CompiledRule, max_memory: int | None) -> pl.DataFrame:
    """``subject`` and ``_outcome``, asked of DuckDB over the rows."""
    exempt = [f"({test.sql('duckdb')})" for test, _ in rule.not_applicable]
    lawful = " OR ".join(exempt) or "FALSE"
    when = rule.when.sql("duckdb")
    flat = rows.select(name for name, dtype in rows.schema.items() if not dtype.is_nested())
    asked = f"SELECT *, ({when}) AS _when, ({lawful}) AS _lawful FROM measured"
    return select_from(
        flat,
        f"""SELECT subject, CASE WHEN _lawful THEN '{NOT_APPLICABLE}' WHEN NOT _when THEN '{CLEAR}'
        WHEN _when AND NOT _lawful THEN '{HIT}' ELSE '{NOT_EVALUABLE}' END AS _outcome
        FROM ({asked})""",
        max_memory,
    )


def _many(number: int, what: str) -> str:
    return f"{what} for {number} subject{'' if number == 1 else 's'}"
