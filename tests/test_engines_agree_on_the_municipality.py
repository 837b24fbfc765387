"""Every shipped rule gives the same rows on Polars and DuckDB over the fictional municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.detect.measure import compile_rules, source_infos
from screening.detect.run import detect
from screening.engines import get_engine

if TYPE_CHECKING:
    from screening.pipeline import RunResult

POLARS, DUCKDB = get_engine("polars"), get_engine("duckdb")


@pytest.mark.large
def test_every_rule_measures_the_same_rows(demo_run: RunResult) -> None:
    outcome = demo_run.outcome
    active = [each for pack in outcome.packs for each in pack.rules if each.rule.status == "active"]
    compiled, failures = compile_rules(active, outcome.project.parameters, outcome.as_of)
    assert failures == {}
    first = POLARS.run(compiled, outcome.loaded.registers)
    second = DUCKDB.run(compiled, outcome.loaded.registers)
    assert sorted(first) == sorted(second) == sorted(each.id for each in active)
    for rule, rows in first.items():
        other = second[rule]
        assert isinstance(rows, pl.DataFrame), f"{rule}: {rows}"
        assert isinstance(other, pl.DataFrame), f"{rule}: {other}"
        assert rows.height > 0, rule
        assert_frame_equal(rows, other, check_exact=True)


@pytest.mark.large
def test_signals_and_counts_are_the_same(demo_run: RunResult) -> None:
    outcome = demo_run.outcome
    other = detect(
        outcome.packs, outcome.loaded.registers, source_infos(outcome.loaded),
        as_of=outcome.as_of, overrides=outcome.project.parameters, engine=DUCKDB,
    )  # fmt: skip
    assert other.failures == outcome.detection.failures == {}
    assert_frame_equal(other.outcomes, outcome.detection.outcomes)
    assert_frame_equal(other.signals, outcome.detection.signals)


@pytest.mark.parametrize("name", ["polars", "duckdb"])
def test_an_engine_is_known_by_its_name(name: str) -> None:
    assert get_engine(name).name == name
