"""What is counted of a register before queries run over it, once for as long as it stays the same.

The rows of a register say how far a join can grow, whether its key is one and whether its numbers
can be reckoned with. A run asks its rules twice, for what they measure and for what proves it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping

import polars as pl

from screening.engines.base import FAULTS, CompiledQuery, Frames, Runner
from screening.engines.bounds import Broken, breaks
from screening.language.widths import NUMBER
from screening.registers.schemas import REGISTERS


class Table:
    """One register; every fact of it is counted when it is first asked for."""

    def __init__(self, frame: pl.DataFrame | pl.LazyFrame, runner: Runner) -> None:
        self.frame = frame
        self.rows = frame.lazy()
        self.runner: Runner = runner
        self._schema: pl.Schema | None = None
        self._height = frame.height if isinstance(frame, pl.DataFrame) else None
        self._most: dict[tuple[str, ...], int] = {}
        self._apart: dict[tuple[str, ...], bool] = {}
        self._longest: dict[str, float] = {}
        self._breaks: dict[str, str | None] = {}

    def height(self) -> int:
        """How many rows there are."""
        if self._height is None:
            self._height = int(self._count(self.rows, pl.len()))
        return self._height

    def columns(self) -> pl.Schema:
        """The columns with their types."""
        if self._schema is None:
            self._schema = self.rows.collect_schema()
        return self._schema

    def most_alike(self, columns: Iterable[str]) -> int:
        """The most rows that share values of these columns, or a few more; NULL is shared by none.

        Digests of 64 bits are put in order, which takes a quarter of the time of grouping texts.
        Where two values had one digest there seem to be more: a bound may be too high.
        """
        key = tuple(sorted(columns))
        if key not in self._most:
            digests = (pl.col(key[0]) if len(key) == 1 else pl.struct(key)).hash()
            most = digests.sort().rle().struct.field("len").max()
            self._most[key] = int(self._count(self.rows.select(key).drop_nulls(), most) or 0)
        return self._most[key]

    def told_apart(self, columns: Iterable[str]) -> bool:
        """Whether these columns tell the rows apart in which none of them is NULL."""
        key = tuple(sorted(columns))
        if key not in self._apart:
            values = pl.col(key[0]) if len(key) == 1 else pl.struct(key)
            once = values.n_unique() == pl.len()
            self._apart[key] = bool(self._count(self.rows.select(key).drop_nulls(), once))
        return self._apart[key]

    def longest(self, column: str) -> float:
        """Bytes of the longest text in a column; of anything else those it takes."""
        if column not in self._longest:
            if self.columns().get(column) != pl.String:
                return NUMBER
            longest = self._count(self.rows, pl.col(column).str.len_bytes().max())
            self._longest[column] = float(longest or 0)
        return self._longest[column]

    def out_of_bounds(self, columns: Iterable[str]) -> dict[str, str]:
        """Those of the columns that break their bounds, and what they should hold."""
        wanted = set(columns)
        unknown = wanted - self._breaks.keys()
        if unknown:
            found = breaks(self.rows, self.columns(), unknown, self.runner)
            self._breaks |= {name: found.get(name) for name in unknown}
        return {name: said for name in sorted(wanted) if (said := self._breaks[name]) is not None}

    def _count(self, rows: pl.LazyFrame, what: pl.Expr) -> int:
        counted: int = rows.select(what).collect(engine=self.runner).item()
        return counted


class Facts:
    """The registers by name, with what is known of each."""

    def __init__(self, frames: Frames, runner: Runner, known: Facts | None = None) -> None:
        """``known`` are facts of before; those of a frame that is still the same one stay."""
        before: Mapping[str, Table] = known.tables if known is not None else {}
        self.tables: dict[str, Table] = {
            name: before[name]
            if name in before and before[name].frame is frame and before[name].runner == runner
            else Table(frame, runner)
            for name, frame in frames.items()
        }
        self.frames = {name: table.rows for name, table in self.tables.items()}

    def broken(self, queries: Iterable[CompiledQuery]) -> Broken:
        """The columns of registers that the queries use and that break their bounds."""
        used: dict[str, set[str]] = {}
        for query in queries:
            for register, columns in query.columns_used.items():
                used.setdefault(register, set()).update(columns)
        found: dict[tuple[str, str], str] = {}
        for register in sorted(used.keys() & self.tables.keys() & REGISTERS.keys()):
            with contextlib.suppress(*FAULTS):  # what reads the register next says what is wrong
                for column, wanted in self.tables[register].out_of_bounds(used[register]).items():
                    found[register, column] = wanted
        return found
