"""What the gate refuses: everything it does not know, with the place and the way out."""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

import time

import pytest

from screening.errors import GateError
from screening.packs.models import PackHeader
from tests.compiled import compile_query

_B = "FROM bag_object b"
HOSTILE = {
    "reads a csv": "SELECT x AS subject FROM read_csv('/etc/passwd')",
    "reads a csv in a subquery": f"SELECT b.vbo_id AS subject {_B} WHERE b.vbo_id IN (SELECT x FROM read_csv('/etc/passwd'))",
    "reads parquet": "SELECT x AS subject FROM read_parquet('x.parquet')",
    "reads text": "SELECT x AS subject FROM read_text('x')",
    "file as table": "SELECT x AS subject FROM '/etc/passwd'",
    "quoted file as table": 'SELECT x AS subject FROM "data.csv"',
    "url as table": "SELECT x AS subject FROM 'https://example.org/x.csv'",
    "other schema": "SELECT table_name AS subject FROM information_schema.tables",
    "catalog": "SELECT b.vbo_id AS subject FROM pg_catalog.bag_object b",
    "glob": "SELECT file AS subject FROM glob('*')",
    "generate series": "SELECT CAST(g AS TEXT) AS subject FROM generate_series(1, 1000000000) g",
    "unnest": "SELECT u AS subject FROM unnest(ARRAY['a']) u",
    "values": "VALUES ('a')",
    "two statements": f"SELECT b.vbo_id AS subject {_B}; DROP TABLE bag_object",
    "drop": "DROP TABLE bag_object",
    "insert": "INSERT INTO bag_object VALUES ('a')",
    "update": "UPDATE bag_object SET vbo_id = 'a'",
    "delete": "DELETE FROM bag_object",
    "create": "CREATE TABLE x AS SELECT 1 AS subject",
    "copy": "COPY bag_object TO 'x.csv'",
    "attach": "ATTACH 'x.db'",
    "pragma": "PRAGMA database_list",
    "set": "SET enable_external_access = true",
    "select into": "SELECT b.vbo_id AS subject INTO x FROM bag_object b",
    "comment": f"SELECT b.vbo_id AS subject /* hidden */ {_B}",
    "line comment": f"SELECT b.vbo_id AS subject {_B} -- WHERE b.floor_m2 > 10",
    "hint": f"SELECT /*+ x */ b.vbo_id AS subject {_B}",
    "star": f"SELECT * {_B}",
    "table star": f"SELECT b.* {_B}",
    "count of table star": f"SELECT b.vbo_id AS subject, COUNT(b.*) AS n {_B} GROUP BY b.vbo_id",
    "order by": f"SELECT b.vbo_id AS subject {_B} ORDER BY b.vbo_id",
    "limit": f"SELECT b.vbo_id AS subject {_B} LIMIT 10",
    "offset": f"SELECT b.vbo_id AS subject {_B} OFFSET 10",
    "fetch": f"SELECT b.vbo_id AS subject {_B} FETCH FIRST 1 ROWS ONLY",
    "limit in subquery": f"SELECT q.vbo_id AS subject FROM (SELECT b.vbo_id {_B} LIMIT 1) q",
    "sample": "SELECT b.vbo_id AS subject FROM bag_object b TABLESAMPLE (10)",
    "for update": f"SELECT b.vbo_id AS subject {_B} FOR UPDATE",
    "recursion": "WITH RECURSIVE r AS (SELECT b.vbo_id FROM bag_object b UNION ALL SELECT r.vbo_id FROM r) SELECT r.vbo_id AS subject FROM r",
    "now": f"SELECT b.vbo_id AS subject, NOW() AS n {_B}",
    "current date": f"SELECT b.vbo_id AS subject, CURRENT_DATE AS n {_B}",
    "current timestamp": f"SELECT b.vbo_id AS subject, CURRENT_TIMESTAMP AS n {_B}",
    "localtime": f"SELECT b.vbo_id AS subject, LOCALTIME AS n {_B}",
    "random": f"SELECT b.vbo_id AS subject, RANDOM() AS n {_B}",
    "uuid": f"SELECT b.vbo_id AS subject, GEN_RANDOM_UUID() AS n {_B}",
    "user": f"SELECT b.vbo_id AS subject, CURRENT_USER AS n {_B}",
    "environment": f"SELECT b.vbo_id AS subject, GETENV('HOME') AS n {_B}",
    "unknown function": f"SELECT b.vbo_id AS subject, SHUTDOWN() AS n {_B}",
    "string agg": f"SELECT b.vbo_id AS subject, STRING_AGG(b.usage, ',') AS n {_B} GROUP BY b.vbo_id",
    "regexp": f"SELECT b.vbo_id AS subject {_B} WHERE b.usage ~ 'a'",
    "similar to": f"SELECT b.vbo_id AS subject {_B} WHERE b.usage SIMILAR TO 'a'",
    "ilike": f"SELECT b.vbo_id AS subject {_B} WHERE b.usage ILIKE 'a'",
    "like with escape": f"SELECT b.vbo_id AS subject {_B} WHERE b.usage LIKE 'a!%' ESCAPE '!'",
    "like with a column": f"SELECT b.vbo_id AS subject {_B} WHERE b.usage LIKE b.address",
    "interval": f"SELECT b.vbo_id AS subject, DATE '2026-01-01' - INTERVAL '1 month' AS d {_B}",
    "date minus date": "SELECT e.est_nr AS subject, e.end_date - e.start_date AS d FROM kvk_establishment e",
    "date as number": "SELECT e.est_nr AS subject, CAST(e.end_date AS INT) AS d FROM kvk_establishment e",
    "date compared with text": "SELECT e.est_nr AS subject FROM kvk_establishment e WHERE e.start_date > '2026-01-01'",
    "no such date": "SELECT e.est_nr AS subject FROM kvk_establishment e WHERE e.start_date > DATE '2026-02-30'",
    "text as number": f"SELECT b.vbo_id AS subject, CAST(b.usage AS INT) AS d {_B}",
    "sum of text": f"SELECT b.vbo_id AS subject, SUM(b.usage) AS d {_B} GROUP BY b.vbo_id",
    "modulo": f"SELECT b.vbo_id AS subject, b.build_year % 10 AS d {_B}",
    "decimal": f"SELECT b.vbo_id AS subject, CAST(b.floor_m2 AS DECIMAL(10, 2)) AS d {_B}",
    "comma join": "SELECT a.vbo_id AS subject FROM bag_object a, bag_object b",
    "cross join": "SELECT a.vbo_id AS subject FROM bag_object a CROSS JOIN bag_object b",
    "natural join": "SELECT a.vbo_id AS subject FROM bag_object a NATURAL JOIN brp_count b",
    "join on true": "SELECT a.vbo_id AS subject FROM bag_object a JOIN bag_object b ON TRUE",
    "join on itself": "SELECT a.vbo_id AS subject FROM bag_object a JOIN bag_object b ON a.vbo_id = a.vbo_id",
    "join on one side": "SELECT a.vbo_id AS subject FROM bag_object a JOIN bag_object b ON b.vbo_id = '1'",
    "join on inequality": "SELECT a.vbo_id AS subject FROM bag_object a JOIN bag_object b ON b.vbo_id < a.vbo_id",
    "join on either": "SELECT a.vbo_id AS subject FROM bag_object a JOIN bag_object b ON b.vbo_id = a.vbo_id OR TRUE",
    "right join": "SELECT a.vbo_id AS subject FROM bag_object a RIGHT JOIN brp_count b ON b.vbo_id = a.vbo_id",
    "full join": "SELECT a.vbo_id AS subject FROM bag_object a FULL JOIN brp_count b ON b.vbo_id = a.vbo_id",
    "lateral": "SELECT a.vbo_id AS subject FROM bag_object a, LATERAL (SELECT 1 AS x) q",
    "join in brackets": "SELECT a.vbo_id AS subject FROM (bag_object a JOIN bag_object b ON b.vbo_id < a.vbo_id)",
    "subquery in on": "SELECT a.vbo_id AS subject FROM bag_object a JOIN brp_count b ON b.vbo_id = a.vbo_id AND b.persons > (SELECT MAX(c.persons) FROM brp_count c)",
    "loose subquery": "SELECT a.vbo_id AS subject FROM bag_object a WHERE EXISTS (SELECT 1 FROM bag_object b WHERE b.floor_m2 > a.floor_m2)",
    "subquery of many rows": "SELECT a.vbo_id AS subject, (SELECT b.floor_m2 FROM bag_object b) AS x FROM bag_object a",
    "row number without order": f"SELECT b.vbo_id AS subject, ROW_NUMBER() OVER (PARTITION BY b.usage) AS n {_B}",
    "lag without order": f"SELECT b.vbo_id AS subject, LAG(b.floor_m2) OVER (PARTITION BY b.usage) AS n {_B}",
    "running sum": f"SELECT b.vbo_id AS subject, SUM(b.floor_m2) OVER (ORDER BY b.build_year) AS n {_B}",
    "frame": f"SELECT b.vbo_id AS subject, SUM(b.floor_m2) OVER (ORDER BY b.build_year ROWS 3 PRECEDING) AS n {_B}",
    "window in where": f"SELECT b.vbo_id AS subject {_B} WHERE RANK() OVER (ORDER BY b.floor_m2) = 1",
    "aggregate in where": f"SELECT b.vbo_id AS subject {_B} WHERE COUNT(*) > 1",
    "aggregate in aggregate": f"SELECT b.vbo_id AS subject, SUM(MAX(b.floor_m2)) AS n {_B} GROUP BY b.vbo_id",
    "not grouped": f"SELECT b.vbo_id AS subject, b.usage, COUNT(*) AS n {_B} GROUP BY b.vbo_id",
    "group by number": f"SELECT b.vbo_id AS subject, COUNT(*) AS n {_B} GROUP BY 1",
    "rollup": f"SELECT b.vbo_id AS subject, COUNT(*) AS n {_B} GROUP BY ROLLUP (b.vbo_id)",
    "distinct on": f"SELECT DISTINCT ON (b.usage) b.vbo_id AS subject {_B}",
    "union": f"SELECT b.vbo_id AS subject {_B} UNION SELECT b.vbo_id AS subject {_B}",
    "except": f"SELECT b.vbo_id AS subject {_B} EXCEPT SELECT b.vbo_id AS subject {_B}",
    "qualify": f"SELECT b.vbo_id AS subject {_B} QUALIFY RANK() OVER (ORDER BY b.floor_m2) = 1",
    "double brackets": f"SELECT b.vbo_id AS subject {_B} WHERE b.build_year IN ((SELECT a.year FROM area_count a WHERE a.year = b.build_year))",
    "null in list": f"SELECT b.vbo_id AS subject {_B} WHERE b.usage NOT IN ('a', NULL)",
    "tuple": f"SELECT b.vbo_id AS subject {_B} WHERE (b.vbo_id, b.usage) IN (SELECT c.vbo_id, c.usage FROM bag_object c)",
    "array": f"SELECT b.vbo_id AS subject, ARRAY[1] AS n {_B}",
    "struct": f"SELECT b.vbo_id AS subject, {{'a': 1}} AS n {_B}",
    "json": f"SELECT b.vbo_id AS subject, b.usage -> 'a' AS n {_B}",
    "positional parameter": f"SELECT b.vbo_id AS subject {_B} WHERE b.floor_m2 > $1",
    "question mark": f"SELECT b.vbo_id AS subject {_B} WHERE b.floor_m2 > ?",
    "undeclared parameter": f"SELECT b.vbo_id AS subject {_B} WHERE b.floor_m2 > :nope",
    "subject parameter": f"SELECT b.vbo_id AS subject {_B} WHERE b.vbo_id = :subject",
    "first column not subject": f"SELECT b.usage, b.vbo_id AS subject {_B}",
    "subject is a number": f"SELECT b.build_year AS subject {_B}",
    "no name": f"SELECT b.vbo_id AS subject, b.floor_m2 + 1 {_B}",
    "double name": f"SELECT b.vbo_id AS subject, b.usage AS x, b.address AS x {_B}",
    "underscore name": f"SELECT b.vbo_id AS subject, b.usage AS _x {_B}",
    "no columns": f"SELECT {_B}",
    "count of nothing": f"SELECT b.vbo_id AS subject, COUNT() AS n {_B} GROUP BY b.vbo_id",
    "round to 400 decimals": f"SELECT b.vbo_id AS subject, ROUND(b.floor_m2, 400) AS n {_B}",
    "no from": "SELECT 'a' AS subject",
    "typeless column": f"SELECT b.vbo_id AS subject, NULL AS x {_B}",
    "with named as a register": "WITH bag_object AS (SELECT b.vbo_id FROM bag_object b) SELECT b.vbo_id AS subject FROM bag_object b",
    "with query with a column list": f"WITH q (k) AS (SELECT b.vbo_id {_B}) SELECT q.k AS subject FROM q",
    "subquery with a column list": f"SELECT q.k AS subject FROM (SELECT b.vbo_id {_B}) AS q (k)",
    "table with a column list": "SELECT b.k AS subject FROM bag_object AS b (k)",
    "huge number": f"SELECT b.vbo_id AS subject, 99999999999999999999 AS x {_B}",
    "at least in at least": f"SELECT b.vbo_id AS subject, AT_LEAST(1, AT_LEAST(1, b.floor_m2 > 1)) AS x {_B}",
    "unknown group": "SELECT e.est_nr AS subject FROM kvk_establishment e WHERE IN_GROUP(e.sbi, 'horica')",
    "months of a column": f"SELECT b.vbo_id AS subject, MONTHS_AGO(b.build_year) AS x {_B}",
    "no sql": "dit is geen vraag",
    "open bracket": f"SELECT (b.vbo_id AS subject {_B}",
    "open quote": f"SELECT 'b AS subject {_B}",
    "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(GateError) as caught:
        compile_query(HOSTILE[name])
    for problem in caught.value.problems:
        assert problem.found
        assert problem.expected or problem.remedy


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT b.vbo_id AS subject {_B} WHERE b.usage IN ({','.join(['1'] * 600_000)})",
        f"SELECT {'(' * 5000}b.vbo_id{')' * 5000} AS subject {_B}",
        f"SELECT b.vbo_id AS subject {_B} WHERE {'NOT ' * 3000}TRUE",
        f"SELECT b.vbo_id AS subject, {'-' * 1}{'- ' * 3000}1 AS x {_B}",
        f"SELECT b.vbo_id AS subject {_B} WHERE {' AND '.join(['b.floor_m2 > 1'] * 700)}",
        f"SELECT b.vbo_id AS subject, {'CASE WHEN TRUE THEN ' * 900}1{' END' * 900} AS x {_B}",
        f"SELECT b.vbo_id AS subject, {'ROUND(' * 12}b.floor_m2{')' * 12} AS x {_B}",
        f"SELECT b.vbo_id AS subject, {' || '.join(['b.usage'] * 60)} AS x {_B}",
        "WITH a AS (SELECT b.vbo_id FROM bag_object b)"
        + "".join(
            f", a{n} AS (SELECT x.vbo_id FROM {before} x UNION ALL SELECT y.vbo_id FROM {before} y)"
            for n, before in enumerate(["a", *(f"a{i}" for i in range(20))])
        )
        + " SELECT a20.vbo_id AS subject FROM a20",
        f"SELECT b.vbo_id AS subject {_B} {'JOIN bag_object ' * 200}",
    ],
    ids=["1 MB", "brackets", "not", "minus", "and", "case", "round", "concat", "doubling", "joins"],
)
def test_sql_that_explodes_is_refused_quickly(sql: str) -> None:
    started = time.perf_counter()
    with pytest.raises(GateError) as caught:
        compile_query(sql)
    assert time.perf_counter() - started < 5
    assert len(str(caught.value)) < 3000


