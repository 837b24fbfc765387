"""An expression that rows are grouped by is known again, whatever a rule reckons with it."""

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
from tests.fuzz.data import tables

pytest.importorskip("duckdb")
_KINDS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "numbers": (
        [
            "b.floor_m2 * b.parcel_m2",
            "b.floor_m2 / 10",
            "ROUND(b.floor_m2, 1)",
            "-b.floor_m2",
            "COALESCE(b.build_year, 0)",
            "LENGTH(b.estate_code)",
            "EXTRACT(YEAR FROM DATE '2026-01-01') - b.build_year",
            "b.build_year",
        ],
        [
            "({key}) / 10",
            "({key}) / 10 / 7 / 3",
            "ROUND({key}, 1)",
            "ROUND(({key}) / 7, 2) * 3",
            "1 / ({key})",
            "({key}) / ({key})",
            "({key}) / COUNT(*)",
            "COUNT(*) / ({key})",
            "COALESCE({key}, 1) / 3",
            "MAX(({key}) / 10)",
            "({key}) IN (1, 2)",
            "RANK() OVER (ORDER BY ({key}) / 10)",
            "SUM(COUNT(*)) OVER (PARTITION BY {key})",
        ],
    ),
    "conditions": (
        [
            "b.build_year = 1 AND b.estate_code = 'a'",
            "b.build_year = 1 OR b.estate_code = 'a' OR b.floor_m2 > 1",
            "b.build_year BETWEEN 1 AND 3",
            "b.build_year NOT IN (1, 2)",
            "1 IN (b.build_year, b.floor_m2)",
            "b.floor_m2 / 10 BETWEEN 0.1 AND 0.3",
            "AT_LEAST(1, b.build_year = 1, b.estate_code = 'a')",
            "ACTIVE(i.inspection_date, i.follow_up_due)",
        ],
        [
            "({key}) AND TRUE",
            "TRUE AND ({key})",
            "COUNT(*) > 1 AND ({key})",
            "({key}) OR b.area_code = '1'",
            "b.area_code = '1' OR ({key}) OR COUNT(*) > 1",
            "NOT ({key})",
            "({key}) IS TRUE",
            "CASE WHEN {key} THEN 1 ELSE 2 END",
            "COALESCE({key}, FALSE)",
            "SUM(COUNT(*)) OVER (PARTITION BY {key})",
        ],
    ),
}
_FROM = "FROM bag_object b JOIN inspection i ON i.vbo_id = b.vbo_id"


def _statements(kind: str) -> dict[str, Query]:
    found = {}
    for key, use in product(*_KINDS[kind]):
        written, group = use.format(key=key), f"GROUP BY {key}, b.area_code"
        asked = [f"SELECT 'a' AS subject, {written} AS x {_FROM} {group}"]
        if "OVER" not in use:
            having = f"HAVING ({written}) IS NOT NULL"
            asked.append(f"SELECT 'a' AS subject, COUNT(*) AS n {_FROM} {group} {having}")
        for sql in asked:
            found[sql] = dataclasses.replace(compile_query(sql), unique_subject=False)
    return found


@pytest.mark.large
@pytest.mark.parametrize("kind", _KINDS)
def test_keys_are_known_again(kind: str) -> None:
    queries, frames = _statements(kind), tables("keys of groups")
    streamed = {name: frame.lazy() for name, frame in frames.items()}
    answers: dict[str, Mapping[str, object]] = {
        "in memory": get_engine("polars").run(queries, frames),
        "streaming": get_engine("polars").run(queries, streamed),
        "duckdb": get_engine("duckdb").run(queries, frames),
    }
    if ADDRESS:
        answers["postgres"] = PostgresEngine().run(queries, frames)
    for sql, query in queries.items():
        right = answers["duckdb"][sql]
        assert isinstance(right, pl.DataFrame), f"{sql}: {right}\n{query.sql('duckdb')}"
        for engine, answer in answers.items():
            found = answer[sql]
            assert isinstance(found, pl.DataFrame), f"{engine} {sql}: {found}\n{query.sql()}"
            apart = difference(found, right)
            assert apart is None, f"{engine} {sql}: {apart}\n{query.sql()}"


def test_dividing_a_key_again_and_again_stays_short() -> None:
    """The divisor repeats the key, never what is divided."""
    key = "b.floor_m2 * b.parcel_m2"
    written = f"({key})" + " / 3" * 5
    query = compile_query(f"SELECT 'a' AS subject, {written} AS x FROM bag_object b GROUP BY {key}")
    assert query.sql().count('"parcel_m2"') == 1 + 5 + 1


@pytest.mark.parametrize("listed", ["b.area_code IN ('1', '2')", "(b.area_code = '1') IN (FALSE)"])
def test_a_list_in_the_filter_of_an_aggregate_is_about_rows(listed: str) -> None:
    """In HAVING a key is looked up as the largest of its group; what FILTER asks is no key."""
    having = f"HAVING COUNT(*) FILTER (WHERE {listed}) > 0"
    sql = f"SELECT 'a' AS subject, COUNT(*) AS n {_FROM} GROUP BY b.area_code {having}"
    query, frames = compile_query(sql), tables("keys of groups")
    query = dataclasses.replace(query, unique_subject=False)
    right, found = (
        get_engine(name).run({"q": query}, frames)["q"] for name in ("duckdb", "polars")
    )
    assert isinstance(right, pl.DataFrame), right
    assert isinstance(found, pl.DataFrame), found
    assert difference(found, right) is None
