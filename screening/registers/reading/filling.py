"""Small registers from the few columns a rule test or an example names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from screening.errors import PackError, Problem, Where, suggestion
from screening.registers.reading.cells import ONE, cell_kinds, misfit
from screening.registers.schemas import REGISTERS


def fill_register(
    name: str, rows: Iterable[Mapping[str, Any]], defaults: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """The register ``name`` with these rows: every declared column, schema types, the rest null.

    ``defaults`` holds values for columns a row does not name; a row may set such a column to null.
    Dates are dates or ISO strings. Values are not validated against patterns and code lists: a
    test may hold a value no loader would pass.

    Raises PackError for an unknown register or column (with the nearest name) or a wrong type.
    """
    register = REGISTERS.get(name)
    if register is None:
        raise PackError(
            Problem(
                f"unknown register '{name}'",
                expected=f"one of {', '.join(sorted(REGISTERS))}",
                remedy=suggestion(name, REGISTERS),
            )
        )
    types = {column: declared.dtype for column, declared in register.columns.items()}
    kinds = cell_kinds(name)
    problems: list[Problem] = []
    cells: dict[str, list[Any]] = {column: [] for column in types}
    for number, given in enumerate(rows, start=1):
        row = {**(defaults or {}), **given}
        problems += [_unknown(name, key, number, types) for key in row if key not in types]
        for column, kind in kinds.items():
            value = row.get(column)
            wrong = misfit(value, kind)
            if wrong:
                where = Where(name, row=number, column=column)
                problems.append(Problem(wrong, where, ONE[kind]))
            elif kind == "date" and isinstance(value, str):
                value = dt.date.fromisoformat(value)
            cells[column].append(value)
    if problems:
        raise PackError(problems)
    return pl.DataFrame(cells, schema=types, strict=False)


def empty_register(name: str) -> pl.DataFrame:
    """The register without rows, with every declared column."""
    columns = REGISTERS[name].columns
    return pl.DataFrame(schema={column: declared.dtype for column, declared in columns.items()})


def _unknown(register: str, column: str, row: int, known: Iterable[str]) -> Problem:
    return Problem(
        f"register {register} has no column '{column}'",
        Where(register, row=row, column=column),
        remedy=suggestion(column, known),
    )
