"""A register while it is being read: its extracts interpreted, its persons hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.held import Held
from screening.registers.reading.interpret import Interpreted
from screening.registers.reading.pseudonym import Pseudonyms, holds_citizen_numbers
from screening.registers.reading.quarantine import no_lines
from screening.registers.reading.report import SourceFile
from screening.registers.reading.source import Source
from screening.registers.reading.unread import no_rows
from screening.registers.reading.validate import person_columns
from screening.registers.schemas import Register

Keys = Callable[[], Pseudonyms]
"""Made when first needed: a project without person keys needs no key."""


@dataclass(frozen=True)
class Part:
    """An interpreted extract with the source it came from."""

    file: SourceFile
    source: Source
    headers: tuple[str, ...]
    content: Interpreted


@dataclass(frozen=True)
class Draft:
    """A register before keys to other registers are followed."""

    rows: Held
    parts: list[Part]
    invalid: pl.DataFrame
    other: pl.DataFrame
    duplicates: int
    unread: pl.DataFrame


def without_rows(part: Part, register: Register) -> Part:
    """What is told of an extract, without anything that was in it."""
    nothing = pl.DataFrame()
    content = replace(
        part.content, rows=nothing, quarantine=no_lines(), beside=no_lines(),
        unread=no_rows(register),
    )  # fmt: skip
    return replace(part, content=content)


def check_regime(register: Register, source: Source) -> None:
    """Raise ExtractError for police data."""
    if source.regime == "wpg":
        found = f"register {register.name} is mapped to police data (Wpg), which is not read"
        where = Where(source.path or source.table or "query")
        raise ExtractError(Problem(found, where, remedy="remove this source"))


def in_full(rows: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Every declared column with its type, after the place of the row; null what is not there."""
    return rows.select(
        "source_file",
        "row",
        *(
            (pl.col(name) if name in rows.columns else pl.lit(None))
            .cast(declared.dtype)
            .alias(name)
            for name, declared in register.columns.items()
        ),
    )


def hashed(rows: pl.DataFrame, register: Register, keys: Keys) -> pl.DataFrame:
    """The rows with pseudonyms of persons. Raises ExtractError for numbers of citizens."""
    columns = [name for name in person_columns(register) if name in rows.columns]
    columns = [name for name in columns if rows[name].null_count() < rows.height]
    if not columns:
        return rows
    refused = [name for name in columns if holds_citizen_numbers(rows[name])]
    if refused:
        files = ", ".join(rows["source_file"].unique().sort().to_list())
        raise ExtractError(
            Problem(
                f"{register.name}.{name} holds citizen service numbers (BSN)",
                Where(files, column=name),
                "a key of the source system itself",
                "export another key, or have the source replace the number",
            )
            for name in refused
        )
    return rows.with_columns(keys().of(rows[name]).alias(name) for name in columns)


def pseudonymous(unread: pl.DataFrame, register: Register, keys: Keys) -> pl.DataFrame:
    """The same without the key of any person; nobody has to be told of numbers of citizens here."""
    columns = [
        name for name in person_columns(register) if unread[name].null_count() < unread.height
    ]
    if not columns:
        return unread
    return unread.with_columns(keys().of(unread[name]).alias(name) for name in columns)
