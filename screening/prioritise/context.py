"""What the registers say about an address on a list: facts for whoever goes or decides (T2, T3).

A row per ``vbo_id``; what a register does not hold stays null. Which register fills which column of
a list stands in ``screening.prioritise.facts``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import polars as pl

from screening.packs.models import PackHeader
from screening.prioritise.facts import FACTS, Asked
from screening.registers.held import Held, Registers, columns_of


def allowed(registers: Registers, headers: Sequence[PackHeader]) -> dict[str, Held]:
    """The registers and columns that every pack feeding a list may use."""
    found: dict[str, Held] = {}
    for name, frame in registers.items():
        named = [header.registers.get(name, []) for header in headers]
        columns = [
            column for column in columns_of(frame) if all(c == "all" or column in c for c in named)
        ]
        if columns:
            found[name] = frame.select(columns)
    return found


def of_addresses(
    addresses: pl.LazyFrame,
    registers: Registers,
    as_of: dt.date,
    *,
    map_link: str = "",
    wanted: Collection[str] | None = None,
) -> pl.LazyFrame:
    """``addresses`` (column ``vbo_id``) with everything known about them.

    Only registers that fill a column in ``wanted`` are asked; all of them unless it is given.
    """
    there = addresses.select("vbo_id").drop_nulls().unique().collect().lazy()
    asked = Asked(there, registers, as_of, map_link)
    found = there
    for fact in FACTS:
        if wanted is not None and not {*fact.keys} & {*wanted}:
            continue
        part = fact.ask(asked)
        if part is not None:
            found = found.join(part, on="vbo_id", how="left", maintain_order="left")
    return found
