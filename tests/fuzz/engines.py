"""Every way a statement is run: both runners of Polars, DuckDB, PostgreSQL where there is one."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from screening.engines import get_engine
from screening.errors import EngineError
from tests.fuzz.data import Tables

MAX_ROWS = 20_000
STOPPED = "stopped"
"""The outcome of what the row budget refuses before it runs."""

Outcome = pl.DataFrame | str
"""Rows, or why there are none."""
Queries = Mapping[int, Any]
"""What engines run, as dataclasses."""
Run = Callable[[Mapping[str, Any], Tables], Mapping[str, Any]]


def _in_memory(queries: Mapping[str, Any], tables: Tables) -> Mapping[str, Any]:
    return get_engine("polars", max_rows=MAX_ROWS).run(queries, tables)


def _streaming(queries: Mapping[str, Any], tables: Tables) -> Mapping[str, Any]:
    lazy = {name: frame.lazy() for name, frame in tables.items()}
    return get_engine("polars", max_rows=MAX_ROWS).run(queries, lazy)


def _duckdb(queries: Mapping[str, Any], tables: Tables) -> Mapping[str, Any]:
    return get_engine("duckdb", max_rows=MAX_ROWS).run(queries, tables)


def _postgres(queries: Mapping[str, Any], tables: Tables) -> Mapping[str, Any]:
    from tests.engines.postgres import PostgresEngine

    return PostgresEngine().run(queries, tables)


POLARS = ("polars in memory", "polars streaming")
DUCKDB = "duckdb"
POSTGRES = "postgres"
ENGINES: dict[str, Run] = {
    POLARS[0]: _in_memory,
    POLARS[1]: _streaming,
    DUCKDB: _duckdb,
    POSTGRES: _postgres,
}


def present() -> list[str]:
    """The engines of this machine."""
    there = bool(os.environ.get("SCREENING_TEST_POSTGRES"))
    return [name for name in ENGINES if name != POSTGRES or there]


def outcomes(name: str, queries: Queries, tables: Tables) -> dict[int, Outcome]:
    """What an engine makes of each query; they share a run, as rules do."""
    asked = {
        str(number): dataclasses.replace(query, unique_subject=False)
        for number, query in queries.items()
    }
    try:
        found = ENGINES[name](asked, tables)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of Polars is no Exception
        if len(queries) == 1:
            return {number: f"{type(error).__name__}: {error}" for number in queries}
        return {n: outcomes(name, {n: query}, tables)[n] for n, query in queries.items()}
    return {number: _outcome(found[str(number)]) for number in queries}


def _outcome(result: pl.DataFrame | EngineError) -> Outcome:
    if isinstance(result, pl.DataFrame):
        return result
    text = result.problems[0].found
    return STOPPED if "so it was stopped" in text else text
