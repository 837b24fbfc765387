"""Engines that run a rule's SELECT over the registers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from screening.engines import kinds
from screening.engines.base import CompiledQuery, Engine, Result
from screening.errors import EngineError, Problem

__all__ = ["DEFAULT", "ENGINES", "CompiledQuery", "Engine", "Result", "get_engine", "second_of"]

ENGINES = tuple(info.name for info in pkgutil.iter_modules(kinds.__path__))
"""The names of all engines."""
DEFAULT = "polars"


def get_engine(
    name: str = DEFAULT,
    *,
    max_rows: int | None = None,
    max_memory: int | None = None,
    said: Mapping[str, Any] | None = None,
) -> Engine:
    """The engine of that name; EngineError when there is none.

    ``max_rows`` bounds the rows that any step of a query may yield, ``max_memory`` the bytes that
    the process may use, where the engine itself can keep to them; ``said`` is what a project says
    about the engine.
    """
    engine: Engine = _module(name).ENGINE(max_rows, max_memory)
    engine.said = said or {}
    return engine


def second_of(name: str) -> str:
    """The name of the engine that checks this one: the two read the same SQL and share no code."""
    second: str = _module(name).CHECKED_BY
    return second


def _module(name: str) -> Any:
    if name not in ENGINES:
        expected = " or ".join(sorted(ENGINES, key=lambda each: each != DEFAULT))
        raise EngineError(
            Problem(f"unknown engine '{name}'", expected=expected, remedy="use --engine")
        )
    return importlib.import_module(f"{kinds.__name__}.{name}")
