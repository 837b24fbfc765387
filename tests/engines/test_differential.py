"""Written statements, one for each thing the language can say, give the same rows everywhere.

Tables and comparison are those of generated statements; see ``tests/fuzz``.
"""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl
import pytest

from screening.engines import get_engine
from tests.compiled import compile_query
from tests.engines.postgres import PostgresEngine, needs_postgres
from tests.fuzz.compare import difference
from tests.fuzz.data import tables

pytest.importorskip("duckdb")

_E = "FROM kvk_establishment e"
_B = "FROM bag_object b"
_I = "FROM inspection i"
_EB = "FROM kvk_establishment e JOIN bag_object b ON b.vbo_id = e.vbo_id"
_SUBJECT = "COALESCE(e.vbo_id, 'none') AS subject"
QUERIES = {
    "division": f"SELECT {_SUBJECT}, e.employees_ft / e.employees_pt AS x, e.employees_ft / 2 AS y, SUM(e.employees_ft) / COUNT(*) AS z {_E} GROUP BY e.vbo_id, e.employees_ft, e.employees_pt",
    "product": f"SELECT {_SUBJECT}, e.employees_ft * e.employees_pt AS x, e.employees_ft * 3 - 1 AS y, -e.employees_ft AS z {_E}",
    "count minus": f"SELECT {_SUBJECT}, COUNT(*) - 5 AS x, LENGTH(e.est_nr) - 9 AS y {_E} GROUP BY e.vbo_id, e.est_nr",
    "months": f"SELECT {_SUBJECT}, EXTRACT(MONTH FROM e.start_date) * 100 AS m, EXTRACT(YEAR FROM e.start_date) * 10000 AS y, EXTRACT(DAY FROM e.start_date) AS d {_E}",
    "days": f"SELECT {_SUBJECT}, DAYS_BETWEEN(e.start_date, e.end_date) AS d, DAYS_BETWEEN(e.start_date, :today) AS t {_E}",
    "rounding": "SELECT COALESCE(b.vbo_id, 'none') AS subject, ROUND(b.floor_m2) AS a, ROUND(b.floor_m2, 2) AS b, FLOOR(b.floor_m2) AS c, CEIL(b.floor_m2) AS d, CAST(b.floor_m2 AS INT) AS e, ROUND(b.build_year) AS f, FLOOR(b.build_year / 2) AS g "
    + _B,
    "casts": f"SELECT COALESCE(i.vbo_id, 'none') AS subject, CAST(i.caused_by_selection AS INT) AS a, CAST(i.severity AS BOOLEAN) AS b, CAST(i.severity AS TEXT) AS c, CAST(i.inspection_date AS TEXT) AS d, CAST(i.caused_by_selection AS TEXT) AS e, CAST(i.severity AS DOUBLE) AS f {_I}",
    "maths": f"SELECT COALESCE(b.vbo_id, 'none') AS subject, LN(b.floor_m2) AS a, SQRT(b.floor_m2) AS b, EXP(b.floor_m2) AS c, POWER(b.floor_m2, 2) AS d, POWER(b.floor_m2, 0.5) AS e, POWER(b.build_year, -1) AS f, ABS(b.floor_m2) AS g, LN(b.build_year) AS h, POWER(b.floor_m2, -0.5) AS i {_B}",
    "greatest": f"SELECT COALESCE(b.vbo_id, 'none') AS subject, GREATEST(b.floor_m2, b.build_year) AS a, LEAST(b.build_year, 2) AS b, COALESCE(b.build_year, b.floor_m2, 0) AS c, NULLIF(b.build_year, 1) AS d {_B}",
    "greatest dates": f"SELECT {_SUBJECT}, GREATEST(e.start_date, e.end_date) AS a, LEAST(e.start_date, DATE '2025-01-01') AS b {_E}",
    "text": f"SELECT COALESCE(b.vbo_id, 'none') AS subject, LOWER(b.estate_code) AS a, UPPER(b.estate_code) AS b, LENGTH(b.estate_code) AS c, SUBSTR(b.estate_code, 2) AS d, SUBSTR(b.estate_code, 2, 1) AS e, LEFT(b.estate_code, 2) AS f, RIGHT(b.estate_code, 2) AS g, REPLACE(b.estate_code, '.', 'aa') AS h, TRIM(b.estate_code) AS i, STARTS_WITH(b.estate_code, 'a') AS j, b.estate_code || b.postcode AS k, CONCAT(b.estate_code, b.postcode) AS l, STARTS_WITH(b.estate_code, b.postcode) AS n {_B}",
    "like": f"SELECT COALESCE(b.vbo_id, 'none') AS subject, b.estate_code LIKE 'a%' AS a, b.estate_code LIKE '%.%' AS b, b.estate_code LIKE '_B%' AS c, b.estate_code NOT LIKE '%a' AS d, b.estate_code LIKE '' AS f, b.estate_code LIKE 'a' AS g, b.estate_code LIKE '%5%' AS h {_B}",
    "text order": f"SELECT COALESCE(b.vbo_id, 'none') AS subject, b.estate_code < 'a' AS a, b.estate_code >= b.postcode AS b, MIN(b.estate_code) AS c, MAX(b.estate_code) AS d {_B} GROUP BY b.vbo_id, b.estate_code, b.postcode",
    "is": f"SELECT COALESCE(i.vbo_id, 'none') AS subject, i.caused_by_selection IS TRUE AS a, i.caused_by_selection IS NOT TRUE AS b, i.caused_by_selection IS FALSE AS c, i.caused_by_selection IS NOT FALSE AS d, i.severity IS NULL AS e, i.severity IS NOT NULL AS f, i.severity IS DISTINCT FROM 1 AS g, i.theme IS NOT DISTINCT FROM NULL AS h, i.severity IS NOT DISTINCT FROM 2 OR i.caused_by_selection AS j, i.severity IS DISTINCT FROM 3 AND i.caused_by_selection AS k {_I}",
    "three values": f"SELECT COALESCE(i.vbo_id, 'none') AS subject, i.caused_by_selection AND i.severity > 1 AS a, i.caused_by_selection OR i.severity > 1 AS b, NOT i.caused_by_selection AS c, i.severity <> 2 AS d, i.severity IN (1, 2) AS e, i.severity NOT IN (1, 2) AS f, i.severity BETWEEN 1 AND 2 AS g, i.severity NOT BETWEEN 1 AND 2 AS h, i.severity IN (1, 2.5) AS j, i.severity IN (i.severity, 1) AS k {_I}",
    "at least": f"SELECT COALESCE(i.vbo_id, 'none') AS subject, AT_LEAST(2, i.caused_by_selection, i.severity > 1, i.theme = 'kamer') AS a {_I}",
    "groups": f"SELECT {_SUBJECT}, IN_GROUP(e.sbi, 'horeca') AS a, IN_GROUP(e.sbi, 'car_trade') AS b, ACTIVE(e.start_date, e.end_date) AS c {_E}",
    "case": f"SELECT COALESCE(i.vbo_id, 'none') AS subject, CASE WHEN i.caused_by_selection THEN 1 WHEN i.severity > 1 THEN 2 END AS a, CASE i.severity WHEN 1 THEN 'x' ELSE 'y' END AS b, CASE WHEN i.severity > 1 THEN 0.5 ELSE 2 END AS c {_I}",
    "aggregates": f"SELECT {_SUBJECT}, COUNT(*) AS a, COUNT(e.employees_ft) AS b, COUNT(DISTINCT e.employees_ft) AS c, SUM(e.employees_ft) AS d, AVG(e.employees_ft) AS e, MIN(e.employees_ft) AS f, MAX(e.start_date) AS g, MEDIAN(e.employees_ft) AS h, STDDEV(e.employees_ft) AS i, MIN(e.est_nr) AS j {_E} GROUP BY e.vbo_id",
    "filters": f"SELECT {_SUBJECT}, COUNT(*) FILTER (WHERE e.employees_ft > 1) AS a, SUM(e.employees_ft) FILTER (WHERE e.sbi = '47') AS b, COUNT(DISTINCT e.kvk_nr) FILTER (WHERE e.employees_ft > 1) AS c, AVG(e.employees_ft) FILTER (WHERE e.employees_ft IS NULL) AS d, MAX(e.start_date) FILTER (WHERE IN_GROUP(e.sbi, 'horeca')) AS e, STDDEV(e.employees_pt) FILTER (WHERE e.employees_ft > 1) AS f, MEDIAN(e.employees_pt) FILTER (WHERE e.employees_ft > 1) AS g {_E} GROUP BY e.vbo_id",
    "counted lists": f"SELECT {_SUBJECT}, COUNT(CASE WHEN e.sbi IN ('47', '5610') THEN 1 END) AS a, COUNT(CASE WHEN e.employees_ft NOT IN (1, 2) THEN 1 END) AS b, COUNT(*) FILTER (WHERE IN_GROUP(e.sbi, 'horeca') OR e.employees_ft IN (1, 0.5)) AS c, MAX(CASE WHEN IN_GROUP(e.sbi, 'car_trade') THEN 1 ELSE 0 END) AS d {_E} GROUP BY e.vbo_id",
    "chosen groups": f"SELECT {_SUBJECT}, e.sbi {_E} WHERE IN_GROUP(e.sbi, 'horeca') OR NOT IN_GROUP(e.sbi, 'secondhand')",
    "big sums": f"SELECT {_SUBJECT}, SUM(CASE WHEN e.employees_ft > 0 THEN 1500000000 ELSE 0 END) AS a, SUM(e.employees_ft * 1000) AS b {_E} GROUP BY e.vbo_id",
    "having": f"SELECT {_SUBJECT}, COUNT(*) AS n {_E} GROUP BY e.vbo_id HAVING COUNT(*) > 1 AND MAX(e.employees_ft) > 0",
    "group expression": f"SELECT LEFT(e.sbi, 2) || ':' || COALESCE(e.vbo_id, '-') AS subject, COUNT(*) AS n, MAX(e.employees_ft) AS m {_E} GROUP BY LEFT(e.sbi, 2) || ':' || COALESCE(e.vbo_id, '-')",
    "group alias": f"SELECT COALESCE(e.vbo_id, '-') AS subject, EXTRACT(YEAR FROM e.start_date) AS y, COUNT(*) AS n {_E} GROUP BY subject, y",
    "having a key in a list": f"SELECT COALESCE(e.vbo_id, '-') AS subject, COUNT(*) AS n {_E} GROUP BY e.vbo_id, e.employees_ft, COALESCE(e.sbi, '5') HAVING e.employees_ft IN (1, 2, 3) AND COALESCE(e.sbi, '5') NOT IN ('47') OR COUNT(*) IN (1, 5)",
    "left twice the same": f"SELECT {_SUBJECT}, b.floor_m2 {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id AND COALESCE(b.vbo_id, '1') = LEFT(e.vbo_id, 1)",
    "twice the same": f"SELECT {_SUBJECT}, b.floor_m2 {_E} JOIN bag_object b ON b.vbo_id = e.vbo_id AND e.vbo_id = b.vbo_id AND COALESCE(b.vbo_id, '-') = e.kvk_nr",
    "left by a made key and more": f"SELECT {_SUBJECT}, b.floor_m2 {_E} LEFT JOIN bag_object b ON CAST(b.build_year AS TEXT) = e.sbi_edition AND b.pand_id <= e.est_nr AND b.floor_m2 / 2 > e.employees_ft",
    "named as a key": f"SELECT e.vbo_id AS subject, e.sbi AS kvk_nr, COUNT(*) * e.employees_ft AS sbi, MAX(e.kvk_nr) AS vbo_id {_E} GROUP BY e.vbo_id, e.sbi, e.employees_ft",
    "named as a key in a query": f"WITH q AS (SELECT e.sbi AS k, COUNT(*) + e.employees_ft AS sbi {_E} GROUP BY e.sbi, e.employees_ft) SELECT q.k AS subject, q.sbi FROM q",
    "in query of whole and real": "SELECT COALESCE(i.vbo_id, '-') AS subject, i.stored_share FROM inspection i WHERE i.stored_share IN (SELECT b.build_year FROM bag_object b WHERE b.vbo_id = i.vbo_id) OR i.severity IN (SELECT b.floor_m2 FROM bag_object b)",
    "no group": f"SELECT MAX(e.vbo_id) AS subject, COUNT(*) AS n, SUM(e.employees_ft) AS s {_E} WHERE e.employees_ft > 1",
    "distinct": f"SELECT DISTINCT {_SUBJECT}, e.employees_ft > 1 AS x {_E}",
    "inner": f"SELECT {_SUBJECT}, e.est_nr, b.pand_id, b.floor_m2 {_EB}",
    "left": f"SELECT {_SUBJECT}, b.vbo_id AS other, b.floor_m2 {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id",
    "left and right only": f"SELECT {_SUBJECT}, b.vbo_id AS other, b.floor_m2 {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id AND b.floor_m2 > 1",
    "left and left only": f"SELECT {_SUBJECT}, b.vbo_id AS other, b.floor_m2 {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id AND e.employees_ft > 1",
    "left and both": f"SELECT {_SUBJECT}, b.vbo_id AS other, b.floor_m2 {_E} LEFT JOIN bag_object b ON e.vbo_id = b.vbo_id AND e.employees_ft > b.floor_m2",
    "left and or": f"SELECT {_SUBJECT}, b.vbo_id AS other, b.floor_m2 {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id AND (b.floor_m2 > 1 OR e.employees_ft = 2)",
    "left and null": f"SELECT {_SUBJECT}, b.vbo_id AS other {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id AND b.pand_id IS NULL",
    "left and nothing known": f"SELECT {_SUBJECT}, b.vbo_id AS other {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id AND (b.floor_m2 > e.employees_ft OR NULL)",
    "left two keys": f"SELECT {_SUBJECT}, i.severity, b.floor_m2 {_E} LEFT JOIN inspection i ON i.vbo_id = e.vbo_id AND i.severity = e.employees_ft LEFT JOIN bag_object b ON b.vbo_id = i.vbo_id",
    "left bare names": f"SELECT {_SUBJECT}, pand_id, kvk_nr, theme {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id AND floor_m2 > 1 LEFT JOIN inspection i ON i.vbo_id = e.vbo_id AND severity > employees_ft",
    "inner inequality": f"SELECT {_SUBJECT}, b.floor_m2 {_E} JOIN bag_object b ON b.vbo_id = e.vbo_id AND b.floor_m2 > e.employees_ft",
    "join kinds": f"SELECT {_SUBJECT}, b.floor_m2 {_E} JOIN bag_object b ON b.build_year = e.employees_ft",
    "join expression": f"SELECT {_SUBJECT}, b.floor_m2 {_E} JOIN bag_object b ON COALESCE(b.vbo_id, '1') = LEFT(e.vbo_id, 1)",
    "join int and real": f"SELECT {_SUBJECT}, b.floor_m2 {_E} JOIN bag_object b ON b.floor_m2 = e.employees_ft",
    "using": f"SELECT vbo_id AS subject, est_nr, pand_id {_E} JOIN bag_object b USING (vbo_id)",
    "using left": f"SELECT COALESCE(vbo_id, '-') AS subject, pand_id {_E} LEFT JOIN bag_object b USING (vbo_id) LEFT JOIN inspection i USING (vbo_id)",
    "self join": f"SELECT {_SUBJECT}, f.est_nr, f.employees_ft, g.employees_ft AS third {_E} JOIN kvk_establishment f ON f.vbo_id = e.vbo_id AND f.kvk_nr <> e.kvk_nr LEFT JOIN kvk_establishment g ON g.kvk_nr = f.kvk_nr AND g.start_date > f.start_date",
    "count after left": f"SELECT {_SUBJECT}, COUNT(b.vbo_id) AS n, COUNT(DISTINCT b.pand_id) AS u, SUM(b.floor_m2) AS s {_E} LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id GROUP BY e.vbo_id",
    "cte": f"WITH counts AS (SELECT e.vbo_id, COUNT(*) AS n {_E} GROUP BY e.vbo_id), large AS (SELECT c.vbo_id, c.n FROM counts c WHERE c.n > 1) SELECT COALESCE(b.vbo_id, '-') AS subject, c.n, l.n AS m, b.floor_m2 / c.n AS per FROM bag_object b LEFT JOIN counts c ON c.vbo_id = b.vbo_id LEFT JOIN large l ON l.vbo_id = b.vbo_id",
    "subquery": f"SELECT q.subject, q.n FROM (SELECT {_SUBJECT}, COUNT(*) AS n {_EB} GROUP BY e.vbo_id) AS q WHERE q.n > 1",
    "exists": f"SELECT {_SUBJECT} {_E} WHERE EXISTS (SELECT 1 FROM bag_object b WHERE b.vbo_id = e.vbo_id AND b.floor_m2 > 1)",
    "not exists": f"SELECT {_SUBJECT} {_E} WHERE NOT EXISTS (SELECT 1 FROM bag_object b WHERE b.vbo_id = e.vbo_id AND b.build_year > e.employees_ft)",
    "exists value": f"SELECT {_SUBJECT}, EXISTS (SELECT 1 FROM bag_object b WHERE b.vbo_id = e.vbo_id AND b.pand_id = e.est_nr) AS x, NOT EXISTS (SELECT 1 FROM inspection i WHERE i.vbo_id = e.vbo_id) AND e.employees_ft > 0 AS y {_E}",
    "exists or": f"SELECT {_SUBJECT} {_E} WHERE EXISTS (SELECT 1 FROM bag_object b WHERE b.vbo_id = e.vbo_id) OR e.employees_ft > 1",
    "exists two keys": f"SELECT {_SUBJECT} {_E} WHERE EXISTS (SELECT 1 FROM inspection i WHERE i.vbo_id = e.vbo_id AND i.severity = e.employees_ft)",
    "exists join": f"SELECT {_SUBJECT} {_E} WHERE EXISTS (SELECT 1 FROM inspection i JOIN bag_object b ON b.vbo_id = i.vbo_id WHERE i.vbo_id = e.vbo_id)",
    "in query": f"SELECT {_SUBJECT} {_E} WHERE e.vbo_id IN (SELECT b.vbo_id FROM bag_object b WHERE b.floor_m2 > 1)",
    "in query value": f"SELECT {_SUBJECT}, e.vbo_id IN (SELECT b.vbo_id FROM bag_object b) AS x {_E}",
    "not in query": f"SELECT {_SUBJECT} {_E} WHERE e.vbo_id NOT IN (SELECT b.vbo_id FROM bag_object b)",
    "not in query value": f"SELECT {_SUBJECT}, e.vbo_id NOT IN (SELECT b.vbo_id FROM bag_object b) AS x {_E}",
    "not in query without null": f"SELECT {_SUBJECT} {_E} WHERE e.vbo_id NOT IN (SELECT b.vbo_id FROM bag_object b WHERE b.vbo_id IS NOT NULL)",
    "in correlated": f"SELECT {_SUBJECT} {_E} WHERE e.est_nr IN (SELECT b.pand_id FROM bag_object b WHERE b.vbo_id = e.vbo_id)",
    "in group": f"SELECT {_SUBJECT} {_E} WHERE e.vbo_id IN (SELECT b.vbo_id FROM bag_object b GROUP BY b.vbo_id HAVING COUNT(*) > 1)",
    "scalar": f"SELECT {_SUBJECT}, (SELECT MAX(b.floor_m2) FROM bag_object b) AS m {_E} WHERE (SELECT COUNT(*) FROM bag_object b) > 1",
    "scalar correlated": f"SELECT {_SUBJECT}, (SELECT MAX(b.floor_m2) FROM bag_object b WHERE b.vbo_id = e.vbo_id) AS m, (SELECT COUNT(*) FROM bag_object b WHERE b.vbo_id = e.vbo_id AND b.floor_m2 > 1) AS n {_E}",
    "scalar compare": f"SELECT {_SUBJECT} {_E} WHERE e.employees_ft > (SELECT AVG(b.floor_m2) FROM bag_object b WHERE b.vbo_id = e.vbo_id)",
    "union": f"SELECT {_SUBJECT}, e.employees_ft AS x {_E} UNION ALL SELECT COALESCE(b.vbo_id, 'none') AS subject, b.floor_m2 AS x {_B}",
    "union grouped": "WITH u AS (SELECT e.vbo_id, 1 AS one FROM kvk_establishment e UNION ALL SELECT i.vbo_id, 2 AS one FROM inspection i) SELECT COALESCE(u.vbo_id, '-') AS subject, SUM(u.one) AS s, COUNT(*) AS n FROM u GROUP BY u.vbo_id",
    "row number": f"SELECT {_SUBJECT}, ROW_NUMBER() OVER (PARTITION BY e.vbo_id ORDER BY e.start_date DESC) AS n, e.employees_ft, e.start_date {_E}",
    "latest": f"WITH r AS (SELECT e.vbo_id, e.kvk_nr, e.start_date, ROW_NUMBER() OVER (PARTITION BY e.vbo_id ORDER BY e.start_date DESC) AS n {_E}) SELECT COALESCE(r.vbo_id, '-') AS subject, r.kvk_nr, r.start_date FROM r WHERE r.n = 1",
    "lag": f"SELECT {_SUBJECT}, e.start_date, e.kvk_nr, LAG(e.kvk_nr) OVER (PARTITION BY e.vbo_id ORDER BY e.start_date) AS a, LEAD(e.start_date, 2) OVER (PARTITION BY e.vbo_id ORDER BY e.start_date) AS b, FIRST_VALUE(e.kvk_nr) OVER (PARTITION BY e.vbo_id ORDER BY e.start_date) AS c {_E}",
    "lead": f"SELECT {_SUBJECT}, e.start_date, e.kvk_nr, LEAD(e.start_date, 2) OVER (PARTITION BY e.vbo_id ORDER BY e.start_date DESC) AS b {_E}",
    "last value": f"SELECT {_SUBJECT}, LAST_VALUE(e.kvk_nr) OVER (PARTITION BY e.vbo_id ORDER BY e.start_date) AS c {_E}",
    "lag days": f"SELECT {_SUBJECT}, DAYS_BETWEEN(LAG(e.start_date) OVER (PARTITION BY e.vbo_id ORDER BY e.start_date), e.start_date) AS d {_E}",
    "rank": f"SELECT {_SUBJECT}, RANK() OVER (ORDER BY e.employees_ft DESC) AS a, DENSE_RANK() OVER (PARTITION BY e.vbo_id ORDER BY e.employees_ft, e.employees_pt) AS b {_E}",
    "windows": f"SELECT {_SUBJECT}, COUNT(*) OVER (PARTITION BY e.vbo_id) AS a, SUM(e.employees_ft) OVER (PARTITION BY e.vbo_id) AS b, MAX(e.employees_ft) OVER () AS c, AVG(e.employees_ft) OVER (PARTITION BY e.vbo_id) AS d, COUNT(e.employees_ft) OVER (PARTITION BY e.sbi, e.vbo_id) AS f, MIN(e.start_date) OVER (PARTITION BY e.vbo_id) AS g {_E}",
    "window over group": f"SELECT {_SUBJECT}, COUNT(*) AS n, COUNT(*) / SUM(COUNT(*)) OVER () AS share {_E} GROUP BY e.vbo_id",
}


