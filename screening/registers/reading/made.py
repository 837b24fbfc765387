"""Columns that no header holds as they are: joined from several, or looked up in another table."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.header_line import plain
from screening.registers.reading.source import Lookup, Source
from screening.registers.reading.table import Table, at

_LISTED = 20
Opened = Callable[[str, frozenset[str]], Table]
"""Reads a table that a path of the project names, by the headers it must have."""


def is_header(piece: str) -> bool:
    """Whether a piece of a joined column is a header: signs alone stand for themselves."""
    return any(sign.isalnum() for sign in piece)


def made_columns(table: Table, source: Source, file: str, opened: Opened) -> dict[str, pl.Series]:
    """Our column to its cells, for each that is joined or looked up; raises ExtractError."""
    made = {name: _joined(table, pieces, file) for name, pieces in source.joined.items()}
    looked = {name: _looked_up(table, each, file, opened) for name, each in source.lookup.items()}
    return made | looked


def _joined(table: Table, pieces: list[str], file: str) -> pl.Series:
    """Each piece after the other; one without a value falls out, with the signs before it."""
    whole: pl.Expr | None = None
    signs = ""
    for piece in pieces:
        if not is_header(piece):
            signs += piece
            continue
        cell = pl.col(at(_place(table, piece, file))).str.strip_chars()
        cell = pl.when(cell != "").then(cell)
        before, signs = signs, ""
        if whole is None:
            whole = cell
            continue
        whole = (
            pl.when(whole.is_null())
            .then(cell)
            .when(cell.is_null())
            .then(whole)
            .otherwise(pl.concat_str([whole, pl.lit(before), cell]))
        )
    if whole is None:
        raise ExtractError(_no_header(file, "".join(pieces)))
    return table.cells.select(whole.alias("made")).to_series()


def _looked_up(table: Table, lookup: Lookup, file: str, opened: Opened) -> pl.Series:
    """The value that the other table has beside each cell; blank where the cell is."""
    wanted = frozenset({plain(lookup.key), plain(lookup.value)})
    other = opened(lookup.file, wanted)
    pairs = other.cells.select(
        pl.col(at(_place(other, lookup.key, lookup.file))).str.strip_chars().alias("key"),
        pl.col(at(_place(other, lookup.value, lookup.file))).str.strip_chars().alias("value"),
    ).drop_nulls("key").unique(maintain_order=True)  # fmt: skip
    double = pairs.filter(pl.col("key").is_duplicated())["key"].unique(maintain_order=True)
    if len(double):
        found = f"'{double[0]}' stands there with more than one value"
        raise ExtractError(
            Problem(found, Where(lookup.file, column=lookup.key), "each key once", "correct it")
        )
    cells = table.cells.select(
        pl.col(at(_place(table, lookup.column, file))).str.strip_chars().alias("key")
    )
    joined = cells.join(pairs, on="key", how="left", maintain_order="left")
    missing = joined.filter(
        pl.col("key").is_not_null() & ~pl.col("key").is_in(pairs["key"].implode())
    )["key"].unique(maintain_order=True)
    if len(missing):
        raise ExtractError(_not_there(missing.to_list(), lookup, file))
    return joined["value"]


def _place(table: Table, header: str, file: str) -> int:
    wanted = plain(header)
    found = next((n for n, each in enumerate(table.headers) if plain(each) == wanted), None)
    if found is None:
        raise ExtractError(_no_header(file, header))
    return found


def _no_header(file: str, header: str) -> Problem:
    return Problem(
        f"the extract has no '{header}'", Where(file, column=header), remedy="correct the mapping"
    )


def _not_there(missing: list[str], lookup: Lookup, file: str) -> Problem:
    listed = ", ".join(f"'{each}'" for each in missing[:_LISTED])
    return Problem(
        f"{len(missing)} values are not in {lookup.file}: {listed}",
        Where(file, column=lookup.column),
        f"every value in column '{lookup.key}' of {lookup.file}",
        f"add them there, with what they stand for under '{lookup.value}', or nothing",
    )
