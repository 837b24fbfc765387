"""What a file of ``known`` says: how a published shape is recognised, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from screening.documents.fields import MaybeTold, Model, Scalar, Told
from screening.registers.reading.header_line import plain
from screening.registers.reading.source import DateFormat
from screening.registers.schemas import REGISTERS, Regime

Header = Annotated[str, Field(min_length=1, max_length=200)]
Headers = Annotated[tuple[Header, ...], Field(min_length=1)]
_NUMBERED = re.compile(r"_\d{1,3}$")
"""Behind the name of a measure in tables of CBS; the number changes from year to year."""


class Fill(Model):
    """A register that a shape fills, mapped as a project would map it."""

    into: str
    """Name of the register."""
    columns: Mapping[str, Header | Headers] = {}
    """Our column to their header, or to several of which the first that is there is meant."""
    joined: Mapping[str, Headers] = {}
    """Our column to their headers, with signs between."""
    fixed: Mapping[str, Scalar] = {}
    """Our column to one value for every row."""
    codes: Mapping[str, Mapping[str, Scalar]] = {}
    """Our column to codes, each their code: our code."""
    units: Mapping[str, str] = {}
    """Our column to the unit they write."""
    where: Mapping[str, Scalar] = {}
    """Their header to what stands under it in the rows that are meant."""
    unknown: tuple[str, ...] = ()
    """What stands in a cell without a value."""
    date: DateFormat | None = None
    """Form of dates, where it is not a usual one."""
    decimal: Annotated[str, Field(pattern=r"^[.,]$")] | None = None
    """Sign before decimals, where it is not a comma."""
    regime: Regime | None = None
    """Sector law it falls under."""
    of_name: Mapping[str, str] = {}
    """Our column to the pattern in the name of the file whose group is its value."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        register = REGISTERS.get(self.into)
        if register is None:
            raise ValueError(f"a register there is, not '{self.into}'")
        named = {*self.columns, *self.joined, *self.fixed, *self.codes, *self.units, *self.of_name}
        other = sorted(named - set(register.columns))
        if other:
            raise ValueError(f"columns of {self.into}, not {', '.join(other)}")
        return self


class Shape(Model):
    """A published shape. It fills registers, or it says why it cannot."""

    title: Told
    """What it is called (Dutch)."""
    source: Told
    """Where the data comes from, as explanations say it (Dutch)."""
    published: Told
    """Where its columns are published."""
    headers: Headers
    """What stands in its header; a file without one of these is another shape."""
    numbered: bool = False
    """Headers end in a number that changes, such as AantalInwoners_5."""
    table: str = ""
    """Layer or table that it is; any unless set."""
    fills: tuple[Fill, ...] = ()
    """Registers it fills."""
    note: MaybeTold = ""
    """What who maps it should know (Dutch)."""
    refused: MaybeTold = ""
    """Why no register can be filled from it alone (Dutch)."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.fills) == bool(self.refused):
            raise ValueError("either 'fills' or 'refused'")
        return self

    def name(self, header: str) -> str:
        """A header as the shape compares it."""
        name = plain(header)
        return without_number(name) if self.numbered else name

    def fits(self, headers: Sequence[str], table: str | None) -> bool:
        """Whether a table with these headers is of this shape."""
        held = {self.name(header) for header in headers}
        return set(map(plain, self.headers)) <= held and self.table in ("", table or self.table)

    def mapped(self, fill: Fill, headers: Sequence[str], file: str) -> dict[str, Any] | None:
        """What a project writes for a file of this shape; None when it lacks a required column.

        Only headers that are there are mapped.
        """
        there = {self.name(header): header for header in reversed(headers) if header.strip()}
        columns = {
            ours: there[name]
            for ours, theirs in fill.columns.items()
            for name in [next((n for n in map(plain, _each(theirs)) if n in there), "")]
            if name
        }
        joined = {ours: _present(pieces, there) for ours, pieces in fill.joined.items()}
        joined = {ours: pieces for ours, pieces in joined.items() if len(pieces) > 1}
        read = {
            ours: found[1]
            for ours, pattern in fill.of_name.items()
            if (found := re.search(pattern, file.rsplit("/", 1)[-1])) is not None
        }
        fixed = {**fill.fixed, **read}
        made = {*columns, *joined, *fixed}
        declared = REGISTERS[fill.into].columns
        if REGISTERS[fill.into].required - set(made) - set(fill.of_name):
            return None
        told = {*fill.columns} - {*REGISTERS[fill.into].key}
        if told and not told & columns.keys():  # a code alone says nothing
            return None
        parts = {
            "regime": fill.regime,
            "columns": {n: columns[n] for n in declared if n in columns and n not in fixed},
            "joined": joined,
            "fixed": fixed,
            "codes": {n: dict(codes) for n, codes in fill.codes.items() if n in columns},
            "units": {n: unit for n, unit in fill.units.items() if n in columns},
            "where": {there[plain(n)]: value for n, value in fill.where.items()},
            "unknown": list(fill.unknown),
            "date": fill.date,
            "decimal": fill.decimal,
        }
        return {name: part for name, part in parts.items() if part}


def without_number(name: str) -> str:
    """The name of a measure of CBS without the number behind it."""
    return _NUMBERED.sub("", name)


def _each(theirs: str | Sequence[str]) -> Sequence[str]:
    return [theirs] if isinstance(theirs, str) else theirs


def _present(pieces: Sequence[str], there: Mapping[str, str]) -> list[str]:
    """The pieces of which the header is there, each with the sign before it."""
    kept: list[str] = []
    signs: list[str] = []
    for piece in pieces:
        if not any(sign.isalnum() for sign in piece):
            signs.append(piece)
        elif plain(piece) in there:
            kept += [*(signs if kept else ()), there[plain(piece)]]
            signs = []
    return kept
