"""The reference engine: the same SQL in DuckDB over Arrow, without access to files or network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl

from screening.engines.base import (
    FAULTS,
    Ask,
    CompiledQuery,
    Done,
    Engine,
    Frames,
    Result,
    Then,
    answered,
    failure,
    in_order,
    normalise,
    refuse_duplicates,
)
from screening.engines.bounds import Broken, refuse
from screening.engines.budget import Budget
from screening.engines.facts import Facts
from screening.engines.underway import underway
from screening.errors import EngineError, Problem
from screening.memory import DEFAULT_SHARE, free, used

_LEAST = 50_000_000
"""Bytes without which DuckDB cannot start."""
_ENOUGH = 1 << 50
"""Where nobody knows what is free, nothing is bounded."""
_MARGIN = 1.1
"""How many times what there is for it now a database may have been given before."""


class DuckDBEngine(Engine):
    """One query after another in a private in-memory database."""

    name = "duckdb"
    dialect = "duckdb"

    def require(self) -> None:
        """Raise EngineError when DuckDB or Arrow is not installed."""
        try:
            import duckdb  # noqa: F401, PLC0415 - an extra, and heavy
            import pyarrow as pa  # noqa: F401, PLC0415 - carries frames to DuckDB and back
        except ImportError as error:
            raise EngineError(
                Problem(
                    "the duckdb engine is not installed",
                    expected="the packages duckdb and pyarrow",
                    remedy="install screening again with all it asks for; 'screening run' without "
                    "--engine and --verify needs neither",
                )
            ) from error

    def ask(
        self,
        queries: Mapping[str, CompiledQuery],
        registers: Frames,
        asked: Mapping[str, Ask],
        then: Then[Done],
    ) -> dict[str, Done]:
        """What ``then`` makes of each answer; see :class:`screening.engines.base.Engine`."""
        self.require()
        frames = {
            name: frame.collect() if isinstance(frame, pl.LazyFrame) else frame
            for name, frame in sorted(registers.items())
        }
        budget = Budget(frames, self.max_rows)
        bounds = Facts(frames, "in-memory").broken(queries.values())
        answers: dict[str, Done] = {}
        waiting = [*queries]
        while waiting:
            with _tables(frames, self.max_memory) as connection:
                while waiting:
                    key = waiting.pop(0)
                    rows = self._rows(queries[key], connection, budget, bounds)
                    answers[key] = then(key, answered(rows, asked[key], queries[key]))
                    if isinstance(rows, EngineError) and _is_broken(connection):
                        break  # the queries after it get another one
        return answers

    def _rows(
        self, query: CompiledQuery, connection: Any, budget: Budget, bounds: Broken
    ) -> Result:
        try:
            refuse(query, bounds)
            with underway([query.name]):
                budget.check(query)
                raw = pl.from_arrow(connection.sql(query.sql("duckdb")).to_arrow_table())
                tidy = in_order(normalise(_frame(raw).lazy(), query), query).collect()
                return refuse_duplicates(tidy, query)
        except EngineError as error:
            return error
        except FAULTS as error:
            return failure(query, error)


def select_from(measured: pl.DataFrame, sql: str, max_memory: int | None = None) -> pl.DataFrame:
    """Rows of one SELECT over one frame, which the SQL knows as ``measured``."""
    with _tables({"measured": measured}, max_memory) as connection:
        return _frame(pl.from_arrow(connection.sql(sql).to_arrow_table()))


@contextmanager
def _tables(frames: Mapping[str, pl.DataFrame], max_memory: int | None) -> Iterator[Any]:
    """A connection that knows these frames and nothing else, for as long as it is open."""
    with _STARTED.database(max_memory).cursor() as connection:
        for name, frame in frames.items():
            connection.register(name, frame.to_arrow())
        yield connection


class _Started:
    """A private database without a table of its own, started once: that takes tens of queries.

    Anew where it broke, and where what there is for it is much less or more than it was given.
    """

    def __init__(self) -> None:
        self._connection: Any = None
        self._room = 0

    def database(self, max_memory: int | None) -> Any:
        room = _room(max_memory)
        fits = room / 2 <= self._room <= room * _MARGIN
        if not fits or self._connection is None or _is_broken(self._connection):
            import duckdb  # noqa: PLC0415 - an extra, and heavy

            self._connection, self._room = duckdb.connect(":memory:"), room
            _shut(self._connection, room)
        return self._connection


def _shut(connection: Any, room: int) -> None:
    """Keep DuckDB to what it was given: no files, no network, and so many bytes of memory."""
    connection.execute(f"SET memory_limit = '{room}B'")
    connection.execute("SET temp_directory = ''")  # what does not fit is not for the disk
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _is_broken(connection: Any) -> bool:
    """Whether a database answers nothing any more, as after a fault of its own."""
    try:
        connection.execute("SELECT 1").fetchall()
    except FAULTS:
        return True
    return False


def _room(max_memory: int | None) -> int:
    """Bytes for DuckDB itself: half of what is left, since its answer is copied out of it."""
    left = int((free() or _ENOUGH) * DEFAULT_SHARE)
    if max_memory is not None:
        left = min(left, max_memory - (used() or 0))
    return max(left // 2, _LEAST)


def _frame(raw: pl.DataFrame | pl.Series) -> pl.DataFrame:
    return raw if isinstance(raw, pl.DataFrame) else raw.to_frame()


_STARTED = _Started()
ENGINE, CHECKED_BY = DuckDBEngine, "polars"