def _pack(registers: dict[str, object], regimes: list[str] | None = None) -> PackHeader:
    return PackHeader.model_validate(
        {
            "id": "octopus", "version": 1, "title": "t", "purpose": "p", "task": "t",
            "bases": [{"code": "G-HR", "article": "a"}], "controller": "c", "owner": "o",
            "contact": "c", "registers": registers, "regimes": regimes or [],
        }
    )  # fmt: skip


def test_only_registers_of_the_pack() -> None:
    pack = _pack({"bag_object": "all"})
    compile_query(f"SELECT b.vbo_id AS subject {_B}", pack=pack)
    with pytest.raises(GateError, match=r"may not read register 'turnover'.*bibob"):
        compile_query("SELECT t.unit_id AS subject FROM turnover t", pack=pack)


def test_only_columns_of_the_pack() -> None:
    pack = _pack({"bag_object": ["vbo_id", "floor_m2"]})
    compile_query(f"SELECT b.vbo_id AS subject, b.floor_m2 {_B}", pack=pack)
    with pytest.raises(GateError, match="unknown column 'usage'"):
        compile_query(f"SELECT b.vbo_id AS subject, b.usage {_B}", pack=pack)


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT b.vbo_id AS subject {_B} JOIN bag_object c USING (usage)",
        f"SELECT b.vbo_id AS subject {_B} WHERE EXISTS (SELECT 1 FROM bag_object c WHERE c.vbo_id = b.vbo_id AND c.usage = b.usage)",
        f"SELECT b.vbo_id AS subject {_B} WHERE b.floor_m2 > (SELECT MAX(c.floor_m2) FROM bag_object c WHERE c.usage = 'x')",
        f"SELECT b.vbo_id AS subject, COUNT(*) AS n {_B} GROUP BY b.vbo_id, usage",
        f"SELECT b.vbo_id AS subject, RANK() OVER (PARTITION BY usage ORDER BY b.floor_m2) AS n {_B}",
        "WITH u AS (SELECT c.vbo_id FROM bag_object c WHERE c.usage = 'x' UNION ALL SELECT c.vbo_id FROM bag_object c) SELECT u.vbo_id AS subject FROM u",
    ],
)
def test_only_columns_of_the_pack_wherever_they_stand(sql: str) -> None:
    with pytest.raises(GateError, match="unknown column 'usage'"):
        compile_query(sql, pack=_pack({"bag_object": ["vbo_id", "floor_m2"]}))


def test_a_register_whose_rows_are_only_counted_is_read() -> None:
    query = compile_query(
        f"SELECT b.vbo_id AS subject {_B} WHERE (SELECT COUNT(*) FROM insolvency i) > 3"
    )
    assert query.columns_used["insolvency"] == frozenset()


def test_suggests_the_nearest_name_at_its_line() -> None:
    with pytest.raises(GateError) as caught:
        compile_query(
            "SELECT b.vbo_id AS subject,\n  b.flor_m2\nFROM bag_object b\nJOIN brp_cont c ON c.vbo_id = b.vbo_id"
        )
    found = {problem.where.line: problem for problem in caught.value.problems}
    assert "floor_m2" in found[2].remedy
    assert "brp_count" in found[4].remedy


def test_ambiguous_column() -> None:
    with pytest.raises(GateError, match="more than one table"):
        compile_query(
            "SELECT vbo_id AS subject FROM bag_object b JOIN brp_count c ON c.vbo_id = b.vbo_id"
        )


def test_all_problems_at_once() -> None:
    with pytest.raises(GateError) as caught:
        compile_query(f"SELECT b.vbo AS subject, b.flor {_B} WHERE b.usge = 'a'")
    assert len(caught.value.problems) == 3
