"""What one owner of data is asked for: each column by its Dutch name, what it means, an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import dataframely as dy
import polars as pl

from screening.reference.suppliers import suppliers
from screening.registers.schemas import REGISTERS, Register
from screening.registers.schemas.columns import (
    AREA_CODES,
    BAG_ID,
    EST_NR,
    KVK_NR,
    PAND_ID,
    POSTCODE,
    SBI,
)

TITLES = (
    "Register", "Gegeven", "Wat het betekent", "Voorbeeld", "Kolom in uw extract", "Wat er nu is",
    "Naam in het projectbestand",
)  # fmt: skip
WIDTHS = (30, 30, 70, 24, 24, 40, 26)
_LONGEST = 31
"""Characters in the name of a sheet."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_EXAMPLES = {
    KVK_NR: "99000001",
    EST_NR: "000099000001",
    BAG_ID: "9999010000000001",
    PAND_ID: "9999100000000001",
    POSTCODE: "9116BR",
    SBI: "56101",
}
"""Made up, and in the form that is asked."""
_CODES = 6
"""Words for codes that are named."""
Asked = tuple[str, str, str, str]
"""Register, column, header in their extract, and what there is now."""


class OwnerSheet(NamedTuple):
    """A name that a sheet can have, whom it is for, and a row per thing that is asked."""

    name: str
    owner: str
    rows: list[tuple[str, ...]]


def owner_sheets(asked: Iterable[Asked]) -> list[OwnerSheet]:
    """What is asked of each owner, in the order of their names."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for register, column, header, state in asked:
        known = suppliers().get(register)
        owner = known.supplier if known else register
        found.setdefault(owner, []).append(_row(REGISTERS[register], column, header, state))
    names = _sheet_names(found)
    return [OwnerSheet(names[owner], owner, sorted(rows)) for owner, rows in sorted(found.items())]


def _row(register: Register, column: str, header: str, state: str) -> tuple[str, ...]:
    if column not in register.columns:  # all of it
        return register.title, "alle gegevens", register.says, "", header, state, register.name
    name, place = register.called(column).name, f"{register.name}.{column}"
    meaning, example = meaning_of(register, column), example_of(register, column)
    return register.title, name, meaning, example, header, state, place


def meaning_of(register: Register, column: str) -> str:
    """What stands in a column, with the words for its codes (Dutch)."""
    says = register.called(column).says
    codes = list(dict.fromkeys(register.words(column).values()))
    if not all(code in says for code in codes):
        more = f" en {len(codes) - _CODES} andere" if len(codes) > _CODES else ""
        says += f": {', '.join(codes[:_CODES])}{more}"
    personal = (register.columns[column].metadata or {}).get("personal")
    return f"{says} (geen naam of BSN)" if personal == "person_key" else says


def example_of(register: Register, column: str) -> str:
    """A value as it may be delivered, made up; '' where any text goes."""
    declared = register.columns[column]
    codes = register.words(column)
    if codes:
        return next(iter(codes.values()))
    if isinstance(declared, dy.String):
        return "BU90010101" if column in AREA_CODES else _EXAMPLES.get(declared.regex or "", "")
    unit = (declared.metadata or {}).get("unit")
    if declared.dtype == pl.Date:
        return "31-12-2025"
    if declared.dtype == pl.Boolean:
        return "ja"
    if unit == "year":
        return "2025"
    return "3" if declared.dtype.is_integer() else "12,5"


def _sheet_names(owners: Mapping[str, object]) -> dict[str, str]:
    """Short, without signs that a sheet may not have, and each once."""
    names: dict[str, str] = {}
    for owner in sorted(owners):
        plain = " ".join(_FORBIDDEN.sub(" ", owner).split())
        short = plain if len(plain) <= _LONGEST else plain[:_LONGEST].rsplit(" ", 1)[0]
        name, number = short, 1
        while name.lower() in {each.lower() for each in names.values()}:
            number += 1
            name = f"{short[: _LONGEST - 4].strip()} ({number})"
        names[owner] = name
    return names
