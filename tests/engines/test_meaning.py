"""Every line of the list of meanings, over values at the edges, gives the same on every engine."""

# ruff: noqa: E501 - one line per function reads best

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from screening.engines import get_engine
from screening.language import meanings
from screening.language.allow import AGGREGATES, RANKING, SCALARS
from tests.compiled import Query, compile_query
from tests.engines.edges import FROM, NAMES, frames
from tests.engines.postgres import ADDRESS, PostgresEngine
from tests.fuzz.compare import difference

pytest.importorskip("duckdb")
_PAGE = Path(__file__).resolve().parents[2] / "docs" / "rule-language.md"
_WINDOW = "OVER (PARTITION BY {k} ORDER BY {i})"
_AGGREGATED = {
    "AVG": [
        "AVG({i})",
        "AVG(CASE WHEN ABS({r}) < 1000 THEN {r} END)",
        "AVG({r}) FILTER (WHERE {r} > 1)",
        "AVG({r}) FILTER (WHERE ABS({r}) < 1) > 0.3",
    ],
    "COUNT": [
        "COUNT(*)",
        "COUNT({t})",
        "COUNT(DISTINCT {t})",
        "COUNT(DISTINCT {r})",
        "COUNT(*) * 1000000",
        "COUNT(*) FILTER (WHERE {y})",
    ],
    "MAX": ["MAX({i})", "MAX({r})", "MAX({t})", "MAX({d})", "MAX({y})", "MAX({i}) IN (1, 2.5)"],
    "MEDIAN": [
        "MEDIAN({i})",
        "MEDIAN({r})",
        "MEDIAN({r}) = 0.3",
        "MEDIAN({q}) FILTER (WHERE {q} > 0)",
    ],
    "MIN": ["MIN({i})", "MIN({r})", "MIN({t})", "MIN({d})", "MIN({y})", "MIN(LOWER({t}))"],
    "STDDEV": [
        "STDDEV(CASE WHEN ABS({i}) < 1000 THEN {i} END)",
        "STDDEV(CASE WHEN ABS({r}) < 1000 THEN {r} END)",
        "STDDEV(CASE WHEN {r} IS NOT NULL THEN 2.7 END)",
        "STDDEV(2.7)",
        "STDDEV(7) FILTER (WHERE {y})",
        "STDDEV(CASE WHEN {r} IS NOT NULL THEN 2.7 END) FILTER (WHERE {y}) > 0",
    ],
    "SUM": [
        "SUM({i})",
        "SUM({i} * 1000)",
        "SUM({i}) + SUM({j})",
        "SUM(1)",
        "SUM({i}) FILTER (WHERE {y})",
        "SUM(CASE WHEN ABS({r}) < 1000 THEN {r} END)",
        "SUM(CASE WHEN {y} THEN 1500000000 ELSE 0 END)",
        "SUM({i}) = 0",
        "-SUM({i})",
    ],
}
_PER_ROW = {
    "ABS": ["ABS({i})", "ABS({r})", "ABS(-5)"],
    "CAST": ["CAST({i} AS DOUBLE)", "CAST({i} AS TEXT)", "CAST({i} AS BOOLEAN)", "CAST({r} AS INT)", "CAST({r} * {q} AS INT)", "CAST({d} AS TEXT)", "CAST({y} AS INT)", "CAST({y} AS TEXT)", "CAST('2024-02-29' AS DATE)", "CAST(NULL AS DATE)"],
    "CEIL": ["CEIL({r})", "CEIL({i})", "CEIL({i} / 49)", "CEIL(LN({r}))"],
    "COALESCE": ["COALESCE({i}, 0)", "COALESCE({i}, {r})", "COALESCE({t}, {u}, 'x')", "COALESCE({d}, {e})", "COALESCE({y}, FALSE)"],
    "CONCAT": ["CONCAT({t}, {u})", "CONCAT({t}, '-', {u})", "CONCAT({t})"],
    "DENSE_RANK": ["DENSE_RANK() OVER (PARTITION BY {k} ORDER BY {i} DESC)", "DENSE_RANK() OVER (ORDER BY {t})"],
    "EXP": ["EXP({i})", "EXP({r})"],
    "EXTRACT": ["EXTRACT(YEAR FROM {d})", "EXTRACT(MONTH FROM {d}) * 100", "EXTRACT(DAY FROM {d})"],
    "FIRST_VALUE": [f"FIRST_VALUE({{t}}) {_WINDOW}", f"FIRST_VALUE({{i}}) {_WINDOW}"],
    "FLOOR": ["FLOOR({r})", "FLOOR({i} / 49)", "FLOOR({r} / 7)", "FLOOR({i} / 10)"],
    "GREATEST": ["GREATEST({i}, {j})", "GREATEST({i}, {r})", "GREATEST({d}, {e})", "GREATEST(1, {i})"],
    "LAG": [f"LAG({{t}}) {_WINDOW}", f"LAG({{d}}, 3) {_WINDOW}", f"LAG({{i}}, 1000) {_WINDOW}"],
    "LAST_VALUE": [f"LAST_VALUE({{t}}) {_WINDOW}"],
    "LEAD": [f"LEAD({{y}}) {_WINDOW}", f"LEAD({{r}}, 2) {_WINDOW}"],
    "LEAST": ["LEAST({i}, {j}, 1)", "LEAST({r}, {i})", "LEAST({d}, DATE '2000-01-01')"],
    "LEFT": ["LEFT({t}, 1)", "LEFT({t}, 2)", "LEFT({t}, 400)", "LEFT({t}, 1000000)"],
    "LENGTH": ["LENGTH({t})", "LENGTH({t}) * 1000000", "LENGTH({t} || {u})"],
    "LN": ["LN({r})", "LN({i})", "LN({r}) > 1"],
    "LOWER": ["LOWER({t})", "LOWER({t}) = LOWER({u})", "LOWER({t}) LIKE '%i%'"],
    "NULLIF": ["NULLIF({i}, 1)", "NULLIF({i}, {r})", "NULLIF({t}, '')", "NULLIF(1, {i})", "NULLIF({d}, {e})"],
    "POWER": ["POWER({r}, 2)", "POWER({i}, 3)", "POWER({i}, 100)", "POWER({r}, 0.5)", "POWER({r}, -1)", "POWER({r}, -0.5)", "POWER({i}, 0)", "POWER({q}, 0.333)"],
    "RANK": ["RANK() OVER (ORDER BY {i} DESC)", "RANK() OVER (PARTITION BY {y} ORDER BY {d})"],
    "REPLACE": ["REPLACE({t}, 'a', 'b')", "REPLACE({t}, 'a', '')", "REPLACE({t}, '.', '$0')", "REPLACE({t}, '$1', 'q')", "REPLACE({t}, 'é', 'e')"],
    "RIGHT": ["RIGHT({t}, 1)", "RIGHT({t}, 2)", "RIGHT({t}, 4)", "RIGHT({t}, 400)", "RIGHT({t}, 1000000)"],
    "ROUND": ["ROUND({r})", "ROUND({r}, 1)", "ROUND({r}, 2)", "ROUND({r}, 10)", "ROUND({i}, 2)", "ROUND({r}, 1) > 0.3", "ROUND({i} / 49, 1) = 0.3"],
    "ROW_NUMBER": ["ROW_NUMBER() OVER (ORDER BY {t})", "ROW_NUMBER() OVER (ORDER BY {t})"],
    "SQRT": ["SQRT({r})", "SQRT({i})", "SQRT({i}) = 7"],
    "STARTS_WITH": ["STARTS_WITH({t}, 'a')", "STARTS_WITH({t}, '')", "STARTS_WITH({t}, {u})"],
    "SUBSTR": ["SUBSTR({t}, 1)", "SUBSTR({t}, 2)", "SUBSTR({t}, 2, 1)", "SUBSTR({t}, 400)", "SUBSTR({t}, 2, 1000000)", "SUBSTR({t}, 1000000)"],
    "TRIM": ["TRIM({t})"],
    "UPPER": ["UPPER({t})", "UPPER({t}) = UPPER({u})"],
    "equal": ["{i} = {j}", "{i} <> {j}", "{i} = {r}", "{r} = 0.1", "{t} = {u}", "{t} <> {u}", "{d} = {e}", "{y} = TRUE", "{y} <> ({i} > 0)", "1 = {i}", "{i} = 49.0", "({i} = {j}) = {y}"],
    "order": ["{i} < {j}", "{i} >= {r}", "{r} > 0.3", "{t} < {u}", "{t} >= 'a'", "{d} < {e}", "{y} < TRUE", "{i} / 10 > 0.3", "{i} / {j} > 1", "0.5 < {r}"],
    "distinct": ["{i} IS DISTINCT FROM {j}", "{i} IS DISTINCT FROM {r}", "{t} IS NOT DISTINCT FROM {u}", "{t} IS NOT DISTINCT FROM NULL", "1 IS DISTINCT FROM {i}", "{y} IS DISTINCT FROM TRUE"],
    "between": ["{i} BETWEEN 1 AND 49", "{i} BETWEEN 0.5 AND 49", "{i} NOT BETWEEN {r} AND 49", "{t} BETWEEN 'A' AND 'b'", "1 BETWEEN {i} AND {j}", "{d} BETWEEN DATE '0001-01-01' AND :today", "{y} BETWEEN FALSE AND TRUE"],
    "in": ["{i} IN (1, 2, 49)", "{i} IN (1, 2.5)", "{i} NOT IN (1, 2.5, -1)", "{r} IN (1, 49)", "{t} IN ('a', '', 'é')", "{t} NOT IN ('a')", "1 IN ({i}, {j})", "1 IN ({i}, 2.5)", "{y} IN (TRUE)", "{y} IN ({i} > 1)", "{y} NOT IN ({i} > 1, {t} = 'a', FALSE)", "{d} IN (DATE '2024-02-29', :today)"],
    "in query": ["{i} IN (SELECT x.severity FROM inspection x)", "{i} IN (SELECT x.floor_m2 FROM bag_object x)", "{t} NOT IN (SELECT x.parcel FROM bag_object x WHERE x.parcel IS NOT NULL)", "{t} NOT IN (SELECT x.parcel FROM bag_object x)", "1 IN (SELECT x.severity FROM inspection x)"],
    "exists": ["EXISTS (SELECT 1 FROM bag_object x WHERE x.area_code = {k} AND x.floor_m2 < b.floor_m2)", "NOT EXISTS (SELECT 1 FROM bag_object x WHERE x.parcel = {t})"],
    "value": ["(SELECT MAX(x.severity) FROM inspection x) - {i}", "{i} > (SELECT AVG(x.severity) FROM inspection x)", "(SELECT COUNT(*) FROM bag_object x WHERE x.area_code = {k})", "(SELECT MAX(x.floor_m2) FROM bag_object x WHERE x.estate_code = {u})"],
    "like": ["{t} LIKE 'a%'", "{t} LIKE '%a'", "{t} LIKE '_'", "{t} LIKE '__'", "{t} LIKE 'a.b'", "{t} LIKE '%'", "{t} LIKE ''", "{t} LIKE 'x%y'", "{t} LIKE 'x_y'", "{t} LIKE '%$%'", "{t} LIKE '(%'", "{t} LIKE '[a]'", "{t} NOT LIKE '%a%'", "{t} LIKE '%_'", "{t} LIKE 'a*'"],
    "null": ["{i} IS NULL", "{t} IS NOT NULL", "({i} > 1) IS NULL", "LN({r}) > NULL", "NULL = LN({r})", "NULL BETWEEN LN({r}) AND 1", "LN({r}) BETWEEN 0 AND NULL", "{r} / NULL", "{i} * NULL", "CASE WHEN NULL THEN 1 WHEN {y} THEN 2 ELSE 3 END", "AT_LEAST(2, NULL, {y}, {i} > 1)", "NOT NULL", "{y} AND NULL", "NULL AND NULL", "NULL OR NULL", "CASE NULL WHEN {i} THEN 1 ELSE 2 END", "CASE NULL WHEN 2.5 THEN 1 ELSE 2 END", "CASE {t} WHEN NULL THEN 1 ELSE 2 END"],
    "truth": ["{y} IS TRUE", "{y} IS NOT TRUE", "{y} IS FALSE", "{y} IS NOT FALSE", "({i} > 1) IS NOT TRUE"],
    "logic": ["{y} AND {i} > 0", "{y} OR {i} > 0", "NOT {y}", "NOT ({y} AND {t} = 'a')", "AT_LEAST(2, {y}, {i} > 1, {r} > 0.3)"],
    "plus": ["{i} + {j}", "{i} - {j}", "-{i}", "{i} + 1", "{r} + {i}", "{r} - 0.3", "2147483647 + 1", "{i} + 2147483647", "0.1 + 0.2", "CASE WHEN {y} THEN 2000000000 ELSE 0 END + CASE WHEN {y} THEN 2000000000 ELSE 0 END"],
    "times": ["{i} * {j}", "{i} * 1000000", "{i} * 1000000 * 1000", "{r} * {q}", "{r} * 0.1", "1000000 * 1000000", "{i} * 2 + {j}", "GREATEST(2000000000, 1) * 2"],
    "divided": ["{i} / {j}", "{i} / 49", "{r} / {q}", "{r} / {i}", "1 / {r}", "1 / 0", "{i} / 3 / 7", "{r} / {r}"],
    "joined": ["{t} || {u}", "{t} || '-'"],
    "case": ["CASE WHEN {i} > 1 THEN 1 END", "CASE WHEN {i} > 1 THEN 1 ELSE 0.5 END", "CASE {i} WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", "CASE {i} WHEN 49.0 THEN 1 ELSE 0 END", "CASE 1 WHEN {i} THEN 'x' ELSE 'y' END", "CASE WHEN {y} THEN {i} ELSE {r} END", "CASE WHEN {i} IS NULL THEN NULL ELSE 1 END"],
}  # fmt: skip
_TRIES = {**_AGGREGATED, **_PER_ROW}


