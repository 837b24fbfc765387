"""Rows about the municipality that is screened, in registers about people and things elsewhere."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.schemas import Register

_SAYS_OWN = "the municipality that is screened, which is not another one; no row of the register"


class Elsewhere(NamedTuple):
    """The rows about elsewhere, and a line for each that is not."""

    rows: pl.DataFrame
    lines: pl.DataFrame


def elsewhere(rows: pl.DataFrame, register: Register, municipality: str) -> Elsewhere:
    """Take out the rows in which a column for another municipality holds ``municipality``.

    They are known and about something else, so nothing becomes unknown by them.
    """
    found = no_lines()
    for name, declared in register.columns.items():
        if name in rows.columns and (declared.metadata or {}).get("elsewhere"):
            own = (pl.col(name) == municipality).fill_null(value=False)
            said = lines(rows.filter(own), {name: pl.lit(_SAYS_OWN)}, {name: pl.col(name)}, ())
            rows, found = rows.filter(~own), pl.concat([found, said])
    return Elsewhere(rows, found)
