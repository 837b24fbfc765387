"""Spark gives the rows of Polars: every function at its edges, every written statement, each rule.

Statements are asked at once, in one session; see ``spark.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.engines import get_engine
from screening.packs.loaded import LoadedRule
from screening.ruletests.rules import judge_test
from tests.compiled import compile_query
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


def test_every_function_and_operator_at_its_edges() -> None:
    queries = {name: _statement(name) for name in some(_TRIES)}
    assert_the_same(queries, frames(130), compiled=False)


def test_compiled_by_spark_as_well() -> None:
    wanted = ["FLOOR", "SUM", "MEDIAN", "in query"]
    assert_the_same({name: _statement(name) for name in wanted}, frames(40), compiled=True)


@pytest.mark.parametrize("seed", range(part(2)))
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
    """A sum that passes 2^53 is nothing, where adding up in 64 bits would be an error."""
    height = 10_000
    table = pl.DataFrame(
        {"inspection_id": ["a"] * height, "severity": [10**12] * height, "vehicles_seen": 1}
    )
    query = compile_query(
        "SELECT i.inspection_id AS subject, SUM(i.severity * 1000) AS x, SUM(i.vehicles_seen) AS n "
        "FROM inspection i GROUP BY i.inspection_id"
    )
    found = spark(compiled=False).run({"q": query}, {"inspection": table})["q"]
    assert isinstance(found, pl.DataFrame), found
    assert found.rows() == [("a", None, height)]


def test_an_engine_that_fails_on_one_rule_reports_that_rule_and_goes_on() -> None:
    right = compile_query("SELECT b.vbo_id AS subject FROM bag_object b", name="right")
    wrong = SimpleNamespace(
        name="wrong", tree=right.tree, kinds=right.kinds, columns_used=right.columns_used,
        unique_subject=True, sql=lambda _: "SELECT no_such_function('Jansen') AS subject",
    )  # fmt: skip
    table = pl.DataFrame({"vbo_id": ["a", "b"]})
    found = spark(compiled=False).run({"w": wrong, "r": right}, {"bag_object": table})
    assert isinstance(found["r"], pl.DataFrame)
    assert found["r"]["subject"].to_list() == ["a", "b"]
    [problem] = found["w"].problems  # type: ignore[union-attr]
    assert "rule 'wrong' could not be measured" in problem.found
    assert "Jansen" not in str(problem)
