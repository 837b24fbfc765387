"""Rows of a database, gathered in chunks until there are none, or more than allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from screening.errors import ExtractError, Where
from screening.registers.reading.database_faults import cannot_be_read
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.table import Table, at, filled
from screening.registers.reading.workbooks.cell_text import are_numbers, column_text

FIRST_ROW = 2
_BYTES = "bytes that are no text"
_TEXTS = {str, type(None)}


class Gathered:
    """Columns of text from rows of Python values; raises ExtractError beyond the limits."""

    def __init__(self, headers: Sequence[str], shown: str, limits: Limits) -> None:
        self._shown, self._limits = shown, limits
        self._headers = tuple(headers)
        self._frames = [pl.DataFrame(schema=_schema(len(headers)))]
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
        held = [self._column(place, values) for place, values in enumerate(columns)]
        self._frames.append(pl.DataFrame([each for both in held for each in both]))

    def _column(self, place: int, values: Sequence[object]) -> tuple[pl.Series, pl.Series]:
        """The cells, and which of them are numbers."""
        text: Sequence[object]
        try:
            if _TEXTS.issuperset(map(type, values)):
                text, number = values, False  # as they are, without a copy of each
                other = any(map(str.strip, filter(None, values)))  # type: ignore[arg-type]
            else:
                text, number, other = column_text(values)
        except UnicodeDecodeError:
            self._bytes.add(place)
            text, number, other = [""] * len(values), False, True
        if number:
            self._numbers.add(place)
        if other:
            self._others.add(place)
        cells = pl.Series(at(place), text, pl.String)
        if number and other:
            return cells, pl.Series(_native(place), are_numbers(values), pl.Boolean)
        return cells, pl.repeat(number, len(values), dtype=pl.Boolean, eager=True).alias(
            _native(place)
        )

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
        places = range(len(self._headers))
        names = [at(n) for n in places]
        cells = cells.with_columns(pl.when(pl.col(n) != "").then(pl.col(n)).alias(n) for n in names)
        cells = cells if in_order else cells.sort([*names, *map(_native, places)])
        return filled(
            self._headers,
            cells.select(names),
            FIRST_ROW,
            None,
            frozenset(self._numbers - self._others) | frozenset(numbers),
            dict.fromkeys(self._bytes, _BYTES) | dict(unusable or {}),
            {n: cells[_native(n)] for n in self._numbers & self._others},
        )


def _native(place: int) -> str:
    return f"__native_{place}"


def _schema(width: int) -> dict[str, type[pl.DataType]]:
    schema: dict[str, type[pl.DataType]] = {}
    for place in range(width):
        schema |= {at(place): pl.String, _native(place): pl.Boolean}
    return schema
