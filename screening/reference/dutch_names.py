"""What registers and their columns are called by the people who deliver them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from screening.documents.fields import Model, Name, Told
from screening.reference.tables import ReferenceFile, shipped


class CalledColumn(Model):
    """The Dutch name of a column and the sentence that its owner understands.

    ``headers`` are other names that systems write above it; ``codes`` are the words for our codes
    where no closed list has them.
    """

    name: Told
    says: Told
    headers: tuple[Told, ...] = ()
    codes: Mapping[Name, Told] = {}


class _CalledRegister(Model):
    says: Told
    columns: dict[Name, CalledColumn]


class _Names(ReferenceFile):
    shared: dict[Name, CalledColumn]
    registers: dict[Name, _CalledRegister]


@cache
def _names() -> _Names:
    return shipped("dutch_names.yaml", _Names)


def said_of(register: str) -> str | None:
    """The sentence about a register; None where it has none yet."""
    found = _names().registers.get(register)
    return found.says if found else None


def called(register: str, column: str) -> CalledColumn | None:
    """What a column is called: as its register has it, else as all that have such a column."""
    found = _names().registers.get(register)
    own = found.columns.get(column) if found else None
    return own or _names().shared.get(column)


def named_columns() -> Mapping[str, frozenset[str]]:
    """Register to the columns that have a name there alone; '' to those that registers share."""
    own = {name: frozenset(each.columns) for name, each in _names().registers.items()}
    return own | {"": frozenset(_names().shared)}
