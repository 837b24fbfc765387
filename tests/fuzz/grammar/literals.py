"""Fixed values: ordinary ones, those at the ends of what a kind can hold, and parameters."""

from __future__ import annotations

import datetime as dt

from tests.fuzz.data import DATES, FIGURES, INTS, REALS, TEXTS
from tests.fuzz.grammar.draw import Draw, Kind, Value

TODAY = dt.date(2026, 1, 31)
_EDGE_INTS = [2**31 - 1, 2**31, 10**9, 3_000_000_000, 2**53 - 1, 2**53]
_EDGE_REALS = [1e-9, 1e15, 0.1, 2.675, 1e300]


def literal(d: Draw, kind: Kind) -> str:
    """A value of the kind as SQL, at times as a parameter."""
    value = fixed(d, kind)
    return d.parameter(value) if d.chance(0.1) else written(value)


def fixed(d: Draw, kind: Kind) -> Value:
    if kind == "int":
        return d.one(_EDGE_INTS) if d.chance(0.08) else d.one([*range(-3, 12), *INTS])
    if kind == "real":
        return d.one(_EDGE_REALS) if d.chance(0.08) else d.one(REALS)
    if kind == "text":
        return d.one(TEXTS) if d.chance(0.3) else d.one(FIGURES)
    if kind == "date":
        return TODAY if d.chance(0.2) else d.one(DATES)
    return d.chance(0.5)


def written(value: Value) -> str:
    """The value as a SQL literal."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)
