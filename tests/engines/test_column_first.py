"""A fixed value on the left of a comparison, over a column that one row filled.

Polars took such a comparison for one row long and read past its end: 259,124,777 for 9, and another
number every run. See docs/upstream.md.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import product

import polars as pl
import pytest

from screening.engines import get_engine
from tests.compiled import Query, compile_query
from tests.engines.postgres import ADDRESS, PostgresEngine
from tests.thorough import some

pytest.importorskip("duckdb")
_RUNS = 2
_DAY = dt.date(2024, 1, 1)
_FRAMES = {
    "kvk_establishment": pl.DataFrame(
        {
            "est_nr": [str(number) for number in range(9)],
            "vbo_id": ["1"] * 9,
            "sbi": ["a"] * 5 + ["b"] * 4,
            "employees_ft": [1, 2, 3, None, 5, 6, 7, 8, 9],
        }
    ),
    "bag_object": pl.DataFrame(
        {"vbo_id": ["1"], "pand_id": ["active"], "build_year": [7], "floor_m2": [1.5]}
    ),
    "inspection": pl.DataFrame(
        {"vbo_id": ["1"], "inspection_date": [_DAY], "caused_by_selection": [True]}
    ),
}
_FROM = (
    "FROM kvk_establishment e JOIN bag_object b ON b.vbo_id = e.vbo_id "
    "JOIN inspection i ON i.vbo_id = e.vbo_id"
)
_COLUMNS = {
    "int": ("b.build_year", "7", "INT"),
    "real": ("b.floor_m2", "1.5", "DOUBLE"),
    "whole against real": ("b.floor_m2", "7", "INT"),
    "text": ("b.pand_id", "'active'", "TEXT"),
    "date": ("i.inspection_date", "DATE '2024-01-01'", "DATE"),
    "yes/no": ("i.caused_by_selection", "TRUE", "BOOLEAN"),
}
_SIGNS = ["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"]
_TESTS: dict[str, str] = {
    **{sign: f"{{value}} {sign} {{column}}" for sign in _SIGNS},
    "BETWEEN": "{value} BETWEEN {column} AND {column}",
    "BETWEEN fixed": "{value} BETWEEN {column} AND {value}",
    "NOT BETWEEN": "{value} NOT BETWEEN {column} AND {column}",
    "IN": "{value} IN ({column}, {value})",
    "IN one": "{value} IN ({column})",
    "NOT IN": "{value} NOT IN ({column})",
    "CASE": "CASE {value} WHEN {column} THEN TRUE ELSE FALSE END",
    "NULLIF": "NULLIF({value}, {column}) IS NULL",
    "NOT": "NOT {value} = {column}",
    "both sides": "{value} = {value}",
    "COALESCE of both": "COALESCE({column}, {value}) = {column}",
}
_HIDDEN = {
    "plain": "{0}",
    "brackets": "(({0}))",
    "CAST": "CAST({0} AS {1})",
    "COALESCE": "COALESCE(NULL, {0})",
    "CASE": "CASE WHEN 1 = 1 THEN {0} END",
    "subquery": "(SELECT MAX({0}) FROM bag_object x)",
}
_USES = {
    "filtered": "COUNT(*) FILTER (WHERE {test})",
    "counted": "COUNT(CASE WHEN {test} THEN 1 END)",
    "summed": "SUM(CASE WHEN {test} THEN 1 ELSE 0 END)",
    "largest": "MAX(CASE WHEN {test} THEN e.employees_ft END)",
    "mean": "AVG(CASE WHEN {test} THEN 1 ELSE 0 END)",
}


def _statements(kind: str, hidden: str) -> dict[str, str]:
    column, value, dtype = _COLUMNS[kind]
    found = {}
    for name, test in _TESTS.items():
        if hidden == "subquery" and (kind == "yes/no" or "IN" in name.split()):
            continue  # refused: MAX of a fixed yes/no value, a subquery beside IN
        written = test.format(value=_HIDDEN[hidden].format(value, dtype), column=column)
        uses = [f"{use.format(test=written)} AS x{n}" for n, use in enumerate(_USES.values())]
        grouped = f"SELECT e.sbi AS subject, {', '.join(uses)} {_FROM} GROUP BY e.sbi"
        found[f"{name} grouped"] = grouped
        found[f"{name} having"] = (
            f"SELECT e.sbi AS subject {_FROM} GROUP BY e.sbi "
            f"HAVING SUM(CASE WHEN {written} THEN 1 ELSE 0 END) >= 0"
        )
        found[f"{name} per row"] = (
            f"SELECT e.est_nr AS subject, {written} AS x, SUM(CASE WHEN {written} THEN 1 ELSE 0 "
            f"END) OVER (PARTITION BY e.sbi) AS y {_FROM} WHERE {written} OR e.employees_ft > 5"
        )
    return found


def _compiled(kind: str, hidden: str) -> dict[str, Query]:
    return {
        name: dataclasses.replace(compile_query(sql, name=name), unique_subject=False)
        for name, sql in _statements(kind, hidden).items()
    }


@pytest.mark.parametrize(("kind", "hidden"), some(product(_COLUMNS, _HIDDEN), of=10))
def test_every_run_and_engine_gives_the_same(kind: str, hidden: str) -> None:
    queries = _compiled(kind, hidden)
    streamed = {name: frame.lazy() for name, frame in _FRAMES.items()}
    wanted = get_engine("duckdb").run(queries, _FRAMES)
    answers = [get_engine("polars").run(queries, _FRAMES) for _ in range(_RUNS)]
    answers.append(get_engine("polars").run(queries, streamed))
    if ADDRESS:
        answers.append(PostgresEngine().run(queries, _FRAMES))
    for name, query in queries.items():
        right = wanted[name]
        assert isinstance(right, pl.DataFrame), f"{name}: {right}\n{query.sql('duckdb')}"
        for answer in answers:
            found = answer[name]
            assert isinstance(found, pl.DataFrame), f"{name}: {found}\n{query.sql()}"
            assert found.equals(right), f"{name}: {found} for {right}\n{query.sql()}"


def test_the_left_side_is_fixed_only_when_both_are() -> None:
    sql = (
        f"SELECT e.sbi AS subject, COUNT(*) FILTER (WHERE :today BETWEEN i.inspection_date AND "
        f"DATE '2099-01-01') AS n {_FROM} GROUP BY e.sbi"
    )
    query = compile_query(sql, as_of=dt.date(2026, 1, 1), name="address.test")
    found = get_engine("polars").run({"q": query}, _FRAMES)["q"]
    assert isinstance(found, pl.DataFrame)
    assert found.rows() == [("a", 5), ("b", 4)]
    assert """"i"."inspection_date" <= CAST('2026-01-01' AS DATE)""" in query.sql()
