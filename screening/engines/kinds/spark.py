"""Spark: the same SQL where the data is, on one machine or on many."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
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
from screening.engines.spark_session import is_local, require, session
from screening.engines.spark_tables import Tables
from screening.engines.underway import underway
from screening.errors import EngineError

AT_ONCE = 4
"""Queries that Spark works on at the same time: planning one and fetching another take no cores."""


class SparkEngine(Engine):
    """Queries side by side in a session of their own; one that fails takes no other down."""

    name = "spark"
    dialect = "spark"

    def __init__(self, max_rows: int | None = None, max_memory: int | None = None) -> None:
        super().__init__(max_rows, max_memory)
        self._session: Any = None
        self._tables: Tables | None = None
        self._facts: Facts | None = None

    def require(self) -> None:
        """Raise EngineError when pyspark, Arrow or, without a server elsewhere, Java is missing."""
        require(self.said)

    def ask(
        self,
        queries: Mapping[str, CompiledQuery],
        registers: Frames,
        asked: Mapping[str, Ask],
        then: Then[Done],
    ) -> dict[str, Done]:
        """What ``then`` makes of each answer; see :class:`screening.engines.base.Engine`."""
        tables = self._started()
        frames = {
            name: frame.collect() if isinstance(frame, pl.LazyFrame) else frame
            for name, frame in sorted(registers.items())
        }
        facts = self._facts = Facts(frames, "in-memory", self._facts)
        budget, bounds = Budget(facts, self.max_rows), facts.broken(queries.values())
        tables.give(frames)

        def one(key: str) -> Done:
            rows = self._rows(queries[key], budget, bounds)
            return then(key, answered(rows, asked[key], queries[key]))

        with ThreadPoolExecutor(self.said.get("at_once", AT_ONCE)) as pool:
            return dict(zip(queries, pool.map(one, queries), strict=True))

    def _started(self) -> Tables:
        if self._tables is None:
            self._session = session(self.said, self.max_memory)
            self._tables = Tables(self._session, self.said, local=is_local(self.said))
        return self._tables

    def _rows(self, query: CompiledQuery, budget: Budget, bounds: Broken) -> Result:
        try:
            refuse(query, bounds)
            with underway([query.name]):
                budget.check(query)
                raw = pl.from_arrow(self._session.sql(query.sql("spark")).toArrow())
                frame = raw if isinstance(raw, pl.DataFrame) else raw.to_frame()
                tidy = in_order(normalise(frame.lazy(), query), query).collect()
                return refuse_duplicates(tidy, query)
        except EngineError as error:
            return error
        except FAULTS as error:
            return failure(query, error)


ENGINE, CHECKED_BY = SparkEngine, "polars"
