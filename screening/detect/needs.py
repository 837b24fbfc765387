"""Whether the data is good enough for a rule: what stands in the way, and what only limits it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from screening.detect.measure import SourceInfo
from screening.packs.compiled import CompiledRule
from screening.packs.models import Rule
from screening.packs.settle import needed
from screening.registers.held import Held, Registers, columns_of, engine_for
from screening.registers.schemas import REGISTERS

Shortcoming = Literal[
    "absent", "too_old", "age_unknown", "too_empty", "not_delivered", "partly", "no_value"
]


@dataclass(frozen=True)
class Gap:
    """One shortcoming of the data for one rule; ``empty_share`` 0-1, ``most_days`` allowed.

    A parameter that has no value on the reference date (``no_value``) is no register's: its name
    stands in ``column``, and ``register`` is empty.
    """

    kind: Shortcoming
    register: str
    found: str
    remedy: str
    column: str = ""
    empty_share: float = 0.0
    most_days: int | None = None

    def __str__(self) -> str:
        return f"{self.found}; {self.remedy}"


def obstacles(
    rule: Rule,
    compiled: CompiledRule,
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    as_of: dt.date,
) -> list[Gap]:
    """Why the rule may not run on this data; empty when it may (T56)."""
    needs = needed(rule)
    used = sorted({*compiled.columns_used, *needs})
    gaps = [_no_value(rule, name, as_of) for name in compiled.undated]
    gaps += [_absent(name) for name in used if name not in registers]
    for name in (name for name in used if name in registers):
        source = sources.get(name, SourceInfo(name))
        if source.older_than_allowed is not None:
            gaps.append(_past_limit(name, source.older_than_allowed))
        need = needs.get(name)
        if need and need.max_age_days is not None:
            gaps += _too_old(name, source, need.max_age_days, as_of)
        for column, share in sorted(need.min_fill.items()) if need else ():
            gaps += _too_empty(name, column, share, registers[name])
        columns = sorted(compiled.columns_used.get(name, ()))
        gaps += [_misread(name, column) for column in columns if _is_misread(name, column, source)]
    return gaps


def limits(compiled: CompiledRule, registers: Registers) -> list[Gap]:
    """Columns with missing values where missing has no meaning of its own; emptiest first."""
    gaps = []
    for name, columns in compiled.columns_used.items():
        if name not in registers:
            continue
        for column in columns:
            share = 1 - fill_share(registers[name], column)
            if share and _meaning_of_null(name, column) is None:
                gaps.append(_partly(name, column, share))
    return sorted(gaps, key=lambda gap: (-gap.empty_share, gap.register, gap.column))


def fill_share(frame: Held, column: str) -> float:
    """Share of the rows that hold a value, 0-1; 1 for a register without rows."""
    if column not in columns_of(frame):
        return 0.0
    counted = frame.lazy().select(pl.col(column).null_count(), pl.len().alias("__rows"))
    empty, rows = counted.collect(engine=engine_for(frame)).row(0)
    return 1 - empty / rows if rows else 1.0


def _absent(name: str) -> Gap:
    return Gap(
        "absent", name, f"register {name} is missing", f"map an extract to {name} in screening.yaml"
    )


def _no_value(rule: Rule, name: str, as_of: dt.date) -> Gap:
    steps = rule.parameters[name].dated
    known = [day for day, value in steps.steps if value is not None] if steps else []
    found = f"parameter {name} has no value on {as_of}; its first is of {min(known)}"
    remedy = f"set {name} under parameters: {rule.id} in screening.yaml, with its source"
    return Gap("no_value", "", found, remedy, name)


def _too_old(name: str, source: SourceInfo, most: int, as_of: dt.date) -> list[Gap]:
    if source.reference_date is None:
        found = f"the age of register {name} is unknown and the rule needs at most {most} days"
        remedy = f"state reference_date for {name} in screening.yaml"
        return [Gap("age_unknown", name, found, remedy, most_days=most)]
    age = (as_of - source.reference_date).days
    if age <= most:
        return []
    found = f"register {name} is {age} days old ({source.reference_date}), at most {most} allowed"
    return [Gap("too_old", name, found, "deliver a newer extract", most_days=most)]


def _past_limit(name: str, most: int) -> Gap:
    found = f"register {name} is older than the {most} days that this project allows"
    return Gap("too_old", name, found, "deliver a newer extract", most_days=most)


def _too_empty(name: str, column: str, share: float, frame: Held) -> list[Gap]:
    filled = fill_share(frame, column)
    if filled >= share:
        return []
    found = f"{name}.{column} is filled for {filled:.1%} of the rows, at least {share:.1%} needed"
    remedy = "complete the extract or map the column"
    return [Gap("too_empty", name, found, remedy, column, 1 - filled)]


def _meaning_of_null(name: str, column: str) -> str | None:
    declared = REGISTERS[name].columns.get(column) if name in REGISTERS else None
    meaning = (declared.metadata or {}).get("null_means") if declared is not None else None
    return None if meaning is None else str(meaning)


def _is_misread(name: str, column: str, source: SourceInfo) -> bool:
    if column not in source.missing_columns or _meaning_of_null(name, column) is None:
        return False
    return column not in REGISTERS[name].when_absent


def _misread(name: str, column: str) -> Gap:
    meaning = _meaning_of_null(name, column)
    found = f"{name}.{column} was not delivered, and empty would be read as '{meaning}'"
    return Gap("not_delivered", name, found, "map the column in screening.yaml", column, 1.0)


def _partly(name: str, column: str, share: float) -> Gap:
    found = f"{name}.{column} is empty for {share:.1%} of the rows"
    remedy = "subjects without it are counted as not evaluable"
    return Gap("partly", name, found, remedy, column, share)
