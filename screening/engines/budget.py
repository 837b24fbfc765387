"""Stopping SQL that explodes before it eats memory."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.engines.base import CompiledQuery

MAX_ROWS = 50_000_000


class Budget:
    """Upper bounds on the rows each step of a query can yield."""

    def __init__(self, frames: Mapping[str, pl.LazyFrame], max_rows: int | None = None) -> None:
        self.frames = frames
        self.max_rows = MAX_ROWS if max_rows is None else max_rows

    def check(self, query: CompiledQuery) -> None:
        """Raise :class:`~screening.errors.EngineError` when a step exceeds the budget."""
