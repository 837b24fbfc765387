"""Asking questions of measured rows without keeping them: the same answers as from the rows."""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from screening.engines import get_engine
from screening.engines.base import Answer
from screening.engines.budget import Budget
from screening.errors import EngineError
from tests.compiled import Query, compile_query

pytest.importorskip("duckdb")
_FRAMES = {
    "bag_object": pl.DataFrame({"vbo_id": ["1", "2"], "usage": ["a", "a"], "floor_m2": [1.0, 2.0]}),
    "kvk_establishment": pl.DataFrame({"est_nr": ["7", "8"], "vbo_id": ["1", "1"]}),
}


def _measure(sql: str) -> Query:
    return compile_query(sql, name="address.test")


def _as_it_is(_key: str, answer: Answer) -> Answer:
    return answer


def _large_and_all(rows: pl.LazyFrame) -> Sequence[pl.LazyFrame]:
    return [rows.filter(pl.col("floor_m2") > 1), rows.select(pl.len())]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_failing_question_or_query_takes_no_other_down(engine: str) -> None:
    good = _measure("SELECT b.vbo_id AS subject, b.floor_m2 AS floor_m2 FROM bag_object b")
    double = _measure("SELECT b.usage AS subject, b.floor_m2 AS floor_m2 FROM bag_object b")
    found = get_engine(engine).ask(
        {"good": good, "odd": good, "double": double},
        _FRAMES,
        {
            "good": _large_and_all,
            "odd": lambda rows: [rows.select(pl.col("subject").cast(pl.Int64) / pl.col("nothing"))],
            "double": _large_and_all,
        },
        _as_it_is,
    )
    assert not isinstance(found["good"], EngineError)
    large, every = found["good"]
    assert (large["subject"].to_list(), every.item()) == (["2"], 2)
    assert isinstance(found["odd"], EngineError)
    assert "more than once" in str(found["double"])


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_rows_that_might_come_twice_are_looked_at(engine: str) -> None:
    sql = "SELECT b.vbo_id AS subject, b.floor_m2 AS floor_m2 FROM bag_object b JOIN kvk_establishment e ON e.vbo_id = b.vbo_id"
    both = get_engine(engine).ask({"q": _measure(sql)}, _FRAMES, {"q": _large_and_all}, _as_it_is)
    assert "more than once" in str(both["q"])
    one = {**_FRAMES, "kvk_establishment": _FRAMES["kvk_establishment"].head(1)}
    found = get_engine(engine).ask({"q": _measure(sql)}, one, {"q": _large_and_all}, _as_it_is)["q"]
    assert not isinstance(found, EngineError)
    assert [found[0].height, found[1].item()] == [0, 1]


@pytest.mark.parametrize(
    ("sql", "once"),
    [
        ("SELECT b.vbo_id AS subject FROM bag_object b", True),
        ("SELECT b.usage AS subject FROM bag_object b", False),
        ("SELECT b.usage AS subject, COUNT(*) AS n FROM bag_object b GROUP BY b.usage", True),
        ("SELECT b.usage AS subject, b.status AS status FROM bag_object b GROUP BY b.usage, b.status", False),
        ("SELECT DISTINCT b.usage AS subject FROM bag_object b", True),
        ("SELECT DISTINCT b.usage AS subject, b.status AS status FROM bag_object b", False),
        ("SELECT e.est_nr AS subject FROM kvk_establishment e JOIN bag_object b ON b.vbo_id = e.vbo_id", True),
        ("SELECT e.est_nr AS subject FROM kvk_establishment e LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id", True),
        ("SELECT b.vbo_id AS subject FROM kvk_establishment e JOIN bag_object b ON b.vbo_id = e.vbo_id", False),
        ("SELECT b.vbo_id AS subject FROM bag_object b JOIN kvk_establishment e ON b.vbo_id = e.vbo_id", False),
        ("SELECT c.vbo_id AS subject FROM bag_object b JOIN brp_count c ON c.vbo_id = b.vbo_id", True),
        ("SELECT c.vbo_id AS subject FROM bag_object b LEFT JOIN brp_count c ON c.vbo_id = b.vbo_id", False),
        ("SELECT c.vbo_id AS subject FROM bag_object b JOIN brp_count c ON c.vbo_id = b.vbo_id AND c.persons = b.floor_m2", True),
        ("SELECT e.vbo_id AS subject FROM bag_object b JOIN kvk_establishment e ON e.vbo_id = b.vbo_id", False),
        ("SELECT e.est_nr AS subject FROM kvk_establishment e JOIN woz_value w ON w.vbo_id = e.vbo_id", False),
        ("SELECT e.est_nr AS subject FROM kvk_establishment e JOIN bag_object b ON b.pand_id = e.vbo_id", False),
        ("WITH n AS (SELECT vbo_id, COUNT(*) AS n FROM kvk_establishment GROUP BY vbo_id) SELECT b.vbo_id AS subject, n.n AS n FROM bag_object b LEFT JOIN n ON n.vbo_id = b.vbo_id", True),
        ("WITH n AS (SELECT vbo_id, sbi, COUNT(*) AS n FROM kvk_establishment GROUP BY vbo_id, sbi) SELECT b.vbo_id AS subject, n.n AS n FROM bag_object b LEFT JOIN n ON n.vbo_id = b.vbo_id", False),
        ("SELECT b.vbo_id AS subject FROM bag_object b UNION ALL SELECT b.vbo_id AS subject FROM bag_object b", False),
        ("SELECT r.kvk_nr AS subject FROM kvk_role r", False),
    ],
)  # fmt: skip
def test_when_the_keys_prove_that_a_subject_comes_once(sql: str, once: bool) -> None:
    assert Budget({}).check(_measure(sql)) is once
