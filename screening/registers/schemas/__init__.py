"""One dataframely schema per register, and the facts about each register as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import dataframely as dy
import polars as pl

from screening.reference.dutch_names import CalledColumn, called, said_of
from screening.reference.suppliers import suppliers
from screening.reference.vocabulary import words
from screening.registers.schemas import address, area, company, ownership, permit, supervision
from screening.registers.schemas.columns import Absent, is_key
from screening.registers.schemas.facts import (
    Adding,
    Asked,
    Regime,
    added_up,
    asked_of,
    is_told_only,
    merging,
    named_by,
    regime_of,
    register_name,
)

__all__ = ["EVENTS", "REGISTERS", "Regime", "Register", "event_key"]


@dataclass(frozen=True)
class Register:
    """A register: its schema, the sector law it falls under and what it is for."""

    name: str
    schema: type[dy.Schema]
    regime: Regime = "none"

    @cached_property
    def columns(self) -> dict[str, dy.Column]:
        """Declared columns by name."""
        return self.schema.columns()

    @cached_property
    def key(self) -> list[str]:
        """Columns that tell rows apart, of which some may be blank; empty when rows have none."""
        return [name for name, declared in self.columns.items() if is_key(declared)]

    @cached_property
    def key_where_known(self) -> list[str]:
        """Columns of the key that may be blank: such a value is not known."""
        return [name for name in self.key if self.columns[name].nullable]

    @cached_property
    def always_read(self) -> frozenset[str]:
        """Columns that are read whatever rules ask for."""
        filled = {name for name, declared in self.columns.items() if not declared.nullable}
        return frozenset({*filled, *self.key, *self.merges})

    @property
    def adds_up(self) -> Mapping[str, Adding]:
        """Columns that hold figures of areas of which that of the whole can be made, and how."""
        return added_up(self.schema)

    @property
    def merges(self) -> tuple[str, ...]:
        """What a row became part of, and since when; empty where rows stay what they are."""
        return merging(self.schema)

    @cached_property
    def when_absent(self) -> dict[str, Absent]:
        """What an extract says that has no such column; for columns of which that is known."""
        facts = {name: (each.metadata or {}).get("absent") for name, each in self.columns.items()}
        return {name: fact for name, fact in facts.items() if fact is not None}

    @cached_property
    def required(self) -> frozenset[str]:
        """Columns that an extract must have."""
        columns = self.columns.items()
        never_blank = {name for name, declared in columns if not declared.nullable}
        return frozenset(never_blank - self.when_absent.keys())

    @property
    def told_only(self) -> bool:
        """Whether it is for whoever goes there alone: no rule may read it."""
        return is_told_only(self.schema)

    @property
    def asked(self) -> Asked:
        """What a rule that needs it asks of it, unless the rule says otherwise."""
        return asked_of(self.schema)

    @property
    def description(self) -> str:
        """First sentence of the schema's docstring."""
        return (self.schema.__doc__ or "").strip().splitlines()[0]

    @property
    def title(self) -> str:
        """What it is called by who delivers it (Dutch), such as 'vergunningen'."""
        found = suppliers().get(self.name)
        return found.title if found else self.name.replace("_", " ")

    @property
    def says(self) -> str:
        """What it holds, in the words of who delivers it (Dutch)."""
        return said_of(self.name) or self.description

    def called(self, column: str) -> CalledColumn:
        """The Dutch name of a column, and what it holds in the words of who delivers it."""
        found = called(self.name, column)
        says = self.columns[column].description or column
        return found or CalledColumn(name=column.replace("_", " "), says=says)

    def words(self, column: str) -> Mapping[str, str]:
        """The codes of a column with the words that people read; empty where any text goes."""
        facts = self.columns[column].metadata or {}
        listed = words(facts["codes"]) if facts.get("codes") else {}
        own = self.called(column).codes
        codes = facts.get("values") or facts.get("parts") or list(own)
        return {code: own.get(code) or listed.get(code) or code for code in codes}


_DOMAINS = (area, address, ownership, company, permit, supervision)


def _registers() -> dict[str, Register]:
    """Every schema of the domains, in the order in which they stand there."""
    schemas = [
        each
        for domain in _DOMAINS
        for each in vars(domain).values()
        if isinstance(each, type) and issubclass(each, dy.Schema)
        if each.__module__ == domain.__name__
    ]
    found = [Register(register_name(each), each, regime_of(each)) for each in schemas]
    return {register.name: register for register in found}


REGISTERS = _registers()
"""Every register by name. One is added by its schema alone."""
EVENTS: dict[str, tuple[str, ...]] = {
    name: columns for name, register in REGISTERS.items() if (columns := named_by(register.schema))
}
"""Registers of which a row is something that happened once, and what names it."""


def event_key(register: str) -> pl.Expr:
    """The ``key`` of a row of a register of ``EVENTS``, such as ``signal:S1``."""
    names = [pl.col(name).cast(pl.String).fill_null("") for name in EVENTS[register]]
    return (pl.lit(f"{register}:") + pl.concat_str(names, separator=" ")).alias("key")