def _statement(name: str) -> Query:
    parts = [f"{part.format(**NAMES)} AS x{n}" for n, part in enumerate(_TRIES[name])]
    columns = ", ".join(parts)
    sql = f"SELECT i.inspection_id AS subject, {columns} {FROM}"
    if name in _AGGREGATED:
        sql = f"SELECT COALESCE(b.area_code, '-') AS subject, {columns} {FROM} GROUP BY b.area_code"
    query = compile_query(sql, as_of=dt.date(2026, 1, 31), name=name)
    return dataclasses.replace(query, unique_subject=False)


def test_equal_values_have_no_spread() -> None:
    """Added up, they differ in their last digit, which one engine sees and another does not."""
    table = pl.DataFrame(
        {"vbo_id": ["1", "2", "3"], "build_year": [1, 2, 3], "floor_m2": [2.7] * 3}
    )
    query = compile_query(
        "SELECT MAX(b.vbo_id) AS subject, STDDEV(b.floor_m2) AS x, STDDEV(b.floor_m2) > 0 AS y, "
        "STDDEV(b.floor_m2) FILTER (WHERE b.build_year < 3) AS z, "
        "STDDEV(b.floor_m2) FILTER (WHERE b.build_year = 3) AS one FROM bag_object b"
    )
    for engine in ("polars", "duckdb"):
        for tables in ({"bag_object": table}, {"bag_object": table.lazy()}):
            found = get_engine(engine).run({"q": query}, tables)["q"]
            assert isinstance(found, pl.DataFrame), found
            assert found.rows() == [("3", 0.0, False, 0.0, None)]


