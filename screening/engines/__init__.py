"""Engines that run a rule's SELECT over the registers."""

from __future__ import annotations

from screening.engines.base import CompiledQuery, Engine, Result
from screening.errors import EngineError, Problem

__all__ = ["CompiledQuery", "Engine", "Result", "get_engine"]


def get_engine(
    name: str = "polars", *, max_rows: int | None = None, max_memory: int | None = None
) -> Engine:
    """The engine of that name.

    ``max_rows`` bounds the rows that any step of a query may yield, ``max_memory`` the bytes that
    the process may use, where the engine itself can keep to them.
    """
    if name == "polars":
        from screening.engines.polars import PolarsEngine  # noqa: PLC0415 - heavy

        return PolarsEngine(max_rows, max_memory)
    if name == "duckdb":
        from screening.engines.duckdb import DuckDBEngine  # noqa: PLC0415 - heavy

        return DuckDBEngine(max_rows, max_memory)
    raise EngineError(
        Problem(f"unknown engine '{name}'", expected="polars or duckdb", remedy="use --engine")
    )
