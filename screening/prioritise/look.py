"""What is at hand when rows of lists are described: packs, registers, and settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from screening.lists import ListKind
from screening.prioritise.owners import FOLDED
from screening.prioritise.told import Packs
from screening.registers.held import Registers


@dataclass(frozen=True)
class Look:
    """The lists of a group and what may be read for them.

    ``registers`` are those every pack of the lists may use; ``delivered`` names all there are.
    ``figures`` are what area rules measured, a row per figure (see ``areas.figures_of``).
    ``recipient`` is who the lists are for, ``guard_days`` how many days before its end a term is
    watched. ``folded`` are the addresses that a row stands for (see
    ``owners.per_owner``).
    """

    kinds: Mapping[str, ListKind]
    packs: Packs
    registers: Registers
    delivered: Collection[str]
    figures: pl.DataFrame
    as_of: dt.date
    map_link: str = ""
    recipient: str = ""
    guard_days: int | None = None
    folded: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FOLDED))

    @property
    def valid_until(self) -> dt.date | None:
        """Until when signals of these packs may be kept: the shortest of their terms."""
        terms = [getattr(each, "retention_days", {}).get("signal") for each in self.packs.headers]
        known = [term for term in terms if term is not None]
        return self.as_of + dt.timedelta(days=min(known)) if known else None

    @property
    def keys(self) -> set[str]:
        """The columns that some of the lists has."""
        return {column.key for kind in self.kinds.values() for column in kind.columns}

    def with_column(self, key: str) -> list[str]:
        """The lists that have a column."""
        return [
            name
            for name, kind in self.kinds.items()
            if any(column.key == key for column in kind.columns)
        ]