def test_every_function_and_operator_says_what_it_means_and_is_tried() -> None:
    assert meanings.FUNCTIONS.keys() == {
        *AGGREGATES.values(), *RANKING.values(), *SCALARS.values(),
    }  # fmt: skip
    assert _TRIES.keys() == meanings.FUNCTIONS.keys() | meanings.OPERATORS.keys()
    assert meanings.table() in _PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("height", [130, 1, 0])
@pytest.mark.parametrize("name", _TRIES)
def test_the_same_on_every_engine(name: str, height: int) -> None:
    query, tables = _statement(name), frames(height)
    streamed = {key: frame.lazy() for key, frame in tables.items()}
    answers: dict[str, Mapping[str, object]] = {
        "polars": get_engine("polars").run({"q": query}, tables),
        "streaming": get_engine("polars").run({"q": query}, streamed),
        "duckdb": get_engine("duckdb").run({"q": query}, tables),
    }
    if ADDRESS:
        answers["postgres"] = PostgresEngine().run({"q": query}, tables)
    first = answers["polars"]["q"]
    for engine, answer in answers.items():
        found = answer["q"]
        assert isinstance(found, pl.DataFrame), f"{engine}: {found}\n{query.sql()}"
        assert isinstance(first, pl.DataFrame)
        assert difference(first, found) is None, f"{engine}: {difference(first, found)}"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("FLOOR(49 / 49.0 * b.floor_m2)", 7.0),
        ("FLOOR(b.build_year / 49)", 1.0),
        ("ROUND(b.floor_m2 / 20, 2)", 0.35),
        ("RIGHT(b.estate_code, 4)", "abc"),
        ("LOWER(b.parcel)", "\u03b1\u03c3i\u00df"),
        ("UPPER(b.parcel)", "\u0391\u03a3\u0130SS"),
        ("b.build_year * 1000000", 49_000_000),
        ("b.build_year * 1000000 * 1000000000", pytest.approx(4.9e16)),
        ("CASE WHEN TRUE THEN 2000000000 ELSE 0 END * 2", 4_000_000_000),
        ("EXP(1000 - b.build_year)", None),
        ("POWER(0 * b.floor_m2, -1)", None),
        ("b.floor_m2 / 0", None),
        ("CAST(b.floor_m2 * 1000000000 * 1000000000 AS INT)", None),
        ("REPLACE(b.estate_code, 'b', '$0')", "a$0c"),
        ("LENGTH('e\u0301')", 2),
        ("LAST_VALUE(b.estate_code) OVER (ORDER BY b.vbo_id)", "abc"),
    ],
)
def test_what_is_meant(written: str, value: object) -> None:
    table = pl.DataFrame(
        {
            "vbo_id": ["1"], "build_year": [49], "floor_m2": [7.0], "estate_code": ["abc"],
            "parcel": ["\u0391\u03a3\u0130\u00df"],
        }
    )  # fmt: skip
    query = compile_query(f"SELECT b.vbo_id AS subject, {written} AS x FROM bag_object b")
    for engine in ("polars", "duckdb"):
        found = get_engine(engine).run({"q": query}, {"bag_object": table})["q"]
        assert isinstance(found, pl.DataFrame), found
        assert found["x"].to_list() == [value], engine
