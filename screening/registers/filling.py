"""Small registers from the few columns a rule test or an example names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from screening.errors import PackError, Problem, Where, suggestion
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
    problems: list[Problem] = []
    cells: dict[str, list[Any]] = {column: [] for column in types}
    for number, given in enumerate(rows, start=1):
        row = {**(defaults or {}), **given}
        problems += [_unknown(name, key, number, types) for key in row if key not in types]
        for column, dtype in types.items():
            value, problem = _typed(row.get(column), dtype)
            cells[column].append(value)
            if problem:
                problems.append(
                    Problem(problem, Where(name, row=number, column=column), f"{_called(dtype)}")
                )
    if problems:
        raise PackError(problems)
    return pl.DataFrame(cells, schema=types, strict=False)


def fill_registers(
    given: Mapping[str, Iterable[Mapping[str, Any]]],
) -> dict[str, pl.DataFrame]:
    """Every register there is; the ones not given are empty.

    Raises PackError with all problems of all registers given.
    """
    problems: list[Problem] = []
    filled = {name: empty_register(name) for name in REGISTERS}
    for name, rows in given.items():
        try:
            filled[name] = fill_register(name, rows)
        except PackError as error:
            problems += error.problems
    if problems:
        raise PackError(problems)
    return filled


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


def _typed(value: Any, dtype: pl.DataType) -> tuple[Any, str]:
    """The value as the column's Python type and an empty string, or None and what is wrong."""
    kind = "whole" if dtype.is_integer() else "real" if dtype.is_float() else str(dtype)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "Date" and isinstance(value, str):
        return _iso_date(value)
    if kind == "String" and number:
        return None, f"{value!r} is a number; write it in quotes"
    fits = value is None or {
        "Boolean": isinstance(value, bool),
        "whole": number and isinstance(value, int),
        "real": number,
        "String": isinstance(value, str),
        "Date": isinstance(value, dt.date) and not isinstance(value, dt.datetime),
    }.get(kind, False)
    return (value, "") if fits else (None, f"{value!r} is not {_called(dtype)}")


def _iso_date(value: str) -> tuple[dt.date | None, str]:
    try:
        return dt.date.fromisoformat(value), ""
    except ValueError:
        return None, f"'{value}' is not a date"


def _called(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "a whole number"
    if dtype.is_float():
        return "a number"
    return {
        "String": "text",
        "Date": "a date such as 2025-03-01",
        "Boolean": "true or false",
    }.get(str(dtype), str(dtype))
