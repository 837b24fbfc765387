"""Choices of a generated statement: all from one seed, so that a number names a statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Literal, TypeVar

from tests.fuzz.data import CODED

Kind = Literal["int", "real", "text", "date", "bool"]
KINDS: tuple[Kind, ...] = ("int", "real", "text", "date", "bool")
Value = str | int | float | bool | dt.date
Some = TypeVar("Some")


@dataclass(frozen=True)
class Table:
    """Something in FROM: its alias and the kinds of its columns."""

    alias: str
    columns: Mapping[str, Kind]

    def of(self, kind: Kind) -> list[str]:
        """Its columns of a kind, with the alias in front; without those that only codes suit."""
        return [
            f"{self.alias}.{name}"
            for name, has in self.columns.items()
            if has == kind and name not in CODED
        ]


@dataclass
class Draw:
    """A source of choices, the parameters that were used, and the WITH queries so far."""

    random: Random
    registers: Mapping[str, Mapping[str, Kind]]
    parameters: dict[str, Value] = field(default_factory=dict)
    ctes: dict[str, Mapping[str, Kind]] = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)
    """Registers that stand in FROM under their own name."""
    _names: int = 0

    @cached_property
    def names(self) -> list[str]:
        """Names of columns, each of more than one word or rare enough to know it by."""
        return sorted({name for columns in self.registers.values() for name in columns})

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def one(self, options: Sequence[Some]) -> Some:
        return self.random.choice(options)

    def some(self, options: Sequence[Some], most: int, least: int = 1) -> list[Some]:
        """Between ``least`` and ``most`` different options, or all when there are fewer."""
        count = min(self.random.randint(least, most), len(options))
        return self.random.sample(list(options), count)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def weighted(self, options: Mapping[Some, int]) -> Some:
        return self.random.choices(list(options), list(options.values()))[0]

    def column(self, start: str) -> str:
        """A name for a column; at times one that a register has, for something else."""
        return self.one(self.names) if self.chance(0.15) else start

    def name(self, start: str) -> str:
        """A name that nothing in the statement has yet."""
        self._names += 1
        return f"{start}{self._names}"

    def parameter(self, value: Value) -> str:
        """The value as a parameter of the rule; written out where no parameter has it."""
        if isinstance(value, int) and value < 0:
            return f"({value})"
        name = f"p{len(self.parameters) + 1}"
        self.parameters[name] = value
        return f":{name}"


Leaf = Callable[[Draw, Kind, int], str | None]
"""A value that needs no other, for a kind and a depth left; None when there is none."""


@dataclass(frozen=True)
class Scope:
    """What an expression may name: what stands at a leaf, and the tables with their columns."""

    leaf: Leaf
    tables: tuple[Table, ...] = ()
