"""What engines judge apart and cannot be written alike is refused, with a way out."""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

import pytest

from screening.errors import GateError
from tests.compiled import compile_query

_B = "FROM bag_object b"
_REFUSED = {
    "EXISTS in EXISTS": f"SELECT b.vbo_id AS subject {_B} WHERE EXISTS (SELECT 1 FROM inspection i WHERE i.vbo_id = b.vbo_id AND EXISTS (SELECT 1 FROM closure c WHERE c.vbo_id = i.vbo_id))",
    "IN in EXISTS": f"SELECT b.vbo_id AS subject {_B} WHERE EXISTS (SELECT 1 FROM inspection i WHERE i.vbo_id = b.vbo_id AND i.vbo_id IN (SELECT c.vbo_id FROM closure c))",
    "value in EXISTS": f"SELECT b.vbo_id AS subject {_B} WHERE EXISTS (SELECT 1 FROM inspection i WHERE i.vbo_id = b.vbo_id AND i.severity = (SELECT MAX(j.severity) FROM inspection j))",
    "EXISTS in a tied value": f"SELECT b.vbo_id AS subject, (SELECT COUNT(*) FROM inspection i WHERE i.vbo_id = b.vbo_id AND EXISTS (SELECT 1 FROM closure c)) AS n {_B}",
    "subquery in a list": f"SELECT b.vbo_id AS subject {_B} WHERE b.build_year IN (1, (SELECT MAX(i.severity) FROM inspection i))",
    "subquery in GROUP BY": f"SELECT MAX(b.vbo_id) AS subject, COUNT(*) AS n {_B} GROUP BY b.vbo_id IN (SELECT i.vbo_id FROM inspection i)",
    "REPLACE by a column": f"SELECT b.vbo_id AS subject, REPLACE(b.usage, 'a', b.status) AS x {_B}",
    "REPLACE by what is not there": f"SELECT b.vbo_id AS subject, REPLACE(b.usage, 'a') AS x {_B}",
    "REPLACE of nothing": f"SELECT b.vbo_id AS subject, REPLACE(b.usage, '', 'a') AS x {_B}",
    "a place too far": f"SELECT b.vbo_id AS subject, SUBSTR(b.usage, 1, 2147483648) AS x {_B}",
    "a length too long": f"SELECT b.vbo_id AS subject, RIGHT(b.usage, 4294967295) AS x {_B}",
    "a step too far": f"SELECT b.vbo_id AS subject, LAG(b.usage, 3000000000) OVER (ORDER BY b.vbo_id) AS x {_B}",
    "an order by a mean": f"SELECT b.area_code AS subject, RANK() OVER (ORDER BY AVG(b.floor_m2)) AS x {_B} GROUP BY b.area_code",
    "a group by a logarithm": f"SELECT MAX(b.vbo_id) AS subject, COUNT(*) AS n {_B} GROUP BY LN(b.floor_m2)",
    "a join on a sum": f"SELECT q.k AS subject FROM (SELECT b.area_code AS k, SUM(b.floor_m2) AS s {_B} GROUP BY b.area_code) AS q JOIN bag_object c ON c.parcel_m2 = q.s",
    "a mean in a list": f"SELECT b.area_code AS subject, AVG(b.floor_m2) IN (1.5, 2.5) AS x {_B} GROUP BY b.area_code",
    "different sums": f"SELECT DISTINCT q.k AS subject, q.s AS s FROM (SELECT b.area_code AS k, SUM(b.floor_m2) AS s {_B} GROUP BY b.area_code) AS q",
    "conversion of both tables": f"SELECT b.vbo_id AS subject {_B} LEFT JOIN inspection i ON i.vbo_id = b.vbo_id AND CAST(b.floor_m2 + i.severity AS INT) = 3",
    "two orders over what may be alike": "SELECT i.vbo_id AS subject, LAG(i.severity) OVER (ORDER BY i.inspection_date) AS x, LEAD(i.severity) OVER (ORDER BY i.inspection_date DESC) AS y FROM inspection i",
    "numbers without end": f"SELECT b.vbo_id AS subject, {' * '.join(['b.floor_m2'] * 25)} AS x {_B}",
    "a measure without end": f"SELECT b.vbo_id AS subject, {' * '.join(['b.floor_m2'] * 8)} AS x {_B}",
    "a column that is always NULL": "WITH q AS (SELECT b.vbo_id AS k, NULL AS n FROM bag_object b) SELECT q.k AS subject FROM q",
    "CASE that is always NULL": f"SELECT b.vbo_id AS subject, CASE WHEN b.floor_m2 > 1 THEN NULL END IS NULL AS x {_B}",
    "a function of NULL": f"SELECT b.vbo_id AS subject, LENGTH(NULL) AS x {_B}",
    "text to a number": f"SELECT b.vbo_id AS subject, CAST(b.usage AS INT) AS x {_B}",
    "text to a date": f"SELECT b.vbo_id AS subject, CAST(b.usage AS DATE) AS x {_B}",
    "UPPER in UPPER": f"SELECT b.vbo_id AS subject, UPPER(LOWER(UPPER(b.usage))) AS x {_B}",
    "UPPER in UPPER by way of a subquery": f"SELECT b.vbo_id AS subject, UPPER((SELECT MAX(UPPER(c.usage)) FROM bag_object c)) AS x {_B}",
    "a window in an aggregate": f"SELECT b.area_code AS subject, MAX(COUNT(*) OVER ()) AS n {_B} GROUP BY b.area_code",
    "an aggregate in FILTER": f"SELECT b.area_code AS subject, COUNT(*) FILTER (WHERE COUNT(*) > 1) AS n {_B} GROUP BY b.area_code",
    "a window in FILTER": f"SELECT b.area_code AS subject, COUNT(*) FILTER (WHERE COUNT(*) OVER () > 1) AS n {_B} GROUP BY b.area_code",
    "NUL in a name": f'SELECT b.vbo_id AS subject {_B} WHERE EXISTS (SELECT 1 AS "o\0ne" FROM inspection i)',
    "NUL in a text": f"SELECT b.vbo_id AS subject, b.usage || '\0' AS x {_B}",
    "no name": f'SELECT b.vbo_id AS subject {_B} WHERE EXISTS (SELECT 1 AS "" FROM inspection i)',
    "a name that says more": f'SELECT b.vbo_id AS subject {_B} WHERE b.vbo_id IN (SELECT i.vbo_id AS "Ja, echt" FROM inspection i)',
    "names that are cut off alike": f"SELECT b.vbo_id AS subject, 1 AS {'a' * 63}b, 2 AS {'a' * 63}c {_B}",
    "a fixed value before what is never asked": f"SELECT b.vbo_id AS subject, COALESCE(CAST(-5 AS DOUBLE), b.floor_m2) AS x {_B}",
    "a beginning that CAST made": f"SELECT b.vbo_id AS subject {_B} WHERE STARTS_WITH(b.postcode, CAST(9000 + 1 AS TEXT))",
    "no day": f"SELECT b.vbo_id AS subject, CAST('2026-02-30' AS DATE) AS x {_B}",
}


