"""A rule's condition judges measured rows alike on Polars, DuckDB and PostgreSQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from screening.language.predicate import compile_predicate
from screening.language.scope import Kind
from tests.engines.edges import DATE, TEXT, WHOLE, YES_NO
from tests.engines.postgres import ADDRESS, needs_postgres, rows_of

duckdb = pytest.importorskip("duckdb")
_REALS = [None, 0.0, 0.1, 0.3, 0.5, 1.5, -2.5, 49.0, 1e15, 1e100, -1e100]
_KINDS: dict[str, Kind] = {
    "n": "int",
    "m": "int",
    "x": "real",
    "t": "text",
    "d": "date",
    "y": "bool",
}
_AS_OF = dt.date(2026, 1, 31)
_CONDITIONS = [
    "n >= 2", "2 <= n", "n > m", "n >= x", "x >= 0.3", "0.3 > x", "x = 0.1", "n = 49.0", "n <> m",
    "n + m > 3", "n - m >= 0", "n * 1000000 > 5", "n * m > 5", "n * 3 - m > 1", "-n < 2",
    "n / 49 >= 1", "n / m > 1", "n / 10 > 0.3", "x / n >= 0.01", "x / 0 > 1", "x * x > 1",
    "FLOOR(n / 49) = 1", "ROUND(x, 1) > 0.3", "CAST(x AS INT) = 2", "ABS(n) > 2", "SQRT(n) = 7",
    "LN(x) > 0", "EXP(x) > 2", "POWER(x, 2) > 0.25", "GREATEST(n, m) > 5", "LEAST(x, n) < 1",
    "COALESCE(n, 0) > 1", "NULLIF(n, 1) IS NULL", "n IN (1, 2, 49)", "n IN (1, 2.5)",
    "n NOT IN (1, 2)", "1 IN (n, m)", "n BETWEEN 1 AND 49", "1 BETWEEN n AND m",
    "n NOT BETWEEN 0.5 AND 49", "n IS NULL", "x IS NOT NULL", "n IS DISTINCT FROM m",
    "1 IS NOT DISTINCT FROM n", "t = 'a'", "t <> 'a'", "t LIKE 'a%'", "t LIKE '%a_'", "t < 'b'",
    "LOWER(t) = 'a'", "UPPER(t) = 'SS'", "LENGTH(t) > 2", "TRIM(t) = 'x'",
    "STARTS_WITH(t, 'a')",
    "d < :today", ":today > d", "d = DATE '2024-02-29'", "DAYS_BETWEEN(d, :today) > 100",
    "EXTRACT(YEAR FROM d) = 2024", "d >= YEARS_AGO(3)", "y", "NOT y", "y IS TRUE", "y IS NOT FALSE",
    "y = (n > 1)", "y AND n > 1", "y OR n > 1", "NOT (y AND n > 1)", "y < TRUE",
    "AT_LEAST(2, y, n > 1, x > 0.3)", "CASE WHEN y THEN n > 1 ELSE n > 2 END",
    "CASE n WHEN 1 THEN TRUE WHEN 49.0 THEN y END", "(n = m) = y",
    "CASE WHEN n > 1 THEN 2000000000 ELSE 0 END * 2 > 2000000000",
]  # fmt: skip


def _measured(height: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "subject": [f"{number:03}" for number in range(height)],
            "n": [WHOLE[number % len(WHOLE)] for number in range(height)],
            "m": [WHOLE[(number * 3 + 1) % len(WHOLE)] for number in range(height)],
            "x": [_REALS[number % len(_REALS)] for number in range(height)],
            "t": [TEXT[number % len(TEXT)] for number in range(height)],
            "d": [DATE[number % len(DATE)] for number in range(height)],
            "y": [YES_NO[number % len(YES_NO)] for number in range(height)],
        },
        schema={
            "subject": pl.String, "n": pl.Int64, "m": pl.Int64, "x": pl.Float64, "t": pl.String,
            "d": pl.Date, "y": pl.Boolean,
        },
    )  # fmt: skip


_COMPILED = {text: compile_predicate(text, _KINDS, {}, _AS_OF) for text in _CONDITIONS}


def _by_polars(frame: pl.DataFrame) -> dict[str, list[Any]]:
    asked = [
        pl.sql_expr(condition.sql("polars")).alias(str(number))
        for number, condition in enumerate(_COMPILED.values())
    ]
    found = frame.with_columns(asked)
    return {text: found[str(number)].to_list() for number, text in enumerate(_COMPILED)}


@pytest.mark.parametrize("height", [130, 1, 0])
def test_duckdb_judges_as_polars_does(height: int) -> None:
    frame = _measured(height)
    wanted = _by_polars(frame)
    with duckdb.connect(":memory:") as connection:
        connection.register("measured", frame.to_arrow())
        for text, condition in _COMPILED.items():
            asked = f"SELECT {condition.sql('duckdb')} AS met FROM measured ORDER BY subject"
            found = connection.execute(asked).fetchall()
            assert [row[0] for row in found] == wanted[text], text


@needs_postgres
def test_postgres_judges_as_polars_does() -> None:
    assert ADDRESS
    frame = _measured(130)
    wanted = _by_polars(frame)
    asked = {
        text: f"SELECT {condition.sql('postgres')} AS met FROM measured ORDER BY subject"
        for text, condition in _COMPILED.items()
    }
    for text, found in rows_of({"measured": frame}, asked).items():
        assert [row[0] for row in found] == wanted[text], text
