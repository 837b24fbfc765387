"""A step is refused for the rows and bytes it makes, never for a bound on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engines import get_engine
from screening.engines.budget import Budget
from screening.errors import EngineError
from tests.compiled import compile_query

pytest.importorskip("duckdb")

COLUMNS = ["usage", "postcode", "pand_id"]


def objects(rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    """Rows of ``usage``, ``postcode`` and ``pand_id``, each an address of its own."""
    made = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    numbered = pl.Series("vbo_id", [f"{n:04d}" for n in range(len(rows))], pl.String)
    return made.insert_column(0, numbered).with_columns(
        floor_m2=pl.int_range(pl.len()).cast(pl.Float64) % 3,
        build_year=pl.int_range(pl.len()).cast(pl.Int64) % 3,
    )


def refusal(sql: str, frames: Mapping[str, pl.DataFrame], **limits: int) -> str:
    """Why the budget refuses a query; empty when it does not."""
    budget = Budget({name: frame.lazy() for name, frame in frames.items()}, **limits)
    try:
        budget.check(compile_query(sql, name="address.test"))
    except EngineError as error:
        return str(error)
    return ""


_MANY = objects([("wonen", f"p{n % 500}", "x" if n < 300 else f"g{n}") for n in range(1_000)])
_FRAMES = {"bag_object": _MANY}
_A = "FROM bag_object a"
_N = "COUNT(*) AS n"
_FEW = "(SELECT b.vbo_id, b.usage, b.pand_id FROM bag_object b WHERE b.postcode = 'p1')"
_BOUNDS: dict[str, tuple[str, int]] = {
    "one side of UNION ALL is filtered": (
        (
            f"SELECT u.k AS subject FROM (SELECT a.vbo_id AS k {_A} UNION ALL "
            "SELECT b.vbo_id || 'b' AS k FROM bag_object b WHERE b.postcode = 'p1') AS u"
        ),
        1_002,
    ),
    "both sides of UNION ALL are filtered": (
        (
            "WITH x AS (SELECT b.vbo_id AS k FROM bag_object b WHERE b.postcode = 'p1'), "
            "u AS (SELECT x.k FROM x UNION ALL SELECT y.k FROM x y UNION ALL SELECT z.k FROM x z) "
            "SELECT u.k AS subject, COUNT(*) AS n FROM u GROUP BY u.k"
        ),
        6,
    ),
    "what is joined was filtered first": (
        (
            f"SELECT a.vbo_id AS subject, {_N} {_A} JOIN {_FEW} AS f ON f.usage = a.usage "
            "GROUP BY a.vbo_id"
        ),
        2_000,
    ),
    "what is joined was grouped first": (
        (
            "WITH g AS (SELECT b.postcode AS p, COUNT(*) AS n FROM bag_object b "
            "GROUP BY b.postcode), "
            "h AS (SELECT g.p, g.n FROM g WHERE g.n > 5) "
            f"SELECT a.vbo_id AS subject, {_N} {_A} JOIN h ON h.p = a.postcode "
            "JOIN h i ON i.n = h.n GROUP BY a.vbo_id"
        ),
        1_000,
    ),
    "one join after another": (
        (
            f"SELECT f.vbo_id AS subject, COUNT(*) AS n FROM {_FEW} AS f "
            "JOIN bag_object a ON a.pand_id = f.pand_id JOIN bag_object b ON b.pand_id = a.pand_id "
            "GROUP BY f.vbo_id"
        ),
        90_001,
    ),
    "rows without a partner are kept": (
        (
            f"SELECT a.vbo_id AS subject, COUNT(*) AS n {_A} "
            f"LEFT JOIN {_FEW} AS f ON f.pand_id = a.pand_id LEFT JOIN {_FEW} AS g ON g.pand_id = "
            "f.pand_id GROUP BY a.vbo_id"
        ),
        1_000,
    ),
    "a condition on the rows so far in ON": (
        (
            f"SELECT a.vbo_id AS subject, {_N} {_A} JOIN bag_object b ON b.usage = a.usage "
            "AND a.postcode = 'p1' AND a.vbo_id = a.vbo_id GROUP BY a.vbo_id"
        ),
        2_000,
    ),
    "a condition in WHERE": (
        (
            f"SELECT a.vbo_id AS subject, {_N} {_A} JOIN bag_object b ON b.usage = a.usage "
            "WHERE a.postcode = 'p1' AND b.postcode = 'p1' GROUP BY a.vbo_id"
        ),
        1_000,
    ),
    "whole numbers joined to real ones": (
        (
            f"SELECT a.vbo_id AS subject, {_N} {_A} JOIN bag_object b ON b.build_year = "
            "a.floor_m2 AND b.postcode = a.postcode GROUP BY a.vbo_id"
        ),
        1_000,
    ),
    "a subquery tied by more than equalities": (
        (
            f"SELECT a.vbo_id AS subject {_A} WHERE a.postcode = 'p1' AND EXISTS "
            "(SELECT 1 FROM bag_object b WHERE b.usage = a.usage AND b.vbo_id <> a.vbo_id "
            "AND b.postcode = 'p2')"
        ),
        1_000,
    ),
    "WITH in WITH": (
        (
            "WITH x AS (WITH y AS (SELECT b.vbo_id AS k, b.usage AS u FROM bag_object b "
            "WHERE b.postcode = 'p1') SELECT y.k, z.u FROM y JOIN y z ON z.u = y.u) "
            f"SELECT a.vbo_id AS subject, {_N} {_A} JOIN x ON x.k = a.vbo_id "
            "GROUP BY a.vbo_id"
        ),
        1_000,
    ),
}


@pytest.mark.parametrize(("sql", "rows"), _BOUNDS.values(), ids=_BOUNDS.keys())
def test_what_stays_within_the_budget_runs(sql: str, rows: int) -> None:
    assert refusal(sql, _FRAMES, max_rows=rows) == ""
    query = compile_query(sql, name="address.test")
    for engine in ("polars", "duckdb"):
        found = get_engine(engine, max_rows=rows).run({"q": query}, _FRAMES)["q"]
        assert isinstance(found, pl.DataFrame), found


_OVER = {
    "UNION ALL": (
        _BOUNDS["one side of UNION ALL is filtered"][0], 1_001, "1,002 rows at UNION ALL"
    ),
    "a join": (_BOUNDS["a condition in WHERE"][0], 3, "4 rows at the join of 'b'"),
    "the second join": (
        _BOUNDS["one join after another"][0], 90_000, "90,001 rows at the join of 'b'"
    ),
    "rows without a partner": (
        _BOUNDS["rows without a partner are kept"][0], 999, "1,000 rows at the join of 'f'"
    ),
    "a subquery": (
        (f"SELECT a.vbo_id AS subject {_A} WHERE EXISTS (SELECT 1 FROM bag_object b WHERE "
        "b.pand_id = a.pand_id AND b.vbo_id <> a.vbo_id)"), 90_699, "90,700 rows at a subquery"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "rows", "said"), _OVER.values(), ids=_OVER.keys())
def test_one_row_too_many_is_refused_with_the_count(sql: str, rows: int, said: str) -> None:
    assert f"rule 'address.test' would make {said}" in refusal(sql, _FRAMES, max_rows=rows)


_CHAINS = [
    "FROM bag_object a JOIN bag_object b ON b.usage = a.usage",
    "FROM bag_object a LEFT JOIN bag_object b ON b.usage = a.usage",
    (
        "FROM bag_object a JOIN bag_object b ON b.usage = a.usage "
        "JOIN bag_object c ON c.postcode = b.postcode"
    ),
    (
        "FROM bag_object a LEFT JOIN bag_object b ON b.usage = a.usage "
        "LEFT JOIN bag_object c ON c.postcode = b.postcode AND c.pand_id = a.pand_id"
    ),
    (
        "FROM bag_object a JOIN bag_object b ON b.usage = a.usage AND b.floor_m2 = 1 "
        "LEFT JOIN bag_object c ON c.postcode = b.postcode "
        "JOIN bag_object d ON d.pand_id = a.pand_id"
    ),
    (
        "FROM (SELECT x.usage, x.vbo_id FROM bag_object x WHERE x.postcode = 'q') AS a "
        "JOIN bag_object b ON b.usage = a.usage JOIN bag_object c ON c.build_year = b.floor_m2"
    ),
]
_KEY = st.sampled_from(["p", "q", "r", None])


@pytest.mark.large
@given(
    rows=st.lists(st.tuples(_KEY, _KEY, _KEY), max_size=12),
    chain=st.sampled_from(_CHAINS),
    allowed=st.integers(1, 200),
)
def test_a_chain_of_joins_is_refused_when_one_of_its_steps_is_too_large(
    rows: list[Any], chain: str, allowed: int
) -> None:
    frames = {"bag_object": objects(rows)}
    words = chain.replace("LEFT JOIN", "JOIN").count("JOIN")
    steps = [_rows_of(_first(chain, joins), frames) for joins in range(1, words + 1)]
    counted = max([frames["bag_object"].height, *steps])
    sql = f"SELECT a.vbo_id AS subject, COUNT(*) AS n {chain} GROUP BY a.vbo_id"
    if counted <= allowed:
        assert refusal(sql, frames, max_rows=allowed) == ""
    elif max(steps) > allowed:
        assert "would make" in refusal(sql, frames, max_rows=allowed)


def _first(chain: str, joins: int) -> str:
    """The chain with so many of its joins."""
    parts = chain.replace("LEFT JOIN", "|LEFT_JOIN").replace(" JOIN", " |JOIN").split("|")
    return " ".join(parts[: joins + 1]).replace("LEFT_JOIN", "LEFT JOIN")


def _rows_of(chain: str, frames: Mapping[str, pl.DataFrame]) -> int:
    query = compile_query(f"SELECT 'all' AS subject, COUNT(*) AS n {chain}", name="address.test")
    found = get_engine("duckdb").run({"q": query}, frames)["q"]
    assert isinstance(found, pl.DataFrame), found
    return int(found["n"][0])


_LONG = pl.DataFrame(
    {"vbo_id": [f"{n:04d}" for n in range(1_000)], "usage": ["u"] * 1_000, "status": ["s"] * 1_000}
).with_columns(postcode=pl.lit("x" * 50))
_JOINED = "FROM bag_object a JOIN bag_object b ON b.usage = a.usage"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (" || ".join(["a.postcode"] * 14) + " AS t", "column 't'"),
        ("CONCAT(a.postcode, b.postcode, a.postcode) AS t", "column 't'"),
        ("REPLACE(a.postcode, 'x', 'xxxxxxxxxx') AS t", "column 't'"),
        ("LENGTH(a.postcode || b.postcode || b.postcode) AS n", "column 'n'"),
        ("COUNT(DISTINCT a.postcode || b.postcode || b.postcode) AS n", "column 'n'"),
        (
            "CASE WHEN a.vbo_id = b.pand_id THEN '' ELSE a.postcode || a.postcode END AS t",
            "column 't'",
        ),
        (", ".join(f"LENGTH(a.vbo_id) + {n} AS n{n}" for n in range(30)), "31 columns"),
    ],
)
def test_bytes_are_part_of_the_budget(made: str, said: str) -> None:
    grouped = " GROUP BY a.vbo_id" if "DISTINCT" in made else ""
    sql = f"SELECT a.vbo_id AS subject, {made} {_JOINED}{grouped}"
    found = refusal(sql, {"bag_object": _LONG}, max_rows=2_000_000, max_bytes=100_000_000)
    assert "rule 'address.test' would make" in found
    assert f"megabytes at {said}" in found
    assert "group before joining" in found


def test_text_of_a_step_before_counts_in_the_next() -> None:
    sql = (
        "WITH t AS (SELECT a.vbo_id, a.usage, a.postcode || a.postcode AS t FROM bag_object a) "
        "SELECT t.vbo_id AS subject, COUNT(DISTINCT t.t || u.t) AS n FROM t JOIN t u "
        "ON u.usage = t.usage GROUP BY t.vbo_id"
    )
    found = refusal(sql, {"bag_object": _LONG}, max_rows=2_000_000, max_bytes=200_000_000)
    assert "column 'n'" in found


def test_one_long_text_among_short_ones_is_no_reason_to_refuse() -> None:
    long = pl.when(pl.col("vbo_id") == "0001").then(pl.lit("x" * 100_000)).otherwise(pl.lit("x"))
    frames = {"bag_object": _LONG.with_columns(postcode=long)}
    counted = "COUNT(DISTINCT a.postcode || b.vbo_id) AS n"
    sql = f"SELECT a.vbo_id AS subject, {counted} {_JOINED} GROUP BY a.vbo_id"
    assert refusal(sql, frames, max_rows=2_000_000, max_bytes=300_000_000) == ""


def test_texts_of_ordinary_rules_are_far_from_the_budget() -> None:
    sql = "SELECT a.vbo_id AS subject, a.usage || ' ' || a.postcode AS t FROM bag_object a"
    assert refusal(sql, {"bag_object": _LONG}, max_bytes=100_000) == ""


def test_numbers_and_dates_written_as_text_have_a_length_of_their_own() -> None:
    frames = {"bag_object": objects([("wonen", "p", "x")] * 4)}
    sql = "SELECT a.vbo_id AS subject, a.usage || CAST(a.build_year AS TEXT) AS t FROM bag_object a"
    made = 4 * (len("wonen") + 24 + 8)
    assert refusal(sql, frames, max_bytes=made) == ""
    assert "column 't'" in refusal(sql, frames, max_bytes=made - 1)


_TWICE = pl.DataFrame({"vbo_id": ["1", "1", "1", "2"], "usage": ["a"] * 4})


def test_a_register_with_a_key_that_is_none_does_not_slip_through() -> None:
    """Extracts with double keys are set aside; rows of another origin may hold them."""
    joins = " ".join(f"JOIN bag_object b{n} ON b{n}.vbo_id = a.vbo_id" for n in range(12))
    queries = {
        "explodes": compile_query(f"SELECT a.vbo_id AS subject FROM bag_object a {joins}"),
        "twice": compile_query("SELECT a.vbo_id AS subject FROM bag_object a"),
    }
    found = get_engine("polars", max_rows=1_000).run(queries, {"bag_object": _TWICE})
    assert "rows at the join of 'b5'" in str(found["explodes"])
    assert "more than once" in str(found["twice"])
