"""Whether a value someone wrote down fits a column of a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import polars as pl

from screening.registers.schemas import REGISTERS

CellKind = Literal["whole", "real", "text", "date", "yes/no"]
ONE: Mapping[CellKind, str] = {
    "whole": "a whole number",
    "real": "a number",
    "text": "text",
    "date": "a date such as 2025-03-01",
    "yes/no": "true or false",
}
COUNTER = "{i}"
"""In a text of a repeated row: the number of the row."""
_TYPES: Mapping[CellKind, frozenset[type]] = {
    "whole": frozenset({int, type(None)}),
    "real": frozenset({int, float, type(None)}),
    "text": frozenset({str, type(None)}),
    "date": frozenset({dt.date, type(None)}),
    "yes/no": frozenset({bool, type(None)}),
}
_LARGEST = 2**63
_SHOWN = 60


@cache
def cell_kinds(register: str) -> Mapping[str, CellKind]:
    """The kind of every column of a register."""
    columns = REGISTERS[register].columns
    return {name: cell_kind(declared.dtype) for name, declared in columns.items()}


def cell_kind(dtype: pl.DataType) -> CellKind:
    """The kind of a column of this type."""
    if dtype.is_integer():
        return "whole"
    if dtype.is_float():
        return "real"
    if dtype == pl.Date:
        return "date"
    return "yes/no" if dtype == pl.Boolean else "text"


def misfit(value: Any, kind: CellKind, *, counted: bool = False) -> str:
    """What is wrong with a value for a column of this kind; empty when nothing is.

    Dates may be ISO texts. With ``counted`` a text may hold ``COUNTER``.
    """
    if type(value) in _TYPES[kind]:
        too_large = kind == "whole" and value is not None and not -_LARGEST <= value < _LARGEST
        return f"{_shown(value)} is larger than 64 bits hold" if too_large else ""
    if kind == "date" and isinstance(value, str):
        return _no_date(value.replace(COUNTER, "0001") if counted else value)
    if kind == "text" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{_shown(value)} is a number; write it in quotes"
    return f"{_shown(value)} is not {ONE[kind]}"


def _no_date(text: str) -> str:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return f"{_shown(text)} is not a date"
    return ""


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "a list or a group of keys"
    text = str(value) if isinstance(value, dt.date) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
