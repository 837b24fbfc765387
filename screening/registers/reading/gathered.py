"""Rows of a database, gathered in chunks until there are none, or more than allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from screening.errors import ExtractError, Where
from screening.registers.reading.database_faults import cannot_be_read
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.table import Table, at, filled
from screening.registers.reading.workbooks.cell_text import column_text

_FIRST_ROW = 2
_BYTES = "bytes that are no text"


class Gathered:
    """Columns of text from rows of Python values; raises ExtractError beyond the limits."""

    def __init__(self, headers: Sequence[str], shown: str, limits: Limits) -> None:
        self._shown, self._limits = shown, limits
        self._headers = tuple(headers)
        self._frames = [pl.DataFrame(schema={at(n): pl.String for n in range(len(headers))})]
        self._rows = 0
        self._numbers: set[int] = set()
        self._others: set[int] = set()
        self._bytes: set[int] = set()
        double = next((name for name in headers if headers.count(name) > 1), None)
        if double is not None:
            found = f"column '{double}' occurs more than once"
            raise ExtractError(cannot_be_read(shown, found))
        if len(headers) > limits.columns:
            found, remedy = f"it has {len(headers)} columns", "ask for those that are needed"
            raise exceeded(found, Where(shown), "columns", limits, remedy)

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """The next rows."""
        self._rows += len(rows)
        if self._rows > self._limits.rows:
            found = f"it has more than {self._limits.rows} rows"
            remedy = "ask for less with a query"
            raise exceeded(found, Where(self._shown), "rows", self._limits, remedy)
        columns = zip(*rows, strict=True)
        cells = [self._column(place, values) for place, values in enumerate(columns)]
        self._frames.append(pl.DataFrame(cells))

    def _column(self, place: int, values: Sequence[object]) -> pl.Series:
        try:
            text, number, other = column_text(values)
        except UnicodeDecodeError:
            self._bytes.add(place)
            text, number, other = [""] * len(values), False, True
        if number:
            self._numbers.add(place)
        if other:
            self._others.add(place)
        return pl.Series(at(place), text, pl.String)

    def table(
        self,
        numbers: Collection[int] = (),
        unusable: Mapping[int, str] | None = None,
        *,
        in_order: bool = False,
    ) -> Table:
        """The rows in the order of their cells, so that runs are the same, or as they came.

        ``numbers`` and ``unusable`` are the places known to be so by their type, beside those that
        are by their values.
        """
        cells = pl.concat(self._frames)
        names = cells.columns
        held = cells.select(pl.when(pl.col(n) != "").then(pl.col(n)).alias(n) for n in names)
        return filled(
            self._headers,
            held if in_order else held.sort(names),
            _FIRST_ROW,
            None,
            frozenset(self._numbers - self._others) | frozenset(numbers),
            dict.fromkeys(self._bytes, _BYTES) | dict(unusable or {}),
        )
