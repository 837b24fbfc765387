"""Engines: one answer per query, failures apart, and nothing that eats the machine."""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest

from screening.engines import get_engine
from screening.errors import EngineError
from tests.compiled import Query, compile_query

pytest.importorskip("duckdb")
_ENGINES = ["polars", "duckdb"]
_OBJECTS = pl.DataFrame(
    {"vbo_id": ["2", "1", None], "pand_id": ["a", "a", "b"], "floor_m2": [1.5, None, 2.0]}
)


def _query(sql: str, name: str = "address.test") -> Query:
    return compile_query(sql, name=name)


def _run(engine: str, frames: dict[str, Any], **sql: str) -> dict[str, Any]:
    queries = {name: _query(text, name) for name, text in sql.items()}
    return dict(get_engine(engine).run(queries, frames))


@pytest.mark.parametrize("engine", _ENGINES)
def test_sorted_by_subject_with_the_dtypes_of_the_kinds(engine: str) -> None:
    sql = "SELECT b.vbo_id AS subject, LENGTH(b.pand_id) AS n, b.floor_m2 / 2 AS x, b.pand_id = 'a' AS y FROM bag_object b"
    found = _run(engine, {"bag_object": _OBJECTS}, one=sql)["one"]
    assert found.schema == {"subject": pl.String, "n": pl.Int64, "x": pl.Float64, "y": pl.Boolean}
    assert found.rows() == [("1", 1, None, True), ("2", 1, 0.75, True)]


@pytest.mark.parametrize("engine", _ENGINES)
def test_empty_registers_keep_dtypes(engine: str) -> None:
    sql = "SELECT b.vbo_id AS subject, COUNT(*) AS n, SUM(b.floor_m2) AS s FROM bag_object b GROUP BY b.vbo_id"
    found = _run(engine, {"bag_object": _OBJECTS.clear()}, one=sql)["one"]
    assert found.schema == {"subject": pl.String, "n": pl.Int64, "s": pl.Float64}


@pytest.mark.parametrize("engine", _ENGINES)
def test_a_failing_rule_takes_no_other_down(engine: str) -> None:
    found = _run(
        engine,
        {"bag_object": _OBJECTS},
        good="SELECT b.vbo_id AS subject FROM bag_object b",
        missing="SELECT c.vbo_id AS subject FROM closure c",
        double="SELECT b.pand_id AS subject FROM bag_object b",
    )
    assert found["good"].height == 2
    assert isinstance(found["missing"], EngineError)
    assert "'missing'" in str(found["missing"])
    assert isinstance(found["double"], EngineError)
    assert "more than once" in str(found["double"])


@pytest.mark.parametrize("engine", _ENGINES)
def test_a_rule_that_fails_while_running_takes_no_other_down(engine: str) -> None:
    good = _query("SELECT b.vbo_id AS subject FROM bag_object b", "good")

    @dataclasses.dataclass(frozen=True)
    class Broken(Query):
        def sql(self, dialect: str = "polars", *, pretty: bool = False) -> str:  # noqa: ARG002
            return "SELECT CAST(pand_id AS BIGINT) AS subject FROM bag_object"

    broken = Broken(
        **{
            field.name: getattr(good, field.name)
            for field in dataclasses.fields(good)
            if field.init
        }
    )
    found = get_engine(engine).run({"good": good, "bad": broken}, {"bag_object": _OBJECTS})
    assert isinstance(found["good"], pl.DataFrame)
    assert isinstance(found["bad"], EngineError)


@pytest.mark.parametrize("engine", _ENGINES)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a.vbo_id AS subject, COUNT(*) AS n FROM bag_object a JOIN bag_object b ON b.pand_id = a.pand_id GROUP BY a.vbo_id",
        "WITH x AS (SELECT a.vbo_id, a.pand_id FROM bag_object a) SELECT a.vbo_id AS subject, COUNT(*) AS n FROM x a JOIN x b ON b.pand_id = a.pand_id JOIN x c ON c.pand_id = b.pand_id GROUP BY a.vbo_id",
        "SELECT a.vbo_id AS subject FROM bag_object a WHERE EXISTS (SELECT 1 FROM bag_object b WHERE b.pand_id = a.pand_id AND b.vbo_id <> a.vbo_id)",
        "SELECT a.vbo_id AS subject, COUNT(*) AS n FROM bag_object a LEFT JOIN bag_object b ON LEFT(b.pand_id, 1) = LEFT(a.pand_id, 1) GROUP BY a.vbo_id",
    ],
)
def test_sql_that_explodes_is_stopped(engine: str, sql: str) -> None:
    many = pl.DataFrame({"vbo_id": [str(n) for n in range(20_000)]}).with_columns(
        pand_id=pl.lit("a")
    )
    found = _run(engine, {"bag_object": many}, boom=sql)["boom"]
    assert isinstance(found, EngineError)
    assert "stopped" in str(found)


def test_a_large_join_that_fits_is_not_stopped() -> None:
    many = pl.DataFrame({"vbo_id": [str(n) for n in range(20_000)]}).with_columns(
        pand_id=pl.lit("a"), floor_m2=pl.lit(1.0), build_year=pl.col("vbo_id").cast(pl.Int64)
    )
    found = _run(
        "polars",
        {"bag_object": many},
        by_key="SELECT a.vbo_id AS subject FROM bag_object a JOIN bag_object b ON b.vbo_id = a.vbo_id AND b.pand_id = a.pand_id",
        filtered="SELECT a.vbo_id AS subject, COUNT(*) AS n FROM bag_object a JOIN bag_object b ON b.pand_id = a.pand_id WHERE a.build_year = 1 GROUP BY a.vbo_id",
        grouped="SELECT a.vbo_id AS subject, g.n FROM bag_object a JOIN (SELECT b.pand_id, COUNT(*) AS n FROM bag_object b GROUP BY b.pand_id) AS g ON g.pand_id = a.pand_id",
    )
    assert {name: frame.height for name, frame in found.items()} == {
        "by_key": 20_000, "filtered": 1, "grouped": 20_000,
    }  # fmt: skip


def test_the_budget_is_a_setting() -> None:
    sql = "SELECT a.vbo_id AS subject, COUNT(*) AS n FROM bag_object a JOIN bag_object b ON b.pand_id = a.pand_id GROUP BY a.vbo_id"
    queries = {"q": _query(sql)}
    frames = {"bag_object": _OBJECTS}
    assert isinstance(get_engine("polars", max_rows=4).run(queries, frames)["q"], EngineError)
    assert isinstance(get_engine("polars", max_rows=5).run(queries, frames)["q"], pl.DataFrame)


def test_duckdb_reads_no_files() -> None:
    good = _query("SELECT b.vbo_id AS subject FROM bag_object b")

    @dataclasses.dataclass(frozen=True)
    class Reads(Query):
        def sql(self, dialect: str = "polars", *, pretty: bool = False) -> str:  # noqa: ARG002
            return "SELECT content AS subject FROM read_text('/etc/hostname')"

    reads = Reads(
        **{
            field.name: getattr(good, field.name)
            for field in dataclasses.fields(good)
            if field.init
        }
    )
    found = get_engine("duckdb").run({"q": reads}, {"bag_object": _OBJECTS})["q"]
    assert isinstance(found, EngineError)


def test_unknown_engine() -> None:
    with pytest.raises(EngineError, match="unknown engine"):
        get_engine("abacus")
