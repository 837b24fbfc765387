"""Tables that hold what queries do not reckon with stop the queries that read it, and no others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from screening.engines import get_engine
from screening.errors import EngineError
from screening.registers.schemas.columns import MOST_REAL, MOST_WHOLE
from tests.compiled import compile_query

pytest.importorskip("duckdb")
_ENGINES = ["polars", "duckdb"]
_PLAIN = {
    "inspection_id": ["1", "2"],
    "severity": [1, 2],
    "stored_share": [0.5, None],
    "inspection_date": [dt.date(2024, 1, 1), None],
}
_QUERIES = {
    "severity": "SELECT i.inspection_id AS subject, i.severity + 1 AS x FROM inspection i",
    "stored_share": "SELECT i.inspection_id AS subject, i.stored_share * 2 AS x FROM inspection i",
    "inspection_date": "SELECT i.inspection_id AS subject, i.inspection_date FROM inspection i",
}


def _run(engine: str, changed: dict[str, list[Any]], *, lazy: bool = False) -> dict[str, Any]:
    table = pl.DataFrame({**_PLAIN, **changed})
    queries = {name: compile_query(sql, name=name) for name, sql in _QUERIES.items()}
    return dict(get_engine(engine).run(queries, {"inspection": table.lazy() if lazy else table}))


@pytest.mark.parametrize("engine", _ENGINES)
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("severity", 9_223_372_036_854_775_807),
        ("severity", -9_223_372_036_854_775_808),
        ("severity", MOST_WHOLE + 1),
        ("stored_share", float("inf")),
        ("stored_share", float("nan")),
        ("stored_share", -2 * MOST_REAL),
        ("stored_share", 5e-324),
    ],
)
@pytest.mark.parametrize("lazy", [False, True])
def test_what_is_out_of_bounds_stops_who_reads_it(
    engine: str, column: str, value: float, lazy: bool
) -> None:
    found = _run(engine, {column: [value, _PLAIN[column][1]]}, lazy=lazy)
    assert isinstance(found[column], EngineError)
    assert f"column '{column}' of register 'inspection'" in str(found[column])
    assert "out of bounds" in str(found[column])
    assert str(value) not in str(found[column])
    assert all(isinstance(found[name], pl.DataFrame) for name in _QUERIES.keys() - {column})


@pytest.mark.parametrize("engine", _ENGINES)
def test_dates_beyond_the_calendar_stop_who_reads_them(engine: str) -> None:
    day = pl.Series([3_000_000, None], dtype=pl.Int32).cast(pl.Date)
    found = _run(engine, {"inspection_date": day})  # type: ignore[arg-type]
    assert "out of bounds" in str(found["inspection_date"])
    assert isinstance(found["severity"], pl.DataFrame)


@pytest.mark.parametrize("engine", _ENGINES)
def test_values_at_the_bounds_are_reckoned_with(engine: str) -> None:
    found = _run(engine, {"severity": [MOST_WHOLE, -MOST_WHOLE], "stored_share": [MOST_REAL, 0.0]})
    assert found["severity"]["x"].to_list() == [MOST_WHOLE + 1, 1 - MOST_WHOLE]
    assert found["stored_share"]["x"].to_list() == [2 * MOST_REAL, 0.0]


@pytest.mark.parametrize("engine", _ENGINES)
def test_a_sum_that_would_not_be_exact_is_unknown(engine: str) -> None:
    table = pl.DataFrame({"theme": ["a"] * 20_000, "severity": [MOST_WHOLE] * 20_000})
    query = compile_query(
        "SELECT i.theme AS subject, SUM(i.severity) AS s, SUM(i.severity) / COUNT(*) AS m, "
        "SUM(i.severity * 1000) > 5 AS large, SUM(-i.severity) AS low FROM inspection i "
        "GROUP BY i.theme"
    )
    found = get_engine(engine).run({"q": query}, {"inspection": table})["q"]
    assert isinstance(found, pl.DataFrame)
    assert found.row(0) == ("a", None, None, None, None)
    few = get_engine(engine).run({"q": query}, {"inspection": table.head(9)})["q"]
    assert isinstance(few, pl.DataFrame)
    assert few.row(0)[:3] == ("a", 9 * MOST_WHOLE, float(MOST_WHOLE))
