"""Registers hold what queries reckon with: bounded numbers and dates of the calendar.

The gate proves from the bounds of registers that no whole number wraps round and no real passes the
largest there is (:mod:`screening.language.size`). Reading extracts sets aside the rows that break
them, by name; tables that came another way are looked at here, before anything runs over them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import polars as pl

from screening.engines.base import CompiledQuery, Runner
from screening.errors import EngineError, Problem
from screening.registers.schemas.columns import LEAST_REAL, MOST_REAL, MOST_WHOLE

Broken = Mapping[tuple[str, str], str]
"""Columns of registers that break their bounds, and what they should hold."""
_FIRST, _LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)
_WANTED = {
    "whole": f"whole numbers from -{MOST_WHOLE:,} to {MOST_WHOLE:,}",
    "real": f"finite numbers from -{MOST_REAL:,.0f} to {MOST_REAL:,.0f}, 0 or at least "
    f"{LEAST_REAL:g} from it",
    "date": f"dates from {_FIRST} to {_LAST}",
}


def refuse(query: CompiledQuery, columns: Broken) -> None:
    """Raise :class:`EngineError` when the query uses a column that breaks its bounds."""
    for (register, column), wanted in columns.items():
        if column in query.columns_used.get(register, ()):
            raise EngineError(
                Problem(
                    f"rule '{query.name}' could not be measured: a value in column '{column}' of "
                    f"register '{register}' is out of bounds",
                    expected=wanted,
                    remedy="correct the extract: a code may have slipped into the column",
                )
            )


def breaks(
    rows: pl.LazyFrame, schema: pl.Schema, columns: Iterable[str], runner: Runner
) -> dict[str, str]:
    """Those of the columns that break their bounds, and what they should hold."""
    kinds = {name: _kind(schema[name]) for name in sorted(columns) if name in schema}
    tests = [_breaks(name, kind).alias(name) for name, kind in kinds.items() if kind is not None]
    if not tests:
        return {}
    said = rows.select(tests).collect(engine=runner).row(0, named=True)
    return {name: _WANTED[kinds[name] or ""] for name, broken in said.items() if broken}


def _kind(dtype: pl.DataType) -> str | None:
    if dtype.is_integer():
        return "whole"
    return "real" if dtype.is_float() else "date" if dtype == pl.Date else None


def _breaks(name: str, kind: str) -> pl.Expr:
    column = pl.col(name)
    least, most = column.min(), column.max()
    if kind == "date":
        return (least < _FIRST) | (most > _LAST)
    limit = MOST_WHOLE if kind == "whole" else MOST_REAL
    beyond = (least < -limit) | (most > limit)
    if kind == "whole":
        return beyond
    tiny = ((column != 0) & (column.abs() < LEAST_REAL)).any()
    return beyond | tiny | column.is_nan().any()
