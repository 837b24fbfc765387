"""Rows of an extract that a project asks for by what stands in one of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.header_line import plain
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table, at
from screening.registers.schemas.blocked import is_blocked, is_citizen_number

_LEFT_OUT = "of another kind than the rows that 'where' asks for, which is no row of the register"
_LISTED = 20


def chosen(table: Table, source: Source, file: str) -> Table:
    """The table, of which the rows that ``where`` does not ask for are none that count.

    Raises ExtractError for a column that is not there once or may never be used, and where no row
    is left.
    """
    if not source.where or table.cells.is_empty():
        return table
    found = table
    for header, values in source.where.items():
        texts = pl.lit(table.cells[at(_place(table, header, file))]).str.strip_chars().fill_null("")
        asked = {str(each).strip().lower() for each in _each(values)}
        kept = pl.select(texts.str.to_lowercase().is_in(sorted(asked))).to_series()
        if not kept.any() and not source.may_be_empty:
            there = pl.select(texts.unique().sort().head(_LISTED)).to_series().to_list()
            raise ExtractError(_none_left(file, header, _listed(sorted(asked)), _listed(there)))
        said = pl.lit(None, dtype=pl.String) if found.aside is None else pl.lit(found.aside)
        left_out = pl.when(~pl.lit(kept)).then(pl.lit(_LEFT_OUT))
        found = replace(found, aside=pl.select(pl.coalesce(said, left_out)).to_series())
    return found


def _place(table: Table, header: str, file: str) -> int:
    where = Where(file, column=header)
    if is_blocked(header) or is_citizen_number(header):
        found = f"rows are asked for by '{header}', which may never be used"
        raise ExtractError(Problem(found, where, remedy="take it out of 'where:'"))
    places = [n for n, each in enumerate(table.headers) if plain(each) == plain(header)]
    if len(places) == 1:
        return places[0]
    found = f"the extract has {len(places)} columns called '{header}' to ask for rows by"
    raise ExtractError(Problem(found, where, "one of this name", "correct 'where:'"))


def _none_left(file: str, header: str, asked: str, there: str) -> Problem:
    return Problem(
        f"no row is left where '{header}' is {asked}", Where(file, column=header),
        f"one of what stands there: {there}", "correct 'where:'",
    )  # fmt: skip


def _each(values: object) -> Sequence[object]:
    return values if isinstance(values, list) else [values]


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
