"""A panic of Polars is no ``Exception``; it ends the rule that made it, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import polars as pl
import pytest

from screening.engines import get_engine
from screening.engines.base import Answer
from screening.errors import EngineError
from tests.compiled import Query, compile_query

_GOOD = compile_query("SELECT b.vbo_id AS subject FROM bag_object b", name="good")
_OBJECTS = pl.DataFrame({"vbo_id": ["1", "2"]})
_FRAMES = [{"bag_object": _OBJECTS}, {"bag_object": _OBJECTS.lazy()}]
_PANICS = "SELECT CAST(CAST(CAST(2147483647 AS INT) AS DATE) AS TEXT) AS subject FROM bag_object"


@dataclasses.dataclass(frozen=True)
class _Panics(Query):
    """A query that the gate would have to refuse, to see what the engine makes of it."""

    def sql(self, dialect: str = "polars", *, pretty: bool = False) -> str:  # noqa: ARG002
        return _PANICS


_BAD = _Panics(
    **{field.name: getattr(_GOOD, field.name) for field in dataclasses.fields(_GOOD) if field.init}
)


def _names_the_rule(answer: object) -> bool:
    return isinstance(answer, EngineError) and "good" in str(answer) and "Panic" in str(answer)


def test_the_query_does_panic() -> None:
    with (
        pl.SQLContext({"bag_object": _OBJECTS.lazy()}) as context,
        pytest.raises(pl.exceptions.PanicException),
    ):
        context.execute(_PANICS, eager=True)


@pytest.mark.parametrize("frames", _FRAMES, ids=["in memory", "in a stream"])
def test_a_panic_while_measuring(frames: Mapping[str, pl.DataFrame]) -> None:
    found = get_engine().run({"good": _GOOD, "bad": _BAD, "also": _GOOD}, frames)
    assert _names_the_rule(found["bad"])
    for name in ("good", "also"):
        assert isinstance(found[name], pl.DataFrame)


@pytest.mark.parametrize("frames", _FRAMES, ids=["in memory", "in a stream"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_panic_in_what_is_asked(engine: str, frames: Mapping[str, pl.DataFrame]) -> None:
    if engine == "duckdb":
        pytest.importorskip("duckdb")

    def well(rows: pl.LazyFrame) -> list[pl.LazyFrame]:
        return [rows]

    def panics(rows: pl.LazyFrame) -> list[pl.LazyFrame]:
        return [rows.select(pl.int_range(0, 2**62))]

    def as_it_is(_key: str, answer: Answer) -> Answer:
        return answer

    queries = {"good": _GOOD, "bad": _GOOD}
    asked = {"good": well, "bad": panics}
    found = get_engine(engine).ask(queries, frames, asked, as_it_is)
    assert _names_the_rule(found["bad"])
    assert isinstance(found["good"], list)


@pytest.mark.parametrize("frames", _FRAMES, ids=["in memory", "in a stream"])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_stops_the_program_is_obeyed(
    frames: Mapping[str, pl.DataFrame],
    stop: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise stop

    monkeypatch.setattr(pl, "collect_all", stopped)
    with pytest.raises(stop):
        get_engine().run({"good": _GOOD}, frames)


def test_a_database_that_broke_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    from screening.engines.kinds import duckdb as kind

    before = kind._STARTED.database(None)
    monkeypatch.setattr(kind, "_is_broken", lambda _: True)
    frames = {"bag_object": _OBJECTS}
    found = get_engine("duckdb").run({"bad": _BAD, "good": _GOOD, "worse": _BAD}, frames)
    assert isinstance(found["good"], pl.DataFrame)
    assert all(isinstance(found[name], EngineError) for name in ("bad", "worse"))
    assert kind._STARTED.database(None) is not before


def test_a_database_that_is_gone_ends_nothing() -> None:
    pytest.importorskip("duckdb")
    from screening.engines.kinds import duckdb as kind

    for _ in range(2):
        kind._STARTED.database(None).close()
        measured = kind.select_from(_OBJECTS.rename({"vbo_id": "a"}), "SELECT a FROM measured")
        assert measured["a"].to_list() == ["1", "2"]
        kind._STARTED.database(None).close()
        found = get_engine("duckdb").run({"good": _GOOD}, {"bag_object": _OBJECTS})
        assert isinstance(found["good"], pl.DataFrame)


def test_a_database_has_what_there_is_for_it_now(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    from screening.engines.kinds import duckdb as kind

    given = []
    for left in (4_000_000_000, 3_900_000_000, 400_000_000, 3_000_000_000):
        monkeypatch.setattr(kind, "free", lambda left=left: left)
        with kind._tables({}, None) as connection:
            given += connection.sql("SELECT current_setting('memory_limit')").fetchall()
    assert [limit for (limit,) in given] == ["1.3 GiB", "1.3 GiB", "143.0 MiB", "1.0 GiB"]


def test_what_one_asked_duckdb_about_the_next_does_not_see() -> None:
    duckdb = pytest.importorskip("duckdb")
    from screening.engines.kinds import duckdb as kind

    with kind._tables({"mine": _OBJECTS}, None) as mine, kind._tables({}, None) as other:
        assert mine.sql("SELECT * FROM mine").fetchall() == [("1",), ("2",)]
        assert not kind._is_broken(other)
        with pytest.raises(duckdb.CatalogException):
            other.sql("SELECT * FROM mine")
    with kind._tables({}, None) as later, pytest.raises(duckdb.CatalogException):
        later.sql("SELECT * FROM mine")
