"""The default engine: all queries in one Polars collect, so scans and joins are shared."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.engines.base import (
    CompiledQuery,
    Frames,
    Result,
    failure,
    normalise,
    refuse_duplicates,
)
from screening.engines.budget import Budget
from screening.errors import EngineError


class PolarsEngine:
    """SQL context to LazyFrames to one ``collect_all``; failing queries are isolated."""

    name = "polars"

    def __init__(self, max_rows: int | None = None) -> None:
        self.max_rows = max_rows

    def run(self, queries: Mapping[str, CompiledQuery], registers: Frames) -> dict[str, Result]:
        """One frame or error per query; see :class:`screening.engines.base.Engine`."""
        results: dict[str, Result] = {}
        lazy: dict[str, pl.LazyFrame] = {}
        frames = {name: frame.lazy() for name, frame in sorted(registers.items())}
        budget = Budget(frames, self.max_rows)
        with pl.SQLContext(frames, register_globals=False) as context:
            for key, query in queries.items():
                try:
                    budget.check(query)
                    measured = context.execute(query.sql("polars"), eager=False)
                    lazy[key] = normalise(measured, query)
                except EngineError as error:
                    results[key] = error
                except Exception as error:  # noqa: BLE001 - any engine error is that rule's
                    results[key] = failure(query, error)
        for key, collected in self._collect(lazy, queries).items():
            results[key] = _unique(collected, queries[key])
        return {key: results[key] for key in queries}

    def _collect(
        self, lazy: dict[str, pl.LazyFrame], queries: Mapping[str, CompiledQuery]
    ) -> dict[str, Result]:
        if not lazy:
            return {}
        try:
            return dict(zip(lazy, pl.collect_all(lazy.values()), strict=True))
        except Exception:  # noqa: BLE001 - found again, and named, one by one
            return {key: _collect_one(frame, queries[key]) for key, frame in lazy.items()}


def _collect_one(frame: pl.LazyFrame, query: CompiledQuery) -> Result:
    try:
        return frame.collect()
    except Exception as error:  # noqa: BLE001 - any engine error is that rule's
        return failure(query, error)


def _unique(result: Result, query: CompiledQuery) -> Result:
    if isinstance(result, EngineError):
        return result
    try:
        return refuse_duplicates(result, query)
    except EngineError as error:
        return error
