"""How a register is asked about addresses, and which columns of lists it fills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from screening.prioritise.locations import current_places
from screening.registers.held import Registers, columns_of

DAY = "%d-%m-%Y"


@dataclass(frozen=True)
class Asked:
    """The addresses asked about (``vbo_id``), and the registers that may answer."""

    wanted: pl.LazyFrame
    registers: Registers
    as_of: dt.date
    map_link: str = ""

    def has(self, register: str, *columns: str) -> bool:
        """Whether a register was delivered with these columns, and may be used."""
        frame = self.registers.get(register)
        return frame is not None and {*columns} <= {*columns_of(frame)}

    def rows(
        self, register: str, *columns: str, current: bool = False, key: str = "vbo_id"
    ) -> pl.LazyFrame | None:
        """The rows of a register about the wanted addresses, or None without these columns.

        ``current`` keeps those that hold on the reference date. Of a register that is scanned they
        are read here, in a stream: what is joined with them later would take in all of it.
        """
        if not self.has(register, key, *columns):
            return None
        frame = self.registers[register].lazy()
        if current:
            frame = current_places(self.registers, register, self.as_of)
        asked = frame.join(self.wanted, left_on=key, right_on="vbo_id", how="semi")
        if isinstance(self.registers[register], pl.DataFrame):
            return asked
        at = self.wanted.collect()["vbo_id"].implode()
        return frame.filter(pl.col(key).is_in(at)).collect(engine="streaming").lazy()


@dataclass(frozen=True)
class Fact:
    """What one register says of an address.

    ``ask`` gives a row per ``vbo_id`` with some of ``keys``, columns of lists; None when the
    register was not delivered or may not be used. ``wanted`` pairs a key with what
    is missing, in Dutch, where that is empty although the register was asked.
    """

    register: str
    keys: tuple[str, ...]
    ask: Callable[[Asked], pl.LazyFrame | None]
    wanted: tuple[tuple[str, str], ...] = ()