def _compiled() -> dict[str, Any]:
    compiled = {}
    for name, sql in QUERIES.items():
        query = compile_query(sql, as_of=dt.date(2026, 1, 31), name=name)
        compiled[name] = dataclasses.replace(query, unique_subject=False)
    return compiled


_COMPILED = _compiled()


@pytest.mark.parametrize("seed", range(8))
def test_same_rows(seed: int) -> None:
    frames = tables(f"written {seed}")
    streamed = {name: frame.lazy() for name, frame in frames.items()}
    polars = get_engine("polars")
    _agree(
        {
            "in memory": polars.run(_COMPILED, frames),
            "streaming": polars.run(_COMPILED, streamed),
            "duckdb": get_engine("duckdb").run(_COMPILED, frames),
        }
    )


@needs_postgres
@pytest.mark.parametrize("seed", range(8))
def test_same_rows_as_postgres(seed: int) -> None:
    frames = tables(f"written {seed}")
    found = {"polars": get_engine("polars"), "postgres": PostgresEngine()}
    _agree({name: engine.run(_COMPILED, frames) for name, engine in found.items()})


def _agree(answers: dict[str, dict[str, Any]]) -> None:
    first, *others = answers
    for name, query in _COMPILED.items():
        for engine in (first, *others):
            rows = answers[engine][name]
            assert isinstance(rows, pl.DataFrame), f"{name}: {engine}: {rows}\n{query.sql()}"
            apart = difference(answers[first][name], rows)
            assert apart is None, f"{name}: {engine}: {apart}\n{query.sql()}"
