"""T13 at large: values that are hidden anywhere in the planted municipality add no hit elsewhere.

Every optional column that a rule measures with is emptied in a part of its rows, one column at a
time. A rule that ranks a subject among the others of the file, or looks for what lies around it,
is held to it as much as one that looks at a subject alone. Comparisons with peers are estimates:
one peer less moves what is usual, so of those is asked that nothing hidden of a subject itself
makes it stand out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from screening.detect.judge import HIT
from screening.detect.measure import SourceInfo, compile_rules, source_infos
from screening.detect.run import find_hits, without_doubtful
from screening.engines import get_engine
from screening.packs.compiled import CompiledRule
from screening.packs.loaded import LoadedRule
from tests.test_missing_is_not_suspicious import EXEMPTING_LINKS, optional

if TYPE_CHECKING:
    from screening.pipeline import RunResult

SHARES = (0.5, 0.02)
"""Parts of the rows in which a value is hidden."""
Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Municipality:
    """The registers as they were read, and every rule that judges them."""

    rules: dict[str, LoadedRule]
    compiled: dict[str, CompiledRule]
    registers: Frames
    sources: dict[str, SourceInfo]
    today: object

    def judged(self, names: list[str], registers: Frames) -> Frames:
        """Rule to what was measured of its subjects, with the outcome."""
        found, counts, failures = find_hits(
            {name: self.rules[name] for name in names},
            {name: self.compiled[name] for name in names},
            registers, self.sources, engine=get_engine(), as_of=self.today,
        )  # fmt: skip
        assert not failures
        found, _ = without_doubtful(found, counts, registers, self.sources, get_engine())
        return {name: frame for name, (_, frame) in found.items()}


@pytest.fixture(scope="module")
def municipality(demo_run: RunResult) -> Municipality:
    outcome = demo_run.outcome
    rules = {
        loaded.id: loaded
        for pack in outcome.packs
        for loaded in pack.rules
        if loaded.rule.status == "active" and not loaded.rule.registration_duty
    }
    compiled, failures = compile_rules(rules.values(), {}, outcome.as_of)
    assert not failures
    loaded = replace(outcome.loaded, unread={})
    return Municipality(rules, compiled, loaded.registers, source_infos(loaded), outcome.as_of)


@pytest.fixture(scope="module")
def before(municipality: Municipality) -> Frames:
    return municipality.judged(list(municipality.compiled), municipality.registers)


def readers(municipality: Municipality) -> dict[tuple[str, str], list[str]]:
    """Optional columns that rules measure with, each with its rules."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, rule in sorted(municipality.compiled.items()):
        for register, columns in sorted(rule.query.columns_used.items()):
            for column in sorted(columns):
                if optional(register, column) and (name, register, column) not in EXEMPTING_LINKS:
                    found.setdefault((register, column), []).append(name)
    return found


def hidden(frame: pl.DataFrame, column: str, share: float) -> pl.DataFrame:
    chance = random.Random(f"{column} {share}")
    kept = pl.Series([chance.random() >= share for _ in range(frame.height)], dtype=pl.Boolean)
    return frame.with_columns(pl.when(kept).then(pl.col(column)).alias(column))


def added(before: pl.DataFrame, after: pl.DataFrame, rule: LoadedRule) -> list[str]:
    """Subjects that hit and did not; with peers, those alone whose own figures are others."""
    found, known = (frame.filter(pl.col("_outcome") == HIT) for frame in (after, before))
    new = found.join(known, on="subject", how="anti")
    if rule.rule.compare:
        judged_by = {c for block in rule.rule.compare.values() for c in block.judged_by()}
        same = [pl.col(c).eq_missing(pl.col(f"{c} before")) for c in sorted(judged_by)]
        both = new.join(before, on="subject", suffix=" before")
        new = both.filter(~pl.all_horizontal(same))
    return sorted(new["subject"])


@pytest.mark.large
@pytest.mark.parametrize("share", SHARES)
def test_hiding_values_anywhere_adds_no_hit(
    municipality: Municipality, before: Frames, share: float
) -> None:
    told = []
    for (register, column), names in readers(municipality).items():
        less = hidden(municipality.registers[register], column, share)
        after = municipality.judged(names, municipality.registers | {register: less})
        for name, frame in after.items():
            if new := added(before[name], frame, municipality.rules[name]):
                told.append(f"{name} without {register}.{column}: {new[:3]}")
    assert not told, "\n".join(told)


@pytest.mark.large
def test_most_rules_are_asked_and_flag_something(
    municipality: Municipality, before: Frames
) -> None:
    asked = {name for names in readers(municipality).values() for name in names}
    flagging = {name for name, frame in before.items() if (frame["_outcome"] == HIT).any()}
    assert len(asked & flagging) > 100
    assert "area.agri_vacancy_surface" in asked & flagging
