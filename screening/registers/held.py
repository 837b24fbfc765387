"""Registers as the stages get them: in memory, or scanned where they are kept when they are large.

What a stage takes of a register is a query either way, so a stage says ``register.lazy()`` and what
it wants. The few things that only a frame in memory tells by itself stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

Held = pl.DataFrame | pl.LazyFrame
"""One register: every declared column, with its schema type."""
Registers = Mapping[str, Held]
"""The registers by name."""


def engine_for(*registers: Held) -> Literal["in-memory", "streaming"]:
    """How a query over these is best worked off: what is scanned does not have to fit."""
    held = all(isinstance(register, pl.DataFrame) for register in registers)
    return "in-memory" if held else "streaming"


def columns_of(register: Held) -> list[str]:
    """The columns, in order; nothing is read."""
    return register.collect_schema().names()


def is_empty(register: Held) -> bool:
    """Whether there is no row."""
    return not height(register)


def height(register: Held) -> int:
    """How many rows there are."""
    if isinstance(register, pl.DataFrame):
        return register.height
    return int(register.select(pl.len()).collect(engine="streaming").item())


def part_of(register: Held, *columns: str) -> pl.DataFrame:
    """Some columns of all rows, in memory."""
    if isinstance(register, pl.DataFrame):
        return register.select(columns)
    return register.select(columns).collect(engine="streaming")


def whole(register: Held) -> pl.DataFrame:
    """All of it in memory: for registers of areas, which no country makes large."""
    return register if isinstance(register, pl.DataFrame) else register.collect()
