"""What could not be read never makes a hit: values and rows of the planted municipality spoiled.

Every register loses some values of one column at a time, as a reader would set them aside, all
registers at once and column after column. What is flagged then was flagged before.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from screening.detect import excused
from screening.detect.measure import SourceInfo, compile_rules, source_infos
from screening.detect.related import Reach
from screening.detect.run import detect
from screening.detect.signals import Ready
from screening.engines import get_engine
from screening.packs.compiled import CompiledRule
from screening.packs.loaded import Pack
from screening.registers.held import Registers
from screening.registers.reading.unread import KEPT, LOST, SAID, costs_row, no_rows
from screening.registers.schemas import REGISTERS

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROWS = 3
"""Spoiled per register and turn."""
TURNS = (0, 3)
"""Which column of every register is spoiled, the ones a rule cannot do without first."""
Hits = dict[str, set[str]]


@dataclass(frozen=True)
class Municipality:
    """The registers as they were read, and the rules that judge a subject by itself.

    A comparison is with peers, and one peer less moves what is usual: those rules are left out.
    """

    packs: list[Pack]
    rules: Mapping[str, CompiledRule]
    registers: dict[str, pl.DataFrame]
    sources: dict[str, SourceInfo]
    today: object

    def hits(
        self, registers: dict[str, pl.DataFrame], sources: dict[str, SourceInfo]
    ) -> tuple[Hits, pl.DataFrame]:
        found = detect(
            self.packs, registers, sources, as_of=self.today, overrides={}, engine=get_engine()
        )
        assert not found.failures
        by_rule = found.signals.group_by("rule").agg("subject").iter_rows()
        return {rule: set(subjects) for rule, subjects in by_rule}, found.outcomes


@pytest.fixture(scope="module")
def municipality(demo_run: RunResult) -> Municipality:
    outcome = demo_run.outcome
    day = outcome.as_of
    packs = [
        replace(pack, rules=[r for r in pack.rules if not r.rule.compare], escalations=[])
        for pack in outcome.packs
    ]
    loaded = replace(outcome.loaded, unread={})
    active = [r for pack in packs for r in pack.rules if r.rule.status == "active"]
    rules, failures = compile_rules(active, {}, day)
    assert not failures
    return Municipality(packs, rules, loaded.registers, source_infos(loaded), day)


@pytest.fixture(scope="module")
def before(municipality: Municipality) -> Hits:
    return municipality.hits(municipality.registers, municipality.sources)[0]


def spoiled(
    name: str, frame: pl.DataFrame, column: str, chance: random.Random, count: int = ROWS
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The register as it is loaded when some cells of a column cannot be read, and what of it."""
    register = REGISTERS[name]
    declared = register.columns[column]
    filled = frame[column].is_not_null().arg_true().to_list()
    rows = sorted(chance.sample(filled, min(len(filled), count)))
    picked = pl.int_range(frame.height, eager=True).is_in(rows)
    kept = not costs_row(declared)
    unread = frame.filter(picked).with_columns(
        pl.lit(None, dtype=declared.dtype).alias(column),
        pl.lit([column]).alias(LOST),
        pl.lit(kept).alias(KEPT),
        pl.lit("#N/B").alias(SAID),
        pl.lit(f"{name}.csv").alias("source_file"),
        pl.Series("row", [row + 2 for row in rows], dtype=pl.Int64),
    )
    without = pl.when(~picked).then(pl.col(column)).alias(column)
    less = frame.with_columns(without) if kept else frame.filter(~picked)
    return less, unread.select(no_rows(register).columns)


def columns_of(name: str, rules: Mapping[str, CompiledRule]) -> list[str]:
    """Columns that rules measure with; those whose row goes along when they are spoiled first."""
    used = {c for rule in rules.values() for c in rule.query.columns_used.get(name, ())}
    columns = REGISTERS[name].columns
    return sorted(used, key=lambda column: (not costs_row(columns[column]), column))


def all_spoiled(
    municipality: Municipality, turn: int
) -> tuple[dict[str, pl.DataFrame], dict[str, SourceInfo], dict[str, str]]:
    """Registers of which each lost values of one column, what is known of them, and the columns."""
    chance = random.Random(turn)
    registers, sources = dict(municipality.registers), dict(municipality.sources)
    lost = {}
    for name, frame in municipality.registers.items():
        columns = columns_of(name, municipality.rules)
        if not columns:
            continue
        lost[name] = columns[turn % len(columns)]
        registers[name], unread = spoiled(name, frame, lost[name], chance)
        sources[name] = replace(sources[name], unread=unread)
    return registers, sources, lost


@pytest.mark.large
@pytest.mark.parametrize("turn", TURNS)
def test_what_cannot_be_read_adds_no_hit(
    municipality: Municipality, before: Hits, turn: int
) -> None:
    registers, sources, lost = all_spoiled(municipality, turn)
    after, outcomes = municipality.hits(registers, sources)
    added = {rule: found - before.get(rule, set()) for rule, found in after.items()}
    assert not {rule: sorted(new) for rule, new in added.items() if new}, lost
    named = outcomes.filter(pl.col("reason").str.contains("niet te lezen"))
    assert named["reason"].str.contains(r"\.csv rij \d+").all()
    assert named.height > 0, "nothing was spoiled that mattered"


@pytest.mark.large
@pytest.mark.parametrize(("name", "column"), [("permit", "kind"), ("inspection", "finding_code")])
def test_what_lies_far_from_any_unread_row_is_not_looked_at(
    municipality: Municipality, name: str, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    less, unread = spoiled(name, municipality.registers[name], column, random.Random(7), 60)
    registers = {**municipality.registers, name: less}
    sources = {**municipality.sources, name: replace(municipality.sources[name], unread=unread)}
    smaller: list[bool] = []
    part = Reach.part

    def seen(reach: Reach, names: Iterable[str], subject: str) -> Registers:
        found = part(reach, names, subject)
        smaller.append(found is not registers)
        return found

    monkeypatch.setattr(Reach, "part", seen)
    near, counted = municipality.hits(registers, sources)
    assert any(smaller)
    monkeypatch.setattr(Reach, "part", lambda *_: registers)
    everywhere, outcomes = municipality.hits(registers, sources)
    assert near == everywhere, column
    assert counted.equals(outcomes)
    assert outcomes["reason"].str.contains("niet te lezen").any()


@pytest.mark.large
@pytest.mark.parametrize("turn", TURNS[:1])
def test_a_part_of_the_registers_tells_what_the_whole_tells(
    municipality: Municipality, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    registers, sources, lost = all_spoiled(municipality, turn)
    parts: list[bool] = []
    enough = excused._enough

    def seen(ready: Ready, *asked: Any) -> excused._Enough:
        taken = enough(ready, *asked)
        parts.append(taken.hits is not None)
        return taken

    monkeypatch.setattr(excused, "_enough", seen)
    of_parts, counted = municipality.hits(registers, sources)
    assert sum(parts) > len(parts) / 2, "hardly any rule was asked over a part"
    monkeypatch.setattr(excused, "_enough", lambda _, *asked: excused._Enough(asked[2]))
    of_all, outcomes = municipality.hits(registers, sources)
    assert of_parts == of_all, lost
    assert counted.equals(outcomes)
