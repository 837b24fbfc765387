"""Joins in common are made once; what each query gives stays what it gives alone."""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.engines import budget, get_engine
from screening.engines.sharing import share
from screening.errors import EngineError
from tests.compiled import Query, compile_query

_JOIN = "FROM kvk_establishment e JOIN bag_object b ON b.vbo_id = e.vbo_id"
_SQL = {
    "size": f"SELECT e.est_nr AS subject, b.floor_m2 / 3 AS third, b.floor_m2 > 1 AS large {_JOIN}",
    "use": f"SELECT e.est_nr AS subject, b.pand_id LIKE 'w%' AS dwelling, e.employees_ft * b.floor_m2 AS x {_JOIN}",
    "filtered": f"SELECT e.est_nr AS subject, b.floor_m2 AS m2 {_JOIN} WHERE b.pand_id = 'w'",
    "counted": f"SELECT e.vbo_id AS subject, COUNT(*) AS n {_JOIN} GROUP BY e.vbo_id",
    "ranked": f"SELECT e.est_nr AS subject, ROW_NUMBER() OVER (PARTITION BY b.pand_id ORDER BY e.est_nr) AS n {_JOIN}",
    "alone": "SELECT e.est_nr AS subject, e.employees_ft AS n FROM kvk_establishment e",
}
_FRAMES = {
    "kvk_establishment": pl.DataFrame(
        {"est_nr": ["1", "2", "3"], "vbo_id": ["a", "b", None], "employees_ft": [1, None, 3]}
    ),
    "bag_object": pl.DataFrame(
        {"vbo_id": ["a", "b"], "pand_id": ["w", None], "floor_m2": [1.0, 10.0]}
    ),
}


_STREAMED = {name: frame.lazy() for name, frame in _FRAMES.items()}
"""Registers that may be large: only of those are tables shared."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tables that were made known to Polars."""
    names: list[str] = []
    register = pl.SQLContext.register

    def noted(context: pl.SQLContext[pl.LazyFrame], name: str, frame: pl.LazyFrame) -> object:
        names.append(name)
        return register(context, name, frame)

    monkeypatch.setattr(pl.SQLContext, "register", noted)
    return names


def _queries(*names: str) -> dict[str, Query]:
    return {name: compile_query(_SQL[name], name=name) for name in names}


def test_only_plain_selects_from_the_same_join_share_a_table() -> None:
    (shared,) = share(_queries(*_SQL))
    assert set(shared.over) == {"size", "use"}
    needed = {part.alias for part in shared.table.expressions}
    assert needed == {"e__est_nr", "e__employees_ft", "b__floor_m2", "b__pand_id"}
    assert share(_queries("size", "filtered", "alone")) == []


def test_together_gives_what_each_gives_alone(made: list[str]) -> None:
    engine = get_engine("polars")
    together = engine.run(_queries(*_SQL), _STREAMED)
    assert [name for name in made if name.startswith("_")] == ["_shared_0"]
    for name in _SQL:
        alone, found = engine.run(_queries(name), _FRAMES)[name], together[name]
        assert isinstance(found, pl.DataFrame)
        assert isinstance(alone, pl.DataFrame)
        assert_frame_equal(found, alone)


def test_the_two_engines_agree() -> None:
    pytest.importorskip("duckdb")
    polars, duckdb = (
        get_engine(name).run(_queries(*_SQL), _STREAMED) for name in ("polars", "duckdb")
    )
    for name in _SQL:
        one, other = polars[name], duckdb[name]
        assert isinstance(one, pl.DataFrame)
        assert isinstance(other, pl.DataFrame)
        assert_frame_equal(one, other)


def test_queries_of_a_table_that_cannot_be_made_fail_each_by_themselves() -> None:
    frames = {"kvk_establishment": _STREAMED["kvk_establishment"]}
    found = get_engine("polars").run(_queries("size", "use", "alone"), frames)
    assert isinstance(found["alone"], pl.DataFrame)
    assert "'size'" in str(found["size"])
    assert isinstance(found["use"], EngineError)


def test_a_table_that_would_explode_is_not_made(made: list[str]) -> None:
    source = "FROM kvk_establishment e JOIN kvk_role r ON r.kvk_nr = e.kvk_nr"
    queries = {
        "one": compile_query(f"SELECT e.est_nr AS subject, r.role AS role {source}", name="one"),
        "two": compile_query(f"SELECT e.est_nr AS subject, r.kvk_nr AS nr {source}", name="two"),
    }
    establishments = _FRAMES["kvk_establishment"].with_columns(kvk_nr=pl.lit("k"))
    roles = pl.DataFrame({"kvk_nr": ["k", "k"], "role": ["a", "b"]})
    frames = {"kvk_establishment": establishments.lazy(), "kvk_role": roles.lazy()}
    found = get_engine("polars", max_rows=5).run({**queries, **_queries("alone")}, frames)
    assert [name for name in made if name.startswith("_")] == []
    for name in queries:
        assert f"'{name}' would make 6 rows" in str(found[name])
    assert isinstance(found["alone"], pl.DataFrame)
    enough = get_engine("polars", max_rows=6).run(queries, frames)
    assert [name for name in made if name.startswith("_")] == ["_shared_0"]
    assert "more than once" in str(enough["one"])


@pytest.mark.parametrize(("allowed", "tables"), [(2 * 16 * 5, []), (10_000, ["_shared_0"])])
def test_a_table_that_is_too_large_for_all_together_is_not_made(
    made: list[str], monkeypatch: pytest.MonkeyPatch, allowed: int, tables: list[str]
) -> None:
    """Of two joined rows the queries use four and five columns, keys included; together six."""
    names = {
        "use": f"SELECT e.est_nr AS subject, b.pand_id AS pand_id {_JOIN}",
        "size": f"SELECT e.est_nr AS subject, b.floor_m2 AS m2, e.kvk_nr AS nr {_JOIN}",
    }
    frames = {name: frame.head(2).lazy() for name, frame in _FRAMES.items()}
    frames["kvk_establishment"] = frames["kvk_establishment"].with_columns(kvk_nr=pl.lit("k"))
    queries = {name: compile_query(sql, name=name) for name, sql in names.items()}
    monkeypatch.setattr(budget, "MAX_BYTES", allowed)
    found = get_engine("polars").run(queries, frames)
    assert [name for name in made if name.startswith("_")] == tables
    for name in names:
        rows = found[name]
        assert isinstance(rows, pl.DataFrame), rows
        assert rows["subject"].to_list() == ["1", "2"]
