"""One value of all rows or groups compared with one per row or group that is everywhere the same.

Polars holds both as one value, and takes as many rows as the left side says it has: NULLIF(MAX(x)
OVER (), FIRST_VALUE(x) OVER (ORDER BY y)) gave one row for all. See docs/upstream.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import product

import polars as pl
import pytest

from screening.engines import get_engine
from tests.compiled import Query, compile_query
from tests.engines.postgres import ADDRESS, PostgresEngine
from tests.fuzz.compare import difference

pytest.importorskip("duckdb")
_HEIGHT = 4
_FRAMES = {
    "kvk_establishment": pl.DataFrame(
        {
            "est_nr": [str(number) for number in range(_HEIGHT)],
            "vbo_id": ["1"] * _HEIGHT,
            "sbi": ["a", "a", "b", "b"],
            "employees_ft": [7] * _HEIGHT,
        }
    ),
    "bag_object": pl.DataFrame({"vbo_id": ["1"], "build_year": [7]}),
}
_FROM = "FROM kvk_establishment e JOIN bag_object b ON b.vbo_id = e.vbo_id"
_OTHER = "SELECT MAX(x.build_year) FROM bag_object x"
_PER_ROW = [
    "7",
    "e.employees_ft",
    "b.build_year",
    f"({_OTHER})",
    f"({_OTHER} WHERE x.vbo_id = e.vbo_id)",
    "MAX(e.employees_ft) OVER ()",
    "MAX(b.build_year) OVER (PARTITION BY e.sbi)",
    "MAX(7) OVER ()",
    "MAX(7) OVER (PARTITION BY e.sbi)",
    "COUNT(*) OVER ()",
    "FIRST_VALUE(e.employees_ft) OVER (ORDER BY e.est_nr)",
    "FIRST_VALUE(7) OVER (ORDER BY e.est_nr)",
    "COALESCE(MAX(e.employees_ft) OVER (), b.build_year)",
    "MAX(e.employees_ft) OVER (PARTITION BY 7)",
    "CASE WHEN TRUE THEN 7 ELSE b.build_year END",
]
_PER_GROUP = [
    "7",
    f"({_OTHER})",
    "COUNT(*)",
    "MAX(e.employees_ft)",
    "MAX(7)",
    "MIN(7) FILTER (WHERE TRUE)",
    "MAX(7) FILTER (WHERE e.employees_ft = 7)",
    "SUM(7)",
    "SUM(b.build_year)",
    "COALESCE(MAX(7), 7)",
    "COALESCE(MAX(7), MAX(b.build_year))",
    "MAX(MAX(e.employees_ft)) OVER ()",
    "COUNT(*) OVER ()",
    "MEDIAN(7)",
    "COUNT(DISTINCT 7)",
]
_TESTS = [
    "{0} = {1}",
    "{0} <= {1}",
    "{0} IS DISTINCT FROM {1}",
    "NULLIF({0}, {1})",
    "{0} BETWEEN {1} AND 9",
    "{0} IN ({1}, 7)",
    "CASE {0} WHEN {1} THEN 1 WHEN 7 THEN 2 ELSE 3 END",
    "{0} = 7 AND {1} = 7",
]
_ONE_IN = 7
"""One statement in so many is tried: no divisor of how many tests or sides there are."""


def _statements(sides: Sequence[str], first: str, after: str) -> dict[str, Query]:
    found = {}
    every = [(test, *pair) for pair in product(sides, sides) for test in _TESTS]
    for test, one, other in every[::_ONE_IN]:
        if "SELECT" in one + other and " IN " in test:
            continue  # refused: a subquery in a list
        written = test.format(one, other)
        query = compile_query(f"SELECT {first} AS subject, {written} AS x {_FROM} {after}")
        found[written] = dataclasses.replace(query, unique_subject=False)
    return found


_QUERIES = {
    "per row": lambda: _statements(_PER_ROW, "e.vbo_id", ""),
    "per group": lambda: _statements(_PER_GROUP, "'a'", "GROUP BY e.sbi"),
    "of all rows": lambda: _statements(_PER_GROUP[:-4], "MAX(e.vbo_id)", ""),
}


@pytest.mark.large
@pytest.mark.parametrize("where", _QUERIES)
def test_as_many_rows_as_there_are(where: str) -> None:
    queries = _QUERIES[where]()
    streamed = {name: frame.lazy() for name, frame in _FRAMES.items()}
    answers: dict[str, Mapping[str, object]] = {
        "in memory": get_engine("polars").run(queries, _FRAMES),
        "streaming": get_engine("polars").run(queries, streamed),
        "duckdb": get_engine("duckdb").run(queries, _FRAMES),
    }
    if ADDRESS:
        answers["postgres"] = PostgresEngine().run(queries, _FRAMES)
    for name, query in queries.items():
        right = answers["duckdb"][name]
        assert isinstance(right, pl.DataFrame), f"{name}: {right}\n{query.sql('duckdb')}"
        for engine, answer in answers.items():
            found = answer[name]
            assert isinstance(found, pl.DataFrame), f"{engine} {name}: {found}\n{query.sql()}"
            apart = difference(found, right)
            assert apart is None, f"{engine} {name}: {apart}\n{query.sql()}"
