"""Short SQL that is long for an engine is refused; what passes is read and planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlglot import exp

from screening.engines import get_engine
from screening.errors import GateError
from screening.language import dialects
from screening.language.limits import MAX_LEVELS, MAX_PARTS, MAX_WORK
from screening.language.macros import MOST_MEMBERS
from screening.language.predicate import compile_predicate
from screening.language.written import written
from screening.packs.compiled import compiled_as_shipped
from tests.compiled import Query, compile_query
from tests.shipped import working_rules
from tests.thorough import some

pytest.importorskip("duckdb")

Wrap = Callable[[str], str]
NUMBERS: dict[str, Wrap] = {
    "ROUND": lambda x: f"ROUND({x}, 2)",
    "LN": lambda x: f"LN({x})",
    "SQRT": lambda x: f"SQRT({x})",
    "EXP": lambda x: f"EXP({x})",
    "POWER": lambda x: f"POWER({x}, 0.5)",
    "CAST": lambda x: f"CAST(CAST({x} AS INT) AS DOUBLE)",
    "division": lambda x: f"1 / ({x})",
    "product": lambda x: f"2.5 * ({x})",
    "NULLIF": lambda x: f"NULLIF({x}, 3)",
    "COALESCE": lambda x: f"COALESCE({x}, 3)",
    "GREATEST": lambda x: f"GREATEST({x}, 3)",
    "ABS": lambda x: f"ABS({x})",
    "FLOOR": lambda x: f"FLOOR({x})",
    "minus": lambda x: f"-({x})",
    "sum": lambda x: f"{x} + b.floor_m2",
    "sum of all": lambda x: f"b.floor_m2 + ({x})",
    "CASE WHEN": lambda x: f"CASE WHEN {x} > 3 THEN 1.5 ELSE 2.5 END",
    "CASE THEN": lambda x: f"CASE WHEN b.floor_m2 > 3 THEN {x} ELSE 2.5 END",
    "CASE of": lambda x: f"CASE {x} WHEN 3 THEN 1.5 WHEN 4 THEN 2.5 ELSE 0.5 END",
    "BETWEEN": lambda x: f"CASE WHEN {x} BETWEEN 1 AND 2.5 THEN 1.5 ELSE 2.5 END",
    "IN": lambda x: f"CASE WHEN {x} IN (1, 2.5, 3) THEN 1.5 ELSE 2.5 END",
    "IN of columns": lambda x: f"CASE WHEN {x} IN (1, b.floor_m2) THEN 1.5 ELSE 2.5 END",
    "IS TRUE": lambda x: f"CASE WHEN ({x} > 1) IS TRUE THEN 1.5 ELSE 2.5 END",
    "IS DISTINCT": lambda x: f"CASE WHEN {x} IS DISTINCT FROM 2 THEN 1.5 ELSE 2.5 END",
    "NOT": lambda x: f"CASE WHEN NOT ({x} > 1) THEN 1.5 ELSE 2.5 END",
    "a subquery": lambda x: f"COALESCE((SELECT MAX({x}) FROM bag_object b), 0.5)",
}
TEXTS: dict[str, Wrap] = {
    "joined": lambda x: f"({x}) || b.usage",
    "CONCAT": lambda x: f"CONCAT({x}, b.usage)",
    "TRIM": lambda x: f"TRIM({x})",
    "LOWER": lambda x: f"LOWER({x})",
    "RIGHT": lambda x: f"RIGHT({x}, 4)",
    "SUBSTR": lambda x: f"SUBSTR({x}, 1, 4)",
    "REPLACE": lambda x: f"REPLACE({x}, 'w', 'ww')",
}
_FRAMES = {
    "bag_object": pl.DataFrame(
        {
            "vbo_id": ["1", "2"],
            "floor_m2": [2.0, 3.5],
            "usage": ["woon", "winkel"],
            "estate_code": ["A", "B"],
        }
    )
}
_APART = (
    exp.Identifier, exp.DataType, exp.TableAlias, exp.Alias, exp.Table, exp.From, exp.Join,
    exp.Where, exp.Group, exp.Having, exp.With, exp.CTE, exp.Var, exp.If, exp.Order, exp.Ordered,
    exp.Paren, exp.Distinct,
)  # fmt: skip
"""Nodes of our trees that are no parts of an expression."""


def nested(wrap: Wrap, depth: int, start: str) -> str:
    for _ in range(depth):
        start = wrap(start)
    return f"SELECT b.vbo_id AS subject, {start} AS x FROM bag_object b"


@lru_cache
def passing(wrap: Wrap, start: str) -> list[Query]:
    """The nestings that the gate lets through, deeper and deeper."""
    found: list[Query] = []
    with suppress(GateError):
        for depth in range(1, 40):
            query = compile_query(nested(wrap, depth, start), name="address.deep")
            found.append(query)
    return found


_ALL = some(
    [
        *(pytest.param(wrap, "b.floor_m2", id=name) for name, wrap in NUMBERS.items()),
        *(pytest.param(wrap, "b.usage", id=name) for name, wrap in TEXTS.items()),
    ]
)


@pytest.mark.parametrize(("wrap", "start"), _ALL)
def test_the_deepest_that_passes_runs_and_means_the_same(wrap: Wrap, start: str) -> None:
    deepest = passing(wrap, start)[-1]
    found = [get_engine(name).run({"q": deepest}, _FRAMES)["q"] for name in ("polars", "duckdb")]
    assert isinstance(found[0], pl.DataFrame), found[0]
    assert isinstance(found[1], pl.DataFrame), found[1]
    assert_frame_equal(found[0], found[1])


@pytest.mark.parametrize(("wrap", "start"), _ALL)
def test_no_engine_is_given_more_than_was_reckoned(wrap: Wrap, start: str) -> None:
    for query in passing(wrap, start):
        reckoned = written(query.tree)
        for dialect in ("polars", "duckdb"):
            made = dialects.rewritten(query.tree, dialect)
            assert sum(not isinstance(node, _APART) for node in made.walk()) <= reckoned.parts
        measured = query.tree.expressions[1].this
        if measured.find(exp.Query) is None:
            planned = str(pl.sql_expr(dialects.render(measured, "polars")))
            assert planned.count('col("floor_m2")') <= written(measured).columns


@pytest.mark.parametrize(("wrap", "start"), _ALL)
def test_postgres_is_given_no_more_than_the_types_of_its_constants(wrap: Wrap, start: str) -> None:
    for query in passing(wrap, start):
        made = dialects.rewritten(query.tree, "postgres")
        told = sum(not isinstance(node, _APART) for node in made.walk())
        assert told <= 2 * written(query.tree).parts


@pytest.mark.parametrize(("wrap", "start"), _ALL)
def test_a_few_levels_are_no_problem(wrap: Wrap, start: str) -> None:
    assert len(passing(wrap, start)) >= 3


def _chain(sign: str, terms: int, term: str) -> str:
    """Terms in brackets of fifty, so that no part of it is deep."""
    parts = [term.format(n=n) for n in range(terms)]
    rows = [f"({sign.join(parts[n : n + 50])})" for n in range(0, terms, 50)]
    return sign.join(rows)


def _doubled(times: int) -> str:
    steps = ["x0 AS (SELECT b.vbo_id AS k, b.usage AS t FROM bag_object b)"]
    steps += [
        f"x{n} AS (SELECT x.k AS k, x.t || x.t AS t FROM x{n - 1} x)" for n in range(1, times + 1)
    ]
    return f"WITH {', '.join(steps)} SELECT x.k AS subject, LENGTH(x.t) AS n FROM x{times} x"


def _rounded_again(times: int) -> str:
    steps = ["x0 AS (SELECT b.vbo_id AS k, b.floor_m2 AS f FROM bag_object b)"]
    once = "x.f"
    for _ in range(4):
        once = f"ROUND({once}, 1)"
    steps += [f"x{n} AS (SELECT x.k AS k, {once} AS f FROM x{n - 1} x)" for n in range(1, times)]
    return f"WITH {', '.join(steps)} SELECT x.k AS subject, x.f AS f FROM x{times - 1} x"


_FROM = "FROM bag_object b"
_HUGE = {
    "doublings of a text": _doubled(29),
    "doublings in UNION ALL": _doubled(29).replace(
        "bag_object b)", "bag_object b UNION ALL SELECT 'k' AS k, 't' AS t FROM bag_object b)"
    ),
    "a text replaced by longer ones": "SELECT b.vbo_id AS subject, REPLACE(REPLACE(b.usage, 'o', "
    f"'{'o' * 300}'), 'o', '{'p' * 300}') AS t {_FROM}",
    "a text in a subquery": "SELECT b.vbo_id AS subject, (SELECT MAX(x.t) FROM (SELECT "
    f"{' || '.join(['c.usage'] * 20)} AS t FROM bag_object c) AS x) || (SELECT MAX("
    f"{' || '.join(['d.usage'] * 20)}) FROM bag_object d) AS t {_FROM}",
    "a text in WHERE": f"SELECT b.vbo_id AS subject {_FROM} WHERE "
    f"LENGTH({' || '.join(['b.usage'] * 20)} || REPLACE(b.usage, 'o', 'oooooooooooooooo')) > 9",
    "comparisons in a list": "SELECT b.vbo_id AS subject, b.floor_m2 IN ("
    + ", ".join(f"b.floor_m2 + {n}" for n in range(600)) + f") AS x {_FROM}",
    "WHENs": "SELECT b.vbo_id AS subject, CASE "
    + " ".join(f"WHEN b.floor_m2 > {n} THEN {n}" for n in range(400)) + f" END AS x {_FROM}",
    "columns made of columns": "SELECT b.vbo_id AS subject, "
    + ", ".join(f"ROUND(ROUND(ROUND(b.floor_m2 + {n}, 1), 1), 1) AS c{n}" for n in range(100))
    + f" {_FROM} GROUP BY b.vbo_id, " + ", ".join(f"c{n}" for n in range(100)),
    "WITH queries on each other": _rounded_again(60),
    "a number without end": f"SELECT b.vbo_id AS subject, 1{'0' * 5000} AS n {_FROM}",
    "a fraction without end": f"SELECT b.vbo_id AS subject, 0.{'1' * 5000} AS n {_FROM}",
    "a number beyond numbers": f"SELECT b.vbo_id AS subject, 1e400 AS n {_FROM}",
    "half a number": f"SELECT b.vbo_id AS subject, 1e AS n {_FROM}",
    "members of AT_LEAST": f"SELECT b.vbo_id AS subject, "
    f"AT_LEAST(2, {', '.join(['b.floor_m2 > 1'] * 499)}) AS n {_FROM}",
}  # fmt: skip


@pytest.mark.parametrize("sql", _HUGE.values(), ids=_HUGE.keys())
def test_what_explodes_is_refused_with_a_remedy(sql: str) -> None:
    with pytest.raises(GateError) as refused:
        compile_query(sql, name="address.huge")
    assert all(problem.remedy for problem in refused.value.problems)


_LONG = {
    "whole numbers against a real column": "SELECT b.vbo_id AS subject, b.floor_m2 IN ("
    + ", ".join(map(str, range(1900))) + f") AS x {_FROM}",
    "whole and real numbers": "SELECT b.vbo_id AS subject, b.floor_m2 NOT IN (3.5, -2.5, -1, "
    + ", ".join(map(str, range(3, 1800))) + f") AS x {_FROM}",
    "texts": f"SELECT b.vbo_id AS subject {_FROM} WHERE b.estate_code NOT IN ("
    + ", ".join(f"'{n}'" for n in range(1900)) + ")",
    "conditions": f"SELECT b.vbo_id AS subject {_FROM} WHERE "
    + _chain(" OR ", 250, "b.floor_m2 = {n}.5"),
    "terms": f"SELECT b.vbo_id AS subject, {_chain(' + ', 400, 'b.floor_m2')} AS x {_FROM}",
    "members": f"SELECT b.vbo_id AS subject, "
    f"AT_LEAST(2, {', '.join(['b.floor_m2 > 1'] * 40)}) AS n {_FROM}",
    "columns": "SELECT b.vbo_id AS subject, "
    + ", ".join(f"b.floor_m2 + {n} AS c{n}" for n in range(400)) + f" {_FROM}",
    "WITH queries": "WITH x0 AS (SELECT b.vbo_id AS k FROM bag_object b), "
    + ", ".join(f"x{n} AS (SELECT x.k AS k FROM x{n - 1} x)" for n in range(1, 150))
    + " SELECT x.k AS subject FROM x149 x",
    "one column grouped by again and again": "SELECT b.vbo_id AS subject, "
     f"{_chain(' + ', 200, 'b.floor_m2 * {n}')} AS c {_FROM} GROUP BY b.vbo_id, "
    + ", ".join(["c"] * 1000),
    "texts one after another": "SELECT b.vbo_id AS subject, "
    + ", ".join(f"b.usage || '{n}' AS t{n}" for n in range(60)) + f" {_FROM}",
}  # fmt: skip


@pytest.mark.parametrize("sql", _LONG.values(), ids=_LONG.keys())
def test_what_is_only_long_runs_and_means_the_same(sql: str) -> None:
    query = compile_query(sql, name="address.long")
    found = [get_engine(name).run({"q": query}, _FRAMES)["q"] for name in ("polars", "duckdb")]
    assert isinstance(found[0], pl.DataFrame), found[0]
    assert isinstance(found[1], pl.DataFrame), found[1]
    assert_frame_equal(found[0], found[1])


@pytest.mark.parametrize("wrap", ["NULLIF", "BETWEEN", "CASE of", "ROUND"])
def test_conditions_over_what_was_measured_have_the_same_bounds(wrap: str) -> None:
    text = "x"
    for _ in range(25):
        text = NUMBERS[wrap](text)
    with pytest.raises(GateError, match="once it is written"):
        compile_predicate(f"{text} > 1", {"x": "real"}, {}, dt.date(2026, 1, 1))


def test_the_bounds_are_far_from_what_is_shipped() -> None:
    compiled = [compiled_as_shipped(loaded) for loaded in working_rules()]
    queries = [query for rule in compiled if rule for query in (rule.query, rule.evidence_query)]
    sizes = [written(query.tree) for query in queries if query is not None]
    assert max(size.work for size in sizes) * 2.5 < MAX_WORK
    assert max(size.parts for size in sizes) * 2.5 < MAX_PARTS
    assert max(size.levels for size in sizes) * 1.5 < MAX_LEVELS
    assert MOST_MEMBERS > 20