@pytest.mark.parametrize("sql", _REFUSED.values(), ids=_REFUSED.keys())
def test_refused_with_a_remedy(sql: str) -> None:
    with pytest.raises(GateError) as refused:
        compile_query(sql, name="address.test")
    assert all(problem.remedy for problem in refused.value.problems)


def test_however_often_upper_stands_in_itself() -> None:
    for times in (5, 25, 90):
        nested = "UPPER(" * times + "b.usage" + ")" * times
        with pytest.raises(GateError) as refused:
            compile_query(f"SELECT b.vbo_id AS subject, {nested} AS x {_B}")
        assert all(problem.remedy for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("b.build_year + 1", "int"),
        ("b.build_year * 1000", "int"),
        ("b.build_year * 1000000", "real"),
        ("SUM(b.build_year) OVER () + 1", "int"),
        ("SUM(b.build_year) OVER () * 2", "real"),
        ("EXTRACT(YEAR FROM DATE '2024-01-01') * 10000", "int"),
        ("LENGTH(b.usage) * 1000", "int"),
    ],
)
def test_whole_numbers_stay_whole_while_they_provably_fit(written: str, kind: str) -> None:
    query = compile_query(f"SELECT b.vbo_id AS subject, {written} AS x FROM bag_object b")
    assert query.kinds["x"] == kind
