"""What the rules measure: every select compiled through the gate and run together."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from screening.documents.fields import Scalar
from screening.engines.base import Engine
from screening.errors import EngineError, GateError, Problem, ScreeningError, Where, suggestion
from screening.language.dialects import Dialect
from screening.packs.compiled import CompiledRule, compile_rule
from screening.packs.loaded import LoadedRule
from screening.registers.held import Registers
from screening.registers.reading.report import Loaded

Overrides = Mapping[str, Mapping[str, Scalar]]
"""Parameter values of this municipality, by rule id and parameter."""
Failures = dict[str, list[Problem]]
"""What went wrong, by rule id."""


@dataclass(frozen=True)
class SourceInfo:
    """Where a register came from and the date it speaks of (T57).

    ``missing_columns`` are declared columns the extract did not hold; they are all null.
    """

    label: str
    reference_date: dt.date | None = None
    missing_columns: frozenset[str] = field(default=frozenset())
    older_than_allowed: int | None = None
    """The project's own limit in days, when the extract is older than that (T56)."""
    unread: pl.DataFrame | None = None
    """Rows of which something could not be read; see :mod:`screening.registers.unread`."""


def source_infos(loaded: Loaded) -> dict[str, SourceInfo]:
    """Label, reference date and gaps of every loaded register, and what could not be read of it."""
    return {
        name: SourceInfo(
            report.source,
            report.reference_date,
            frozenset(report.missing_columns),
            report.max_age_days if report.stale else None,
            loaded.unread.get(name),
        )
        for name, report in loaded.reports.items()
    }


def compile_rules(
    rules: Iterable[LoadedRule], overrides: Overrides, as_of: dt.date
) -> tuple[dict[str, CompiledRule], Failures]:
    """Every rule through the gate; a rule the gate refuses is reported and takes no other down."""
    compiled: dict[str, CompiledRule] = {}
    failures: Failures = {}
    for loaded in rules:
        given = overrides.get(loaded.id, {})
        try:
            _check_names(loaded, given)
            compiled[loaded.id] = compile_rule(loaded, as_of=as_of, parameters=given)
        except ScreeningError as error:
            failures[loaded.id] = error.problems
    return compiled, failures


def write_ahead(rules: Iterable[LoadedRule], as_of: dt.date, dialect: Dialect) -> None:
    """Write the SQL of rules in the words of an engine, as long as nothing else needs the cores.

    Only rules as they were shipped, and nothing of what the gate refuses: a run says that itself.
    """
    for loaded in rules:
        with contextlib.suppress(ScreeningError):
            compiled = compile_rule(loaded, as_of=as_of)
            for part in (compiled.query, compiled.evidence_query):
                if part is not None:
                    part.sql(dialect)


def measure(
    compiled: Mapping[str, CompiledRule], registers: Registers, engine: Engine
) -> tuple[dict[str, pl.DataFrame], Failures]:
    """One row per subject and rule, from one run of all selects on the engine."""
    frames: dict[str, pl.DataFrame] = {}
    failures: Failures = {}
    for rule_id, result in engine.run(compiled, registers).items():
        if isinstance(result, EngineError):
            failures[rule_id] = result.problems
        else:
            frames[rule_id] = result
    return frames, failures


def _check_names(loaded: LoadedRule, given: Mapping[str, Scalar]) -> None:
    known = loaded.rule.parameters
    unknown = [name for name in sorted(given) if name not in known]
    if unknown:
        raise GateError(
            Problem(
                f"parameter '{name}' is set for rule {loaded.id}, which has no such parameter",
                Where("screening.yaml"),
                expected=f"one of {', '.join(sorted(known)) or '(the rule has no parameters)'}",
                remedy=suggestion(name, known) or f"remove '{name}' from parameters",
            )
            for name in unknown
        )
