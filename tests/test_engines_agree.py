"""Polars and DuckDB give the same rows for every shipped rule, on the rule's own tests."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.detect.explain.evidence import find_evidence
from screening.engines import get_engine
from screening.engines.base import Result
from screening.packs.compiled import CompiledRule
from screening.packs.loaded import LoadedRule
from screening.packs.models import RuleTest
from screening.ruletests.rules import compile_for, judge_test, registers_of
from tests.shipped import working_rules
from tests.thorough import some

POLARS, DUCKDB = get_engine("polars"), get_engine("duckdb")


def cases(loaded: LoadedRule) -> Iterator[tuple[RuleTest, CompiledRule, dict[str, pl.DataFrame]]]:
    compiled: dict[str, CompiledRule] = {}
    for test in loaded.rule.tests:
        rule = compile_for(loaded, test, compiled)
        yield test, rule, registers_of(loaded.rule, test, rule)


def rows_of(result: Result) -> pl.DataFrame:
    assert isinstance(result, pl.DataFrame), str(result)
    return result


@pytest.mark.parametrize("loaded", some(working_rules(), of=12), ids=lambda loaded: str(loaded.id))
def test_same_rows_same_outcomes_same_evidence(loaded: LoadedRule) -> None:
    measured = 0
    for test, rule, registers in cases(loaded):
        # All that is measured stands beside its outcome.
        first, second = (
            judge_test(loaded, rule, registers, engine, test.as_of)[loaded.id][1]
            for engine in (POLARS, DUCKDB)
        )
        assert set(rule.kinds) <= set(first.columns)
        assert_frame_equal(first, second, check_exact=True)
        measured += first.height
        proven = [
            find_evidence(
                {loaded.id: rule}, {loaded.id: first["subject"]}, registers, engine, test.as_of,
                lambda _, rows: rows_of(rows),
            )[loaded.id]
            for engine in (POLARS, DUCKDB)
        ]  # fmt: skip
        assert_frame_equal(*proven)
    assert measured > 0
