"""PostgreSQL, which says what a rule means, as an engine for tests.

Registers become temporary tables, texts sorted by code point. ``SCREENING_TEST_POSTGRES`` holds the
address of a server that may be written to, such as ``postgresql://postgres@127.0.0.1/postgres``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl
import pytest

from screening.engines.base import (
    CompiledQuery,
    Frames,
    Result,
    failure,
    in_order,
    normalise,
    refuse_duplicates,
)
from screening.engines.bounds import Broken, refuse
from screening.engines.facts import Facts
from screening.errors import EngineError

ADDRESS = os.environ.get("SCREENING_TEST_POSTGRES", "")
needs_postgres = pytest.mark.skipif(
    not ADDRESS, reason="SCREENING_TEST_POSTGRES names no PostgreSQL server to ask"
)
_TYPES = {
    pl.Int64: "bigint",
    pl.Float64: "double precision",
    pl.String: 'text COLLATE "C"',
    pl.Date: "date",
    pl.Boolean: "boolean",
    pl.Null: 'text COLLATE "C"',
}
_KINDS = {
    "int": pl.Int64, "real": pl.Float64, "text": pl.String, "date": pl.Date, "bool": pl.Boolean,
}  # fmt: skip


class PostgresEngine:
    """One query after another over temporary tables; nothing of it stays."""

    name = "postgres"

    def run(self, queries: Mapping[str, CompiledQuery], registers: Frames) -> dict[str, Result]:
        bounds = Facts(registers, "in-memory").broken(queries.values())
        with _connected(registers) as connection:
            return {key: _answer(connection, query, bounds) for key, query in queries.items()}


def rows_of(registers: Frames, statements: Mapping[str, str]) -> dict[str, list[Any]]:
    """The rows of statements in PostgreSQL's own words."""
    with _connected(registers) as connection, connection.cursor() as cursor:
        return {key: cursor.execute(text).fetchall() for key, text in statements.items()}


@contextmanager
def _connected(registers: Frames) -> Iterator[Any]:
    import psycopg

    with psycopg.connect(ADDRESS) as connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")
        for name, frame in registers.items():
            _table(cursor, name, frame.lazy().collect())
        yield connection
        connection.rollback()


def _table(cursor: Any, name: str, frame: pl.DataFrame) -> None:
    columns = ", ".join(
        f'"{column}" {_TYPES[type(dtype)]}' for column, dtype in frame.schema.items()
    )
    cursor.execute(f'CREATE TEMP TABLE "{name}" ({columns}) ON COMMIT DROP')
    with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
        for row in frame.iter_rows():
            copy.write_row(row)


def _answer(connection: Any, query: CompiledQuery, bounds: Broken) -> Result:
    schema = {column: _KINDS[kind] for column, kind in query.kinds.items()}
    try:
        refuse(query, bounds)
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(query.sql("postgres"))
            rows = cursor.fetchall()
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        tidy = in_order(normalise(frame.lazy(), query), query).collect()
        return refuse_duplicates(tidy, query)
    except EngineError as error:
        return error
    except Exception as error:  # noqa: BLE001 - any engine error is that rule's
        return failure(query, error)
