"""Spark gives the rows of Polars: every function at its edges, every written statement, each rule.

Statements are asked at once, in one session; see ``spark.py``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.engines import get_engine
from screening.packs.loaded import LoadedRule
from screening.ruletests.rules import judge_test
from tests.engines.edges import frames
from tests.engines.spark import needs_spark, spark
from tests.engines.test_differential import _COMPILED
from tests.engines.test_meaning import _TRIES, _statement
from tests.fuzz.compare import difference
from tests.fuzz.data import tables
from tests.shipped import working_rules
from tests.test_engines_agree import cases
from tests.thorough import part, some

pytestmark = needs_spark
POLARS = get_engine("polars")


def assert_the_same(
    queries: Mapping[str, Any], registers: Mapping[str, pl.DataFrame], *, compiled: bool
) -> None:
    first = POLARS.run(queries, registers)
    second = spark(compiled=compiled).run(queries, registers)
    for name, query in queries.items():
        mine, other = first[name], second[name]
        assert isinstance(mine, pl.DataFrame), f"{name}: {mine}"
        assert isinstance(other, pl.DataFrame), f"{name}: {other}\n{query.sql('spark')}"
        apart = difference(mine, other)
        assert apart is None, f"{name}: {apart}\n{query.sql('spark')}"


@pytest.mark.parametrize("height", [130, 0])
def test_every_function_and_operator_at_its_edges(height: int) -> None:
    queries = {name: _statement(name) for name in _TRIES}
    assert_the_same(queries, frames(height), compiled=False)


def test_compiled_by_spark_as_well() -> None:
    wanted = ["CAST", "FLOOR", "ROUND", "SUM", "MEDIAN", "in query", "order", "divided"]
    assert_the_same({name: _statement(name) for name in wanted}, frames(40), compiled=True)


@pytest.mark.parametrize("seed", range(part(4)))
def test_written_statements(seed: int) -> None:
    assert_the_same(_COMPILED, tables(f"written {seed}"), compiled=False)


@pytest.mark.parametrize("loaded", some(working_rules(), of=8), ids=lambda each: str(each.id))
def test_shipped_rules_on_their_own_tests(loaded: LoadedRule) -> None:
    measured = 0
    for test, rule, registers in cases(loaded):
        first, second = (
            judge_test(loaded, rule, registers, engine, test.as_of)[loaded.id][1]
            for engine in (POLARS, spark(compiled=False))
        )
        assert set(rule.kinds) <= set(first.columns)
        assert_frame_equal(first, second, check_exact=True)
        measured += first.height
    assert measured > 0


def test_whole_numbers_past_64_bits_are_added_up() -> None:
    """Not bounded by their register, so they might not fit: then it is nothing, not an error."""
    table = pl.DataFrame({"vbo_id": ["a", "a", "b"], "build_year": [10**12, 10**12, 7]})
    query = dataclasses.replace(
        _statement("SUM"), unique_subject=False
    )
    assert "DECIMAL(19, 0)" in query.sql("spark")
    assert table.height == 3
